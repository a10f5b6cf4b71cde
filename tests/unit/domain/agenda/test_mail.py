"""The mail others get: what they may read of an agenda, and no more."""

import pytest

from lambdas.config_files import load_agenda_shapes
from lambdas.domain.agenda.mail import shared_sections
from lambdas.domain.agenda.rules_composer import RulesComposer
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.meetings.meeting import Attendee
from tests.fakes import findings
from tests.fakes.samples import a_user

GUEST = Attendee(name="Bo Chen", email="bo@acme.example")


CHOICES, OWNER = "Acme discount: 5 % or 8 %?", "Who decides “Acme discount”, and by when?"
STANDING = f" ({findings.DECISIONS.facts[0].standing})"


@pytest.mark.parametrize(
    ("question", "others", "told"),
    [
        (CHOICES, (), f"{CHOICES}{STANDING}"),
        (OWNER, (), f"{OWNER}{STANDING}"),
        (CHOICES, (GUEST,), "Acme discount"),
        (OWNER, (GUEST,), "Acme discount"),
    ],
)
def test_guests_are_told_what_is_decided_and_not_between_which_choices(
    question: str, others: tuple[Attendee, ...], told: str
) -> None:
    fact = findings.DECISIONS.facts[0].model_copy(update={"subject": "Acme discount", "question": question})
    about = findings.meeting("Acme discount")
    about = about.model_copy(update={"attendees": (*about.attendees, *others)})
    gathered = findings.findings_of(about, "default", findings.note(ContextKind.DECISIONS, fact))
    plan = RulesComposer(load_agenda_shapes()).compose(gathered)
    mail = [line.strip() for line in shared_sections(plan, about, a_user(email="alex@corp.example"))]
    (asked,) = (line for line in mail if line.startswith("Decision asked: "))
    assert asked == f"Decision asked: {told}"

"""A meeting that the rules may not be able to tell: the type it then has, and the reason that is shown."""

from datetime import timedelta
from typing import Any

from evals.cases import EvalCase
from evals.judged import JudgedLine, Shown
from evals.registry import AnsweringModel, Evaluated
from lambdas.calendar_monitor.guess_types import PROMPT, DoubtfulMeetings, TypeGuesser
from lambdas.config_files import load_classification_rules
from lambdas.domain.classification.classify import classify
from lambdas.domain.llm.consent import ModelConsent
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.meetings.tracked_meeting import PrepPlan
from lambdas.store.user_accounts import PlannedAccounts
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_meeting, a_tracked, a_user
from tests.fakes.stores import FakeAbsences, FakeMeetings, FakeUsers


def show(case: EvalCase, model: AnsweringModel) -> Shown:
    """``given``: the ``title``, the number of ``people`` and the ``description`` of an invitation."""
    rules, meetings = load_classification_rules(), FakeMeetings()
    people = tuple(Attendee(email=f"p{number}@example.com") for number in range(case.given["people"]))
    described = case.given.get("description", "")
    meeting = a_meeting("m1", title=case.given["title"], description=described, attendees=people)
    found = classify(meeting, rules)
    trigger = NOW + timedelta(days=1)
    plan = PrepPlan(
        meeting_type=found.meeting_type,
        type_reason=found.reason,
        is_type_doubtful=found.is_doubtful,
        prep_trigger_time=trigger,
    )
    meetings.create(a_tracked(meeting, plan=plan))
    accounts = PlannedAccounts(FakeUsers(a_user(model_consent=ModelConsent(level="all"))), FakeAbsences())
    syncs: Any = FakeQueue()
    TypeGuesser(accounts, meetings, syncs, rules, lambda: model, lambda: NOW).guess(
        DoubtfulMeetings(user_id="u1", meeting_ids=("m1",))
    )
    guessed = {one.series_key: one for one in accounts.get("u1").corrections}
    shown = classify(meeting, rules, guessed.get(meeting.series_key))
    is_written = shown.source == "model"
    source = f"{meeting.title} {meeting.attendee_count} {described}"
    reason = guessed[meeting.series_key].reason if is_written else shown.reason
    return Shown(lines=(JudgedLine(reason, ("invite",), source, is_written),), type=shown.meeting_type)


EVALUATED = Evaluated(PROMPT, show)

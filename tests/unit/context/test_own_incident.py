"""The one incident a meeting is about, however its title names it; a foreign one is worse than none."""

from datetime import UTC, datetime
from typing import Any

import pytest

from lambdas.context.own_incident import own_incident
from lambdas.domain.context.kinds.incidents import Incident
from lambdas.domain.context.kinds.sheets import record_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.meetings.subject import subject_of
from tests.fakes import findings


def an_incident(record_id: str, title: str, day: int, severity: str = "SEV2", owner: str = "") -> Any:
    opened = datetime(2026, 11, day, 9, 0, tzinfo=UTC)
    values = {"record_id": record_id, "severity": severity, "title": title, "opened_at": opened}
    return record_of(RecordKind.INCIDENTS, values | {"owner": owner}, UTC, opened)


KNOWN = (
    an_incident("INC-118", "Checkout latency", 16, "SEV1", "Zoe Elsewhere"),
    an_incident("INC-117", "Search outage", 13),
    an_incident("INC-104", "Printer on fire", 12),
)


def found(title: str, meeting_type: str = "incident_review", known: tuple[Incident, ...] = KNOWN) -> str:
    subject = subject_of(findings.meeting(title), findings.READER, meeting_type)
    own = own_incident(known, subject, UTC)
    return own.record_id if own else ""


@pytest.mark.parametrize(
    ("title", "record_id"),
    [
        ("Post-mortem INC-117", "INC-117"),
        ("Review of 117", "INC-117"),
        ("Post-mortem: search", "INC-117"),
        ("Friday's incident", "INC-117"),
        ("Incident of 12 November", "INC-104"),
        ("SEV1 review", "INC-118"),
        ("Post-mortem", "INC-118"),
        ("Post-mortem: login loop", ""),
    ],
)
def test_it_is_found_by_id_number_words_day_or_as_the_only_grave_one(title: str, record_id: str) -> None:
    assert found(title) == record_id


def test_outside_a_review_one_common_word_is_chance() -> None:
    assert found("Search roadmap", "default") == ""
    assert found("Checkout latency: what we tell customers", "default") == "INC-118"


def test_what_has_not_happened_yet_when_the_meeting_begins_is_not_it() -> None:
    assert found("Post-mortem: search", known=(an_incident("INC-130", "Search outage", 25),)) == ""

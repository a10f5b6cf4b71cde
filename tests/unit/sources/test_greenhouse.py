"""Greenhouse's web hooks: proven by their signature, each a part of what a job is.

Read in grnhse/greenhouse-api-docs at 0c37c31af6bb, source/includes/webhooks: _introduction.md (the signature, the
attributes of applications and jobs), _job_events.md, _application_events.md and _candidate_events.md.
"""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from lambdas.config_files import load_sources_config
from lambdas.domain.context.kinds.staffing import StaffingLine
from lambdas.domain.sources.kinds import SourceKind
from lambdas.errors import NeedsConsent, Refused
from lambdas.sources.adapters import push_of
from lambdas.sources.greenhouse_jobs import MAX_REMEMBERED
from tests.fakes.sources.greenhouse import DESIGNER, DIRECTOR, ENGINEER, KEY, MANAGER, GreenhouseFake
from tests.fakes.sources.pushed import PushedMessage, signature_of
from tests.unit.sources.pushing import NOW, Told

FAKE = GreenhouseFake()
JOB = {
    *("id", "name", "requisition_id", "notes", "confidential", "job_post_id", "status", "created_by_id", "created_at"),
    *("opened_at", "closed_at", "departments", "offices", "hiring_team", "openings", "custom_fields"),
}
APPLICATION = {
    *("id", "rejected_at", "prospect", "status", "applied_at", "last_activity_at", "url", "source", "credited_to"),
    *("rejection_reason", "rejection_details", "current_stage", "custom_fields", "candidate", "jobs"),
}
HIRED_APPLICATION = APPLICATION | {"opening", "offer", "job"}


def told(*messages: PushedMessage, now: datetime = NOW) -> Told:
    all_told = Told(SourceKind.GREENHOUSE, push_of(SourceKind.GREENHOUSE, load_sources_config()), FAKE.secret)
    all_told.tell(*messages, now=now)
    return all_told


def moved(number: int, stage: str, days_ago: float = 1, **changed: Any) -> PushedMessage:
    return FAKE.of_application("candidate_stage_change", number, stage, days_ago, **changed)


def test_a_hiring_autumn_becomes_lines_of_staffing() -> None:
    lines = told(*FAKE.story())
    engineer = lines.records[str(ENGINEER)].record
    assert isinstance(engineer, StaffingLine)
    assert (engineer.team, engineer.role, engineer.open_requisitions) == ("Platform", "Data Engineer", 1)
    assert (str(engineer.opened_on), engineer.stage, engineer.candidates) == ("2026-10-01", "screening", None)
    assert (engineer.owner, engineer.note) == ("Inês Prado", "Lisbon; requisition R-17")
    assert (lines.values(DESIGNER)["open_requisitions"], lines.values(DESIGNER)["stage"]) == (1, None)
    assert lines.closed == {str(DIRECTOR), str(MANAGER)}


def test_no_name_and_no_address_of_a_candidate_is_kept() -> None:
    kept = "".join(record.model_dump_json() for record in told(*FAKE.story()).records.values())
    assert "Data Engineer" in kept
    assert not [word for word in ("Giuseppina", "Secreta", "example.com", "265772") if word in kept]


def test_the_stand_in_says_nothing_that_is_not_published() -> None:
    messages = [json.loads(message.body) for message in FAKE.story()]
    assert {one["action"] for one in messages} <= {
        *("ping", "job_created", "job_updated", "new_candidate_application", "candidate_stage_change"),
        *("offer_created", "hire_candidate"),
    }
    for one in messages:
        payload = one["payload"]
        assert payload.get("job", {}).keys() <= JOB
        assert payload.get("application", {}).keys() <= HIRED_APPLICATION
        assert all(job.keys() <= JOB for job in payload.get("application", {}).get("jobs", []))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "sha256",
        "sha256 ",
        signature_of(FAKE.ping().body, KEY),
        f"sha1 {signature_of(FAKE.ping().body, KEY)}",
        f"sha256={signature_of(FAKE.ping().body, KEY)}",
        f"sha256 {signature_of(FAKE.ping().body, 'another key')}",
        f"sha256 {signature_of(FAKE.ping().body + b' ', KEY)}",
        "sha256 ñandú",
    ],
)
def test_what_is_not_signed_with_the_key_is_not_believed(header: str) -> None:
    with pytest.raises(NeedsConsent, match="not signed with the key Greenhouse was connected with") as refused:
        told(PushedMessage({"signature": header}, FAKE.ping().body))
    assert KEY not in str(refused.value)


def test_nothing_is_signed_with_an_empty_key() -> None:
    source = Told(SourceKind.GREENHOUSE, push_of(SourceKind.GREENHOUSE, load_sources_config()), {"key": ""})
    with pytest.raises(NeedsConsent):
        source.tell(GreenhouseFake(key="").ping())


def test_the_signature_is_of_the_body_as_it_was_sent() -> None:
    message = FAKE.of_job("job_created")
    assert b"\\u003cp\\u003e" in message.body
    told(PushedMessage({"signature": message.headers["signature"].upper()}, message.body))


@pytest.mark.parametrize("action", ["ping", "job_post_created", "interview_deleted", "", "update_candidate"])
def test_what_says_nothing_of_staffing_changes_nothing(action: str) -> None:
    lines = told(FAKE.of_job("job_created"))
    before = dict(lines.records)
    change = lines.tell(FAKE.message(action, {"job": FAKE.job(), "id": 1, "title": "A cool job"}))
    assert (lines.records, change.rows, change.revisions, change.closed) == (before, (), (), ())


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"nothing", b'"text"', b"[" * 100_000, b'{"action": "job_created", "payload": {"job": {}}}', b"\xff"],
)
def test_what_is_signed_and_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="Greenhouse sent something AMO cannot read"):
        told(PushedMessage({"signature": f"sha256 {signature_of(body, KEY)}"}, body))


@pytest.mark.parametrize("value", [None, [], {}, "x", 7, True, -1, "=1+1", ["a"], {"name": ["b"]}])
@pytest.mark.parametrize("field", sorted(JOB - {"id"}))
def test_a_job_of_a_surprising_shape_breaks_nothing(field: str, value: Any) -> None:
    source = Told(SourceKind.GREENHOUSE, push_of(SourceKind.GREENHOUSE, load_sources_config()), FAKE.secret)
    change = source.push.change(
        source.account, source.secret, *_parts(FAKE.of_job("job_updated", **{field: value})), NOW
    )
    assert [one.after(None) is not None for one in change.revisions] == [True] * len(change.revisions)


@pytest.mark.parametrize("value", [None, [], {}, "x", 7, True, [7], [{"id": "7"}], {"name": 3}])
@pytest.mark.parametrize("field", sorted(APPLICATION))
def test_an_application_of_a_surprising_shape_breaks_nothing(field: str, value: Any) -> None:
    source = Told(SourceKind.GREENHOUSE, push_of(SourceKind.GREENHOUSE, load_sources_config()), FAKE.secret)
    try:
        change = source.push.change(source.account, source.secret, *_parts(moved(1, "Offer", **{field: value})), NOW)
    except Refused:
        assert field in ("id", "jobs")
        return
    for one in change.revisions:
        one.after(None)


def _parts(message: PushedMessage) -> tuple[Any, bytes]:
    return message.headers, message.body


def test_the_stage_is_that_of_the_furthest_and_falls_back_when_they_are_rejected() -> None:
    lines = told(FAKE.of_job("job_created"), moved(1, "Face to Face", 3), moved(2, "Preliminary Phone Screen", 2))
    assert lines.values(ENGINEER)["stage"] == "interview"
    lines.tell(FAKE.of_application("reject_candidate", 1, "Face to Face", status="rejected", rejected_at=days_ago(1)))
    assert lines.values(ENGINEER)["stage"] == "screening"
    lines.tell(FAKE.of_application("unreject_candidate", 1, "Face to Face", 0.5))
    assert lines.values(ENGINEER)["stage"] == "interview"
    lines.tell(FAKE.message("delete_application", {"application": {"id": 1, "job_id": ENGINEER}}))
    assert lines.values(ENGINEER)["stage"] == "screening"


def test_an_older_message_of_an_application_changes_nothing_however_late_it_comes() -> None:
    lines = told(FAKE.of_job("job_created"), moved(1, "Face to Face", 1))
    before = lines.values(ENGINEER)
    lines.tell(moved(1, "Preliminary Phone Screen", 4))
    assert lines.values(ENGINEER) == before
    rejected = FAKE.of_application("reject_candidate", 1, "Face to Face", rejected_at=days_ago(0.5))
    lines.tell(rejected, moved(1, "Offer", 2), FAKE.message("offer_created", {"job_id": ENGINEER, "application_id": 1}))
    assert lines.values(ENGINEER)["stage"] is None


@pytest.mark.parametrize("message", [FAKE.of_job("job_updated"), moved(3, "Assessment"), FAKE.hire(3)])
def test_a_message_that_comes_twice_changes_nothing_the_second_time(message: PushedMessage) -> None:
    lines = told(FAKE.of_job("job_created", notes="x"), message)
    before = dict(lines.records)
    lines.tell(message, now=NOW + timedelta(hours=15))
    assert lines.records == before


def test_each_hire_fills_an_opening_and_the_stage_is_of_whoever_is_left() -> None:
    lines = told(FAKE.of_job("job_created"), moved(1, "Offer"), moved(2, "Assessment"), FAKE.hire(1))
    assert (lines.values(ENGINEER)["open_requisitions"], lines.values(ENGINEER)["stage"]) == (1, "interview")
    lines.tell(FAKE.of_job("job_updated", name="Senior Data Engineer"))
    assert (lines.values(ENGINEER)["open_requisitions"], lines.values(ENGINEER)["role"]) == (1, "Senior Data Engineer")
    lines.tell(FAKE.hire(2))
    assert (lines.values(ENGINEER)["open_requisitions"], lines.values(ENGINEER)["stage"]) == (0, "hired")
    unhired = FAKE.of_application("unhire_candidate", 2, "Offer", -0.1)
    lines.tell(unhired, now=NOW + timedelta(hours=3))
    assert (lines.values(ENGINEER)["open_requisitions"], lines.values(ENGINEER)["stage"]) == (1, "offer")


def test_a_job_known_only_by_a_candidate_has_one_opening_at_least() -> None:
    assert told(moved(1, "Assessment")).values(ENGINEER)["open_requisitions"] == 1


def test_an_offer_names_a_job_by_its_number_and_says_nothing_of_one_that_is_not_known() -> None:
    offer = FAKE.message("offer_created", {"id": 9, "job_id": ENGINEER, "application_id": 1})
    assert not told(offer).records
    assert told(FAKE.of_job("job_created"), offer).values(ENGINEER)["stage"] == "offer"


@pytest.mark.parametrize(
    "changed", [{"status": "closed"}, {"status": "draft"}, {"confidential": True}, {"status": None, "closed_at": "x"}]
)
def test_what_is_closed_a_draft_or_confidential_is_no_open_job(changed: dict[str, Any]) -> None:
    lines = told(FAKE.of_job("job_created"), FAKE.of_job("job_updated", **changed))
    assert (lines.records, lines.closed) == ({}, {str(ENGINEER)})
    secret = told(FAKE.of_job("job_created", DIRECTOR), moved(7, "Offer", job=DIRECTOR))
    assert not secret.records


def test_a_job_that_is_deleted_is_gone_and_a_reopened_one_is_back() -> None:
    lines = told(FAKE.of_job("job_created"), FAKE.message("job_deleted", {"job": {"id": ENGINEER, "name": "x"}}))
    assert lines.closed == {str(ENGINEER)}
    lines.tell(FAKE.of_job("job_updated"))
    assert lines.values(ENGINEER)["open_requisitions"] == 2


def test_prospects_are_sourced_for_each_of_their_jobs() -> None:
    jobs = [FAKE.job(ENGINEER), FAKE.job(DESIGNER)]
    prospect = FAKE.of_application("new_prospect_application", 5, "", prospect=True, current_stage=None, jobs=jobs)
    lines = told(prospect)
    assert [lines.values(number)["stage"] for number in (ENGINEER, DESIGNER)] == ["sourcing", "sourcing"]


def test_a_stage_whose_name_says_nothing_leaves_an_application_where_it_was() -> None:
    lines = told(moved(1, "Assessment", 3), moved(1, "Hold", 1))
    assert lines.values(ENGINEER)["stage"] == "interview"
    assert told(moved(1, "Hold")).values(ENGINEER)["stage"] == "screening"


def test_what_is_remembered_of_a_job_is_bounded_and_keeps_who_was_hired() -> None:
    lines = told(FAKE.of_job("job_created"), FAKE.hire(1))
    lines.tell(*(moved(n, "Preliminary Phone Screen") for n in range(2, MAX_REMEMBERED + 30)))
    record = lines.records[str(ENGINEER)]
    assert len(record.memory["applications"]) == MAX_REMEMBERED
    assert (record.values["open_requisitions"], record.values["stage"]) == (1, "screening")
    assert len(record.model_dump_json()) < 20_000


def days_ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat()

"""Everything the page says it can undo is as it was before, and a second press changes nothing more."""

import re
from html import unescape

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.meetings.tracked_meeting import PrepPlan, PrepStatus
from tests.unit.edges.harness import ADA, EVE, PLANNED, Harness


def fields_of_undo(harness: Harness, location: str) -> dict[str, str]:
    """The form in the line that says what was done."""
    form = harness.get(location).text.partition('action="/undo"')[2].partition("</form>")[0]
    hidden = re.findall(r'name="(done|about|back)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in hidden}


def undo(harness: Harness, path: str, **fields: str) -> str:
    """Does what the form at ``path`` does, takes it back twice, and returns where that leads."""
    offered = fields_of_undo(harness, harness.post(path, **fields).headers["Location"])
    answers = [harness.post("/undo", **offered) for _ in range(2)]
    assert [answer.status for answer in answers] == [303, 303]
    return str(answers[-1].headers["Location"])


def test_a_notice_put_away_is_there_again(furnished: Harness) -> None:
    before = furnished.inbox.for_user(ADA, furnished.inbox.stored[ADA, "n-materials_ready"].created_at)
    assert undo(furnished, "/notices/dismiss", notices="n-materials_ready", back="today") == "/?done=undone"
    assert furnished.inbox.for_user(ADA, before[0].created_at) == before
    assert "Materials ready" in furnished.get("/").text


def test_a_declined_meeting_is_prepared_as_planned(furnished: Harness) -> None:
    before = furnished.meetings.get(ADA, PLANNED)
    assert undo(furnished, f"/meetings/{PLANNED}/not-needed") == f"/meetings/{PLANNED}?done=undone"
    after = furnished.meetings.get(ADA, PLANNED)
    assert (after.prep_status, after.plan, after.preparation.declined_at) == (PrepStatus.SCHEDULED, before.plan, None)


def test_a_corrected_type_is_the_one_it_was_and_no_correction_stays_behind(furnished: Harness) -> None:
    before = plan_by_rules(furnished)
    assert undo(furnished, f"/meetings/{PLANNED}/type", meeting_type="qbr", back="today") == "/?done=undone"
    assert furnished.meetings.get(ADA, PLANNED).plan == before
    assert furnished.users.account(ADA).corrections == ()


def test_a_deleted_record_is_back_with_all_it_held(furnished: Harness) -> None:
    before = furnished.records.of_kind(ADA, RecordKind.DECISIONS)
    assert undo(furnished, "/records/decisions/delete", id="d1") == "/records/decisions?done=undone"
    assert furnished.records.of_kind(ADA, RecordKind.DECISIONS) == before


def test_nobody_takes_back_what_somebody_else_did(furnished: Harness) -> None:
    furnished.post("/records/decisions/delete", id="d1")
    furnished.post("/notices/dismiss", notices="n-materials_ready")
    furnished.post(f"/meetings/{PLANNED}/not-needed")
    for done, about in {
        "deleted": "decisions d1",
        "dismissed": "n-materials_ready",
        "declined": PLANNED,
        "corrected": f"{PLANNED} 1",
    }.items():
        assert furnished.post("/undo", EVE, done=done, about=about).status == 404
    assert furnished.records.of_kind(ADA, RecordKind.DECISIONS) == []


def test_what_was_never_offered_is_refused_in_words(furnished: Harness) -> None:
    for done, about in (("approved", "a1"), ("corrected", PLANNED), ("corrected", f"{PLANNED} ²")):
        answer = furnished.post("/undo", done=done, about=about)
        assert answer.status == 400
        assert "can no longer be undone" in answer.text


def plan_by_rules(harness: Harness) -> PrepPlan:
    """Makes the meeting's plan what the rules say: the harness writes words of its own into it."""
    harness.post(f"/meetings/{PLANNED}/type", meeting_type="default")
    made = harness.users.account(ADA).corrections[0]
    about = f"{PLANNED} {int(made.corrected_at.timestamp())}"
    harness.post("/undo", done="corrected", about=about)
    return harness.meetings.get(ADA, PLANNED).plan

"""The review queue and what stands around it, through the page's own endpoint."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.approvals.edit import edit_action
from lambdas.approvals.wiring import decisions
from lambdas.domain.actions.figures import DayFigures
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.pending_action import ActionStatus
from lambdas.edges.operator import accounts
from lambdas.edges.web.trends import HEIGHT, OUTCOMES, timeline
from tests.fakes.actions import a_pending, an_entry
from tests.fakes.samples import a_user
from tests.unit.edges.harness import ADA, EVE, NOW, Harness
from tests.unit.edges.pending import ACTION, RULE

OTHER = f"a{'2' * 20}"
REASON = "They were told on the phone"


def stored(harness: Harness, action_id: str = ACTION) -> ActionStatus:
    return harness.approvals.pending_actions.get(action_id).status


def shown_hash(harness: Harness, action_id: str = ACTION) -> str:
    return harness.approvals.pending_actions.get(action_id).payload_hash


def test_the_queue_says_what_would_change_its_risk_in_words_and_how_long_there_is(harness: Harness) -> None:
    text = harness.furnish("Roadmap").get("/approvals").text
    assert "guest@elsewhere.example" in text
    assert "Critical risk" in text
    assert "4 h left" in text
    assert f"/approvals/{ACTION}" in text


def test_an_action_is_approved_as_it_was_shown(furnished: Harness) -> None:
    answer = furnished.post(f"/approvals/{ACTION}/decide", verdict="approve", payload_hash=shown_hash(furnished))
    assert (answer.status, answer.headers["Location"]) == (303, f"/approvals/{ACTION}?done=approved")
    assert stored(furnished) is ActionStatus.APPROVED


def test_fault_96_what_was_changed_meanwhile_is_shown_again_instead(furnished: Harness) -> None:
    answer = furnished.post(f"/approvals/{ACTION}/decide", verdict="approve", payload_hash="0" * 64, note=REASON)
    assert "not what you were shown" in answer.text
    assert REASON in answer.text
    assert stored(furnished) is ActionStatus.PENDING


@pytest.mark.parametrize("verdict", ["approve", "reject"])
@pytest.mark.parametrize("note", ["", REASON])
def test_a_note_is_kept_where_one_is_given_and_never_demanded(furnished: Harness, verdict: str, note: str) -> None:
    fields = {"verdict": verdict, "note": note, "payload_hash": shown_hash(furnished)}
    assert furnished.post(f"/approvals/{ACTION}/decide", **fields).status == 303
    decided = furnished.approvals.pending_actions.get(ACTION)
    assert (decided.status is not ActionStatus.PENDING, decided.note) == (True, note)
    assert (REASON in furnished.get(f"/approvals/{ACTION}").text) is bool(note)


def test_many_are_rejected_without_a_note_as_one_is(furnished: Harness) -> None:
    furnished.post("/approvals", verdict="reject", **{f"pick-{ACTION}": shown_hash(furnished)})
    assert stored(furnished) is ActionStatus.REJECTED


def test_fault_93_whoever_asked_for_it_is_told_why_they_cannot_approve_it(harness: Harness) -> None:
    harness.approvals.add(ACTION, ADA, "Roadmap", NOW, requested_by=f"user:{ADA}")
    text = harness.get(f"/approvals/{ACTION}").text
    assert "You asked for this yourself" in text
    assert 'value="approve"' not in text
    assert "Take it back" in text
    refused = harness.post(f"/approvals/{ACTION}/decide", verdict="approve", payload_hash=shown_hash(harness))
    assert 'role="alert">You asked for this yourself' in refused.text
    assert stored(harness) is ActionStatus.PENDING
    harness.post(f"/approvals/{ACTION}/decide", verdict="reject", payload_hash=shown_hash(harness))
    assert stored(harness) is ActionStatus.REJECTED


def test_fault_98_looking_at_it_decides_nothing(furnished: Harness) -> None:
    for _ in range(2):
        assert furnished.get(f"/approvals/{ACTION}?verdict=approve").status == 200
    assert stored(furnished) is ActionStatus.PENDING
    assert furnished.approvals.audit_log.events(f"own-{ADA}").count("seen") == 0
    assert [look.user_id for look in furnished.approvals.action_looks.of_action(ACTION)] == [ADA]


def test_fault_99_many_are_decided_with_a_result_for_each(harness: Harness) -> None:
    harness.furnish("Roadmap")
    harness.approvals.add(OTHER, EVE, "Somebody else's", NOW)
    expired = f"a{'3' * 20}"
    harness.approvals.add(expired, ADA, "Too late", NOW - timedelta(hours=6), deadline=NOW - timedelta(hours=1))
    picks = {f"pick-{name}": shown_hash(harness, name) for name in (ACTION, OTHER, expired)}
    text = harness.post("/approvals", verdict="approve", **picks).text
    assert [stored(harness, name).value for name in (ACTION, OTHER, expired)] == ["approved", "pending", "pending"]
    assert "It is too late" in text
    assert "There is no such action" in text
    assert "Somebody else" not in text


def test_words_are_changed_before_approving_and_what_does_not_fit_is_said_beside_them(furnished: Harness) -> None:
    path, seen = f"/approvals/{ACTION}/edit", shown_hash(furnished)
    furnished.post(path, payload_hash=seen, **{"field-subject": "Please come prepared", "field-body": "Hello"})
    assert "Please come prepared" in furnished.get(f"/approvals/{ACTION}").text
    refused = furnished.post(path, payload_hash=shown_hash(furnished), **{"field-recipients": "eve@evil.example"})
    assert "cannot be edited" in refused.text
    assert "eve@evil.example" not in furnished.approvals.pending_actions.get(ACTION).payload


def test_history_and_questions_are_told_in_names_and_to_the_reader_as_you(harness: Harness) -> None:
    harness.users.patch(EVE, {"name": "Rea Kim", "role": "reviewer", "team_id": f"own-{ADA}"})
    harness.users.patch(ADA, {"name": "Ada Rossi"})
    harness.furnish("Roadmap")
    path = f"/approvals/{ACTION}"
    edit_action(decisions(), ACTION, EVE, {"subject": "Other words"}, shown_hash(harness), NOW)
    harness.post(f"{path}/ask", EVE, text="Does Finance know?")
    mine, theirs = harness.get(path).text, harness.get(path, EVE).text
    for words in ("Rea Kim changed the wording", "<b>Rea Kim</b>", "AMO asks, for you."):
        assert words in mine
    for words in ("You changed the wording", "<b>You</b>", "AMO asks, for Ada Rossi."):
        assert words in theirs
    harness.post(f"{path}/decide", EVE, verdict="reject", note=REASON, payload_hash=shown_hash(harness))
    assert "Rejected by Rea Kim, reviewer" in harness.get(path).text
    log = harness.get("/audit").text
    assert "Changed: Subject" in log
    assert "Wording changed" in log


def test_what_is_somebody_else_s_own_is_not_called_yours(harness: Harness) -> None:
    harness.users.patch(EVE, {"role": "reviewer", "team_id": f"own-{ADA}"})
    harness.users.patch(ADA, {"name": "Ada Rossi"})
    task = a_pending(ACTION, on_behalf_of=ADA, team_id=f"own-{ADA}", created_at=NOW, deadline=NOW + timedelta(hours=4))
    harness.approvals.pending_actions.add(task, an_entry(task))
    assert "in your action items" in harness.get("/approvals").text
    assert "in Ada Rossi’s action items" in harness.get("/approvals", EVE).text
    assert "in Ada Rossi’s action items" in harness.get("/", EVE).text
    harness.approvals.add(f"a{'3' * 20}", ADA, "Roadmap", NOW, team_id=f"own-{ADA}")
    assert "by e-mail, for Ada Rossi" in harness.get("/", EVE).text


@pytest.mark.parametrize("name", ["", "you", "You", "AMO", "me"])
def test_a_reviewer_takes_nobody_s_request_for_their_own_or_amo_s(harness: Harness, name: str) -> None:
    harness.users.patch(EVE, {"role": "reviewer", "team_id": f"own-{ADA}"})
    harness.users.patch(ADA, {"name": name, "email": "you@example.com"})
    harness.approvals.add(ACTION, ADA, "Roadmap", NOW, requested_by=f"user:{ADA}")
    text = harness.get(f"/approvals/{ACTION}", EVE).text
    assert "you@example.com asks AMO to do this." in text
    assert "You asked" not in text
    assert "you@example.com" in harness.get("/approvals", EVE).text


def test_filters_leave_what_they_say(harness: Harness) -> None:
    harness.furnish("Roadmap")
    harness.approvals.add(OTHER, ADA, "Harmless", NOW, risk=Risk.LOW)
    assert "Harmless" not in harness.get("/approvals?risk=critical").text
    assert "Roadmap" not in harness.get("/approvals?risk=low").text
    assert "Nothing to show" in harness.get("/approvals?status=rejected").text
    assert harness.get("/approvals?status=nonsense&risk=x&type=y").status == 200


def test_today_says_that_something_waits_and_when_that_ends(harness: Harness) -> None:
    text = harness.furnish("Roadmap").get("/").text
    assert "To decide" in text
    assert f"/approvals/{ACTION}" in text


def test_the_log_is_for_whoever_oversees(furnished: Harness) -> None:
    assert "Proposed" in furnished.get("/audit").text
    assert "Whole: 2 rows" in furnished.get("/audit?check=1").text
    furnished.users.put(a_user("tim", team_id="sales"))
    for path in ("/audit", "/audit/export", "/dashboard"):
        assert furnished.get(path, "tim").status == 404


def test_a_broken_log_names_the_first_bad_row(furnished: Harness) -> None:
    furnished.approvals.audit_log.chain(f"own-{ADA}")[0]["note"] = "never happened"
    assert "row 000000000001 was changed" in furnished.get("/audit?check=1").text


def test_a_level_is_raised_only_with_the_score_that_was_shown(furnished: Harness) -> None:
    team = {"team_id": f"own-{ADA}", "level": "autonomous"}
    assert accounts.set_team_level(team, None) == team
    assert furnished.post("/autonomy/level", level="supervised").status == 303
    assert "there is no experience yet" in furnished.get("/autonomy").text
    for seen, status, level in (("99", 200, "supervised"), ("0", 303, "autonomous")):
        assert furnished.post("/autonomy/level", level="autonomous", seen=seen).status == status
        assert furnished.approvals.autonomy_rows.policies[f"user#{ADA}"].level == level


def test_beyond_the_team_there_is_no_button_and_no_way(furnished: Harness) -> None:
    text = furnished.get("/autonomy").text
    assert text.count("Not in your team") == 2
    assert "whoever runs AMO for your team can let it go further" in text
    assert 'action="/autonomy/level"' not in text
    assert "Your team is supervised" in furnished.post("/autonomy/level", level="autonomous", seen="0").text
    answer = furnished.call("PUT", "/api/autonomy/level", {"level": "autonomous", "seen_decisions": 0})
    assert (answer.status, "Your team is supervised" in answer.json["message"]) == (403, True)
    assert furnished.call("PUT", "/api/autonomy/types", {"types": {"create_task": "run"}}).status == 403
    assert furnished.approvals.autonomy_rows.policies == {}


def test_an_operator_is_told_how_long_an_emergency_lasts(furnished: Harness) -> None:
    assert "break-glass" not in furnished.get("/autonomy").text
    furnished.users.patch(ADA, {"role": "operator"})
    text = furnished.get("/autonomy").text
    assert 'action="/autonomy/break-glass"' in text
    assert "30 minutes" in text


def test_a_learned_rule_counts_once_its_owner_lets_it(furnished: Harness) -> None:
    assert furnished.post(f"/autonomy/rules/{RULE}/accept").status == 303
    assert "Holds until" in furnished.get("/autonomy").text


@pytest.mark.parametrize("days", ["", "7", "90", "nonsense"])
def test_the_dashboard_counts_what_waits(harness: Harness, days: str) -> None:
    assert "Waiting" in harness.furnish().get(f"/dashboard?days={days}").text


@given(st.lists(st.tuples(*[st.integers(0, 400)] * 4), min_size=1, max_size=90))
def test_no_bar_leaves_its_chart(counts: list[tuple[int, int, int, int]]) -> None:
    days = [
        DayFigures(
            day=(NOW - timedelta(days=back)).date(), **dict(zip([kind for kind, _ in OUTCOMES], found, strict=True))
        )
        for back, found in enumerate(counts)
    ]
    for bar in timeline(days).bars:
        assert bar.y >= -1
        assert bar.y + bar.height <= HEIGHT + 1

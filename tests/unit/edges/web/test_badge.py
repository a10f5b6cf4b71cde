"""The number in the navigation: what waits for this very person, on every page, at the cost of one query."""

from datetime import datetime
from typing import Any

import pytest

from lambdas.domain.actions.autonomy import Approvers
from lambdas.domain.actions.pending_action import ActionStatus, PendingAction, Reviewer
from lambdas.errors import Retryable
from tests.fakes.samples import a_user
from tests.unit.edges.harness import ADA, EVE, NOW, Harness
from tests.unit.edges.pending import ACTION

PAGES = ("/", "/calendar", "/items", "/approvals", "/records/budget", "/settings", "/people", "/audit")


def badge(text: str) -> str:
    """As it is read out."""
    return text.partition('<span class="badge">')[2].partition('<span class="unseen">, ')[2].partition("</span>")[0]


def add(harness: Harness, count: int, **changes: Any) -> None:
    for number in range(count):
        harness.approvals.add(f"a{number:020d}", ADA, f"Roadmap {number}", NOW, **changes)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_how_many_wait(harness: Harness, path: str) -> None:
    harness.users.patch(ADA, {"role": "operator"})
    add(harness, 2)
    assert badge(harness.get(path).text) == "2 to decide"


@pytest.mark.parametrize(("count", "said"), [(0, ""), (1, "1 to decide"), (9, "9 to decide"), (10, "9+ to decide")])
def test_more_than_nine_are_many(harness: Harness, count: int, said: str) -> None:
    add(harness, count)
    assert badge(harness.get("/settings").text) == said


def test_what_somebody_else_is_to_decide_is_not_counted(harness: Harness) -> None:
    add(harness, 3)
    harness.approvals.add(ACTION, EVE, "Board", NOW, requested_by=f"user:{EVE}")
    assert badge(harness.get("/settings", EVE).text) == ""


def test_what_somebody_reviews_for_another_is_counted(harness: Harness) -> None:
    harness.users.put(a_user("mira", team_id="board"))
    harness.users.put(harness.users.get(ADA).model_copy(update={"reviews_for": frozenset({"mira"})}))
    harness.approvals.add(ACTION, "mira", "Budget", NOW, team_id="board")
    assert badge(harness.get("/settings").text) == "1 to decide"


def test_what_somebody_approved_and_waits_for_another_s_word_is_not_counted_as_theirs(harness: Harness) -> None:
    harness.users.put(a_user("rea", name="Rea Kim", role="reviewer", team_id=f"own-{ADA}"))
    harness.approvals.autonomy_rows.enlist(f"own-{ADA}", "rea")
    both = Approvers(any_of=(), all_of=("owner", "reviewer"))
    harness.approvals.add(ACTION, ADA, "Budget", NOW, approvers=both)
    seen = harness.approvals.pending_actions.get(ACTION).payload_hash
    harness.post(f"/approvals/{ACTION}/decide", verdict="approve", payload_hash=seen)
    assert (badge(harness.get("/settings").text), badge(harness.get("/settings", "rea").text)) == ("", "1 to decide")
    queue, own = harness.get("/approvals").text, harness.get(f"/approvals/{ACTION}").text
    assert "it takes somebody else’s approval as well" in queue
    assert "You approved this already" in own
    assert "Rea Kim may approve this." in own
    assert "<dd>Rea Kim; it takes you and a reviewer</dd>" in own
    assert 'value="approve"' not in queue + own
    harness.post(f"/approvals/{ACTION}/decide", verdict="reject", payload_hash=seen)
    assert harness.approvals.pending_actions.get(ACTION).status is ActionStatus.REJECTED


def test_a_number_that_cannot_be_counted_costs_nobody_the_page(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise Retryable("Busy.")

    monkeypatch.setattr(harness.approvals.pending_actions, "waiting_for", refuse)
    answer = harness.get("/settings")
    assert (answer.status, badge(answer.text)) == (200, "")


@pytest.mark.parametrize("path", ["/live?seen=x", "/approvals/live?seen=x", "/palette", "/audit/export"])
def test_what_shows_no_navigation_counts_nothing(
    furnished: Harness, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    asked: list[str] = []

    def note(who: Reviewer, _now: datetime) -> list[PendingAction]:
        asked.append(who.user_id)
        return []

    monkeypatch.setattr(furnished.approvals.pending_actions, "waiting_for", note)
    furnished.get(path)
    assert len(asked) == (1 if path.startswith("/live") else 0), "Today reads what waits for its cards, and no badge"

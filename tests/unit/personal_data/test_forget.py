"""A person is forgotten whole, however often that is interrupted; what stays is what the receipt says."""

from itertools import count

import pytest

from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.actions.audit import verify
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionState, ExecutionStatus
from lambdas.domain.personal_data.receipt import receipt_hash
from lambdas.errors import NotFound, Retryable
from lambdas.store.pending_actions import PendingActions
from tests.fakes.faults import Fault, Killed
from tests.fakes.samples import NOW, a_user
from tests.unit.meeting_erasure.test_erase import MINE
from tests.unit.personal_data.world import ADDRESS, ME, NAME, OTHERS, World

STAYS = {"action_audit_log", "autonomy", "source_accounts"}
"""Of somebody whom no other person's calendar or notes name."""


def test_no_table_and_no_bucket_names_them_but_where_the_receipt_says_so(world: World) -> None:
    assert len(world.places(ME, ADDRESS, NAME)) > 18
    receipt = world.forget()
    assert world.places(ME, ADDRESS, NAME).keys() == STAYS
    assert receipt.kept.keys() >= STAYS
    assert world.places(ADDRESS, NAME) == {}
    (evidence,) = world.places(ME)["autonomy"]
    assert (evidence["scope"], evidence["given_by"]) == (f"user#{OTHERS}", [ME])


def test_somebody_else_keeps_all_that_is_theirs(world: World) -> None:
    before = world.places("m77")
    world.forget()
    assert world.places("m77") == before
    after = world.places(OTHERS)
    assert {row["item"] for row in after["users"]} >= {"profile", "identity"}
    assert {name for name in after if name.startswith(("page_", "sign_"))} == {"page_sessions", "sign_in_links"}


def test_what_they_cost_goes_and_what_others_and_the_stage_cost_still_counts(world: World) -> None:
    assert len(world.places(ME)["spend"]) == 2
    world.forget()
    scopes = {row["scope"] for row in world.tables["spend"].rows.values()}
    assert scopes == {f"user#{OTHERS}", "team#leads", "stage", "task#prep#m77#1"}
    assert world.tables["spend"].rows["stage", f"{world.now:%Y-%m-%d}"]["calls"] == 2


def test_nobody_reviews_for_them_any_more_so_that_no_later_user_of_that_id_is_reviewed(world: World) -> None:
    world.forget()
    assert world.app.users.get(OTHERS).reviews_for == frozenset()


def test_an_account_that_signed_in_as_them_is_free_again(world: World) -> None:
    world.forget()
    assert world.app.users.owner_of_identity(IdentityProvider.GOOGLE, "subject-1") is None
    assert world.app.users.owner_of_identity(IdentityProvider.GOOGLE, "subject-2") == OTHERS


def test_watches_consents_tokens_timers_and_ties_end(world: World) -> None:
    receipt = world.forget()
    assert (world.watcher.ended, world.consents.withdrawn) == (["w1"], ["google"])
    assert list(world.vault.kept) == [("team=leads", "jira")]
    assert not [name for name in world.app.schedules.waiting if MINE in name]
    assert {
        "watches": 1,
        "consents": 1,
        "tokens": 1,
        "sources": 2,
        "slack ties": 1,
        "reviews": 1,
    }.items() <= receipt.ended.items()


def test_a_decision_that_is_waited_for_comes_to_nothing(world: World) -> None:
    world.office.ask(MINE, "b", status=ActionStatus.PENDING, execution=ExecutionState())
    PendingActions(world.tables("pending_actions"), world.audit).put_token(f"b{MINE}", "waits")
    world.approvals.waiting.add("waits")
    receipt = world.forget()
    assert world.approvals.answers == [("waits", {"outcome": "rejected"})]
    assert receipt.ended["approvals"] == 1


def test_while_something_is_done_in_their_name_nothing_goes(world: World) -> None:
    started = ExecutionState(status=ExecutionStatus.STARTED, started_at=NOW)
    world.office.ask(MINE, "c", execution=started)
    before = world.places(ME)
    with pytest.raises(Retryable, match="try again in a minute"):
        world.forget()
    assert world.places(ME) == before


def test_the_receipt_counts_what_went_and_the_log_proves_it(world: World) -> None:
    rows = len(world.places(ME)["meetings"])
    receipt = world.forget()
    assert (receipt.deleted["meetings"], receipt.documents["sessions"] > 0) == (rows, True)
    assert receipt.sha256 == receipt_hash(receipt)
    row = world.audit.row(receipt.team_id, receipt.audit_sequence)
    assert row is not None
    assert (row.event, row.actor, row.hash) == ("person_forgotten", "agent:operator", receipt.audit_hash)
    assert row.note == f"{ME}: receipt {receipt.sha256}"
    assert NAME not in receipt.model_dump_json()


def test_the_log_is_whole_afterwards(world: World) -> None:
    receipt = world.forget()
    assert verify(receipt.team_id, list(world.audit.rows(receipt.team_id))).whole


def test_once_more_there_is_nobody(world: World) -> None:
    world.forget()
    with pytest.raises(NotFound):
        world.forget()


def test_in_many_short_calls_it_comes_to_the_same_receipt(furnished: World) -> None:
    with furnished.again():
        whole = furnished.forget()
    with furnished.again():
        patience = iter([True, True, False] * 10_000)
        parts = furnished.forget(has_time=lambda: next(patience))
        assert (parts.deleted, parts.documents, parts.ended) == (whole.deleted, whole.documents, whole.ended)


def test_killed_between_any_two_steps_it_is_finished_by_doing_it_again(furnished: World) -> None:
    for step in count(1):
        with furnished.again():
            furnished.gate.begin({step: Fault.KILLED_AFTER})
            try:
                furnished.forget()
            except Killed:
                furnished.gate.begin({})
                if furnished.app.users.find(ME):
                    furnished.forget()
                assert furnished.places(ME, ADDRESS, NAME).keys() == STAYS, step
                rows = [row for row in furnished.audit.rows("own-u1") if row["event"] == "person_forgotten"]
                assert len(rows) == 1, step
                continue
        assert step > 100
        return


def test_meanwhile_they_cannot_sign_in_and_nothing_reads_their_calendars(world: World) -> None:
    user = world.app.users.get(ME)
    _, receipt = world.forgettings.go_on(user, "agent:operator", world.now, lambda: False)
    assert receipt is None
    assert not world.app.users.get(ME).active
    assert ME not in set(world.app.users.active_user_ids())
    assert world.places("s-u1") == {}


def test_what_was_written_meanwhile_is_found_by_the_second_look(world: World) -> None:
    late = iter([*([True] * 20), False])

    def has_time() -> bool:
        return next(late, True)

    user = world.app.users.get(ME)
    world.forgettings.go_on(user, "agent:operator", world.now, has_time)
    world.office.ask("m99", "late")
    world.forget()
    assert world.places(ME, ADDRESS, NAME).keys() == STAYS


def test_whoever_takes_the_id_afterwards_finds_nothing(world: World) -> None:
    world.forget()
    world.app.users.put(a_user(ME))
    sections = {name: rows for part in world.export() for name, rows in part["sections"].items()}
    assert sections.keys() <= {"profile", "audit_log"}

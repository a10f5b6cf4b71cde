"""What is known of Slack, in the table (moto) and in the fake used elsewhere."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from lambdas.aws.table import Table
from lambdas.domain.notifications.slack import (
    InstallState,
    LinkOffer,
    Posted,
    SavedMessage,
    SlackLink,
    Workspace,
)
from lambdas.domain.notifications.slack_threads import HeardAnswer, HeardMessage, Thread, UnplacedReply, WrittenMessage
from lambdas.store.slack_records import LEASE, LIFE, SlackRecords
from tests.fakes.samples import NOW

WORKSPACE = Workspace(team_id="T1", name="Example", bot_user_id="UB", connected_at=NOW)
LINK = SlackLink(team_id="T1", slack_user_id="U1", user_id="u1", channel_id="D1", proof="email", linked_at=NOW)


@pytest.fixture
def records(table: Callable[[str], Table]) -> SlackRecords:
    return SlackRecords(table("slack"))


def test_a_workspace_is_found_once_it_is_connected(records: SlackRecords) -> None:
    assert records.workspaces() == ()
    assert records.workspace("T1") is None
    records.connect(WORKSPACE)
    assert records.workspaces() == (WORKSPACE,)
    assert records.workspace("T1") == WORKSPACE


def test_an_account_is_found_from_both_sides_and_in_its_own_workspace_only(records: SlackRecords) -> None:
    records.link(LINK)
    assert records.link_of("u1") == records.account("T1", "U1") == LINK
    assert records.account("T2", "U1") is None
    assert records.link_of("u2") is None


def test_fault_53_a_delivery_is_taken_once(records: SlackRecords) -> None:
    assert [records.claim("Ev1", NOW) for _ in range(4)] == [True, False, False, False]
    records.complete("Ev1", NOW)
    assert not records.claim("Ev1", NOW + LEASE * 2)
    assert records.claim("Ev2", NOW)


def test_fault_54_whoever_died_with_a_delivery_is_taken_over_from(records: SlackRecords) -> None:
    assert records.claim("Ev1", NOW)
    assert not records.claim("Ev1", NOW + LEASE - timedelta(seconds=1))
    assert records.claim("Ev1", NOW + LEASE)


def test_a_delivery_that_failed_may_be_tried_at_once(records: SlackRecords) -> None:
    records.claim("Ev1", NOW)
    records.release("Ev1")
    assert records.claim("Ev1", NOW)


def test_fault_79_a_delivery_done_again_makes_the_move_it_made_first(records: SlackRecords) -> None:
    records.claim("Ev1", NOW)
    assert (records.pinned("Ev1", 3), records.pinned("Ev1", 4)) == (3, 3)


def test_a_message_is_intended_then_posted_then_forgotten(records: SlackRecords) -> None:
    intended = Posted(message_id="n1", channel_id="D1", intended_at=NOW)
    records.put_posted("u1", intended)
    assert records.posted("u1", "n1", NOW) == intended
    done = intended.model_copy(update={"ts": "1.2"})
    records.put_posted("u1", done)
    assert records.posted("u1", "n1", NOW) == done
    assert records.posted("u2", "n1", NOW) is None
    assert records.posted("u1", "n1", NOW + LIFE) is None


def test_the_last_conversation_comes_first(records: SlackRecords) -> None:
    threads = [
        Thread(session_id=f"m{n}-r1", channel_id="D1", thread_ts="1", shown_at=NOW + timedelta(hours=hours))
        for n, hours in ((1, 2), (2, 3), (3, 1))
    ]
    for thread in threads:
        records.put_thread("u1", thread)
    assert [thread.session_id for thread in records.threads("u1", NOW)] == ["m2-r1", "m1-r1", "m3-r1"]
    assert records.threads("u2", NOW) == ()
    assert records.threads("u1", NOW + LIFE + timedelta(hours=4)) == ()


def test_fault_118_an_installation_ends_once_in_the_session_it_began_in_and_in_time(records: SlackRecords) -> None:
    state = InstallState(user_id="u1", session_id="s1", expires=NOW + timedelta(minutes=10))
    records.begin_install("h1", state)
    assert records.end_install("h1", "s2", NOW) is None
    assert records.end_install("h1", "s1", state.expires) is None
    assert records.end_install("h2", "s1", NOW) is None
    assert records.end_install("h1", "s1", NOW) == state
    assert records.end_install("h1", "s1", NOW) is None


def test_an_offer_to_tie_is_looked_at_often_and_accepted_once(records: SlackRecords) -> None:
    offer = LinkOffer(
        team_id="T1", slack_user_id="U1", channel_id="D1", name="Ada", team="Ex", expires=NOW + timedelta(minutes=15)
    )
    records.offer_link("h1", offer)
    assert [records.offered_link("h1", NOW) for _ in range(2)] == [offer, offer]
    assert records.offered_link("h1", offer.expires) is None
    assert [records.accept_link("h1", NOW) for _ in range(2)] == [offer, None]


def test_an_account_is_untied_both_ways_unless_it_is_somebody_else_s_by_now(records: SlackRecords) -> None:
    link = SlackLink(team_id="T1", slack_user_id="U1", user_id="u1", channel_id="D1", proof="email", linked_at=NOW)
    records.link(link)
    records.unlink(link.model_copy(update={"user_id": "u2"}))
    assert records.account("T1", "U1") == link
    records.unlink(link)
    assert (records.account("T1", "U1"), records.link_of("u1")) == (None, None)


def test_a_workspace_that_took_the_app_out_is_known_no_more(records: SlackRecords) -> None:
    records.connect(Workspace(team_id="T1", name="Ex", bot_user_id="U0", connected_at=NOW))
    records.disconnect("T1")
    records.disconnect("T1")
    assert (records.workspace("T1"), records.workspaces()) == (None, ())


def test_what_was_set_aside_is_found_by_its_owner_for_a_month(records: SlackRecords) -> None:
    jotting = SavedMessage(jotting_id="jot-1", text="Ask about the lease", at=NOW)
    records.save_message("u1", jotting)
    assert records.saved_message("u1", "jot-1", NOW) == jotting
    assert records.saved_message("u2", "jot-1", NOW) is None
    assert records.saved_message("u1", "jot-1", NOW + LIFE) is None


def test_the_messages_of_an_answer_are_known_to_their_author_in_their_channel_for_a_month(
    records: SlackRecords,
) -> None:
    heard = HeardMessage(session_id="m1-r1", place=2)
    answer = HeardAnswer(parts=(WrittenMessage(ts="1.1", text="Two"), WrittenMessage(ts="1.2", text="hires")))
    records.put_heard("u1", "D1", "1.2", heard, NOW)
    records.put_heard_answer("u1", heard, answer, NOW)
    assert records.heard("u1", "D1", "1.2", NOW) == heard
    assert records.heard_answer("u1", "m1-r1", 2, NOW).text == "Two\nhires"
    for user, channel, at in (("u2", "D1", NOW), ("u1", "D2", NOW), ("u1", "D1", NOW + LIFE)):
        assert records.heard(user, channel, "1.2", at) is None
    assert records.heard_answer("u1", "m1-r1", 1, NOW).text == ""


def test_replies_still_to_be_placed_are_kept_the_newest_first_until_they_are(records: SlackRecords) -> None:
    for name, minutes in (("1.1", 0), ("1.2", 5)):
        part = WrittenMessage(ts=name, text="Two hires")
        at = NOW + timedelta(minutes=minutes)
        records.put_unplaced("u1", UnplacedReply(name=name, thread_ts="", parts=(part,), at=at))
    assert [reply.name for reply in records.unplaced("u1", NOW)] == ["1.2", "1.1"]
    records.forget_unplaced("u1", "1.2")
    records.forget_unplaced("u1", "1.2")
    assert [reply.name for reply in records.unplaced("u1", NOW)] == ["1.1"]
    assert records.unplaced("u2", NOW) == ()
    assert records.unplaced("u1", NOW + timedelta(days=3)) == ()

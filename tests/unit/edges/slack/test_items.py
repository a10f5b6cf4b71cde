"""``/amo items``, and one-tap answers on messages: done, dropped, moved, reached; shown where it was asked."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.notifications.messages import Button, Message, MessageKind, MessageQuestion
from lambdas.domain.outcomes.outcome import Outcome, Reached, want_key
from lambdas.slack.blocks import posts
from tests.fakes.samples import NOW, a_meeting, a_tracked
from tests.fakes.slack_requests import PERSON, TEAM, click_body, home_body
from tests.unit.edges.slack_office import MEETING, RIVAL_ID, Office, names_in, text_of

TODAY = NOW.date()
WANT = "Agree on <the venue>"
ADDRESS = "https://amo.example.com"
HOSTILE = "Send <!channel> *the* &amp; `draft`"


def an_item(item_id: str, **changes: Any) -> ActionItem:
    told = {"item_id": item_id, "user_id": "u1", "what": f"Do {item_id}", "created_at": NOW}
    return ActionItem.model_validate(told | changes)


@pytest.fixture
def busy(office: Office) -> Office:
    """Priya has a late item and one without a day, and owes one to her rival."""
    tracked = a_tracked(a_meeting(MEETING, user_id="u1", title="Offsite", start=NOW - timedelta(hours=2)))
    office.meetings.rows[MEETING] = tracked
    late = TODAY - timedelta(days=3)
    office.action_items.put(an_item("i1", what=HOSTILE, owner="Bo", due=late, meeting_id=MEETING))
    office.action_items.put(an_item("i2", created_at=NOW + timedelta(seconds=1)))
    owed = an_item("i3", user_id="u2", owner_email="priya@example.com", shared_at=NOW)
    office.action_items.put(owed)
    return office


def told_of(office: Office) -> str:
    return text_of(office.web.messages[-1]).replace("\u200b", "")


def press(office: Office, name: str, item_id: str) -> None:
    """In the list that was shown last."""
    office.click(name, item_id, ts=office.web.messages[-1]["ts"], block=f"on-list-{item_id}")


def status(office: Office, item_id: str, user: str = "u1") -> ActionItemStatus:
    return office.action_items.get(user, item_id).status


def post(office: Office, message: Message) -> str:
    link = office.people.reach(office.users.get("u1"))
    assert link is not None
    (shown,) = posts(message, ADDRESS)
    return office.people.posting(TEAM).post(link, message.message_id, shown, message=message).ts


def test_the_list_says_whose_when_and_from_where_ones_own_first(busy: Office) -> None:
    busy.command("items")
    text = told_of(busy)
    assert text.index("Your list") < text.index("Bo · due") < text.index("You owe to others") < text.index("Do i3")
    assert ", late · Offsite" in text
    assert "&lt;!channel&gt;" in text
    assert busy.said[-1] == "Open: 3 action items"


def test_done_and_dropped_show_in_the_list_and_can_be_undone(busy: Office) -> None:
    busy.command("items")
    count = len(busy.web.messages)
    press(busy, "finish_item", "i1")
    assert status(busy, "i1") is ActionItemStatus.DONE
    assert "Done: Send" in told_of(busy)
    assert "Do i2" in told_of(busy)
    busy.click("reopen_item", "i1", ts=busy.web.messages[-1]["ts"], block="b1")
    assert status(busy, "i1") is ActionItemStatus.OPEN
    press(busy, "drop_item", "i2")
    assert status(busy, "i2") is ActionItemStatus.DROPPED
    assert len(busy.web.messages) == count


def test_what_is_owed_is_done_on_the_list_it_stands_on(busy: Office) -> None:
    busy.command("items")
    press(busy, "finish_item", "i3")
    assert status(busy, "i3", "u2") is ActionItemStatus.DONE


def test_a_week_later_counts_from_today_where_the_day_is_over_and_once(busy: Office) -> None:
    busy.command("items")
    for _ in range(2):
        busy.click("postpone_item", "i1", ts=busy.web.messages[-1]["ts"], block="on-list-i1", trigger="same")
    assert busy.action_items.get("u1", "i1").due == TODAY + timedelta(days=7)
    press(busy, "postpone_item", "i1")
    assert busy.action_items.get("u1", "i1").due == TODAY + timedelta(days=14)


def test_any_day_may_be_picked(busy: Office) -> None:
    busy.command("items")
    busy.pick("redate_item", day="2031-12-04", block="on-list-i2")
    assert busy.action_items.get("u1", "i2").due == date(2031, 12, 4)
    busy.pick("redate_item", day="soon", block="on-list-i2")
    assert "A day is written like" in busy.said[-1]


def test_nobody_closes_or_moves_what_is_not_theirs(busy: Office) -> None:
    for number, name in enumerate(("finish_item", "drop_item", "reopen_item", "postpone_item")):
        busy.deliver("interactions", click_body(name, "i1", user=RIVAL_ID, block="on-list-i1", trigger=f"t{number}"))
    assert busy.action_items.get("u1", "i1") == an_item(
        "i1", what=HOSTILE, owner="Bo", due=TODAY - timedelta(days=3), meeting_id=MEETING
    )
    theirs = [m for m in busy.web.messages if "Send" in json.dumps(m)]
    assert theirs == []


def test_a_long_list_goes_on_on_the_page(busy: Office) -> None:
    for number in range(40):
        busy.action_items.put(an_item(f"x{number}", what="&" * 300))
    busy.command("items")
    assert "more on AMO’s page." in told_of(busy)
    assert len(busy.web.messages[-1]["blocks"]) <= 50


def test_the_home_says_how_many_are_open_and_leads_to_them(busy: Office) -> None:
    busy.deliver("interactions", home_body({"type": "button", "action_id": "home_back", "value": "home"}))
    (row,) = [block for block in busy.web.homes[PERSON]["blocks"] if block.get("block_id") == "items"]
    assert "2 open action items" in row["text"]["text"]
    shown = {"type": "button", "action_id": "show_items", "value": "items"}
    busy.deliver("interactions", home_body(shown, trigger="t2"))
    assert busy.said[-1] == "Open: 3 action items"


@pytest.fixture
def asking(busy: Office) -> Office:
    """The evening brief asks whether a want was reached, and about two items."""
    meeting = busy.meetings.rows[MEETING].meeting
    want = Outcome(user_id="u1", meeting_id=MEETING, want_key=want_key(WANT), want=WANT, start=meeting.start)
    busy.outcomes.add(want)
    answers = tuple(
        Button(label=one.title(), verb="answer_outcome", target=f"{MEETING}:{want_key(WANT)}:{one}") for one in Reached
    )
    doing = tuple(
        MessageQuestion(
            text=f"Is it done? {item_id}",
            answers=(
                Button(label="Done", verb="finish_item", target=item_id),
                Button(label="Drop", verb="drop_item", target=item_id),
            ),
        )
        for item_id in ("i1", "i2")
    )
    message = Message(
        message_id="outcomes-1",
        user_id="u1",
        kind=MessageKind.OUTCOMES_ASKED,
        title="Did you get it?",
        questions=(MessageQuestion(text=WANT, answers=answers), *doing),
        created_at=NOW,
    )
    busy.thread_ts = post(busy, message)
    return busy


def tap(office: Office, name: str, value: str, place: int) -> None:
    office.click(name, value, ts=office.thread_ts, block=f"outcomes-1-asks-{place}")


def test_one_tap_answers_what_was_reached_and_another_changes_it(asking: Office) -> None:
    for number, reached in enumerate((Reached.PARTLY, Reached.YES)):
        tap(asking, f"answer_outcome_{number + 1}", f"{MEETING}:{want_key(WANT)}:{reached}", 0)
        (outcome,) = asking.outcomes.of_meeting("u1", MEETING)
        assert outcome.reached is reached
        assert f"✓ {reached.title()}" in told_of(asking)
    assert "✓ Partly" not in told_of(asking)
    assert len(asking.web.messages) == 1


def test_one_tap_closes_an_item_and_says_so_beside_it_alone(asking: Office) -> None:
    tap(asking, "finish_item", "i1", 1)
    assert status(asking, "i1") is ActionItemStatus.DONE
    assert told_of(asking).count("✓") == 1
    assert names_in(asking.web.messages[0]).count("finish_item") == 2


@pytest.mark.parametrize("value", ["", MEETING, f"{MEETING}:x:perhaps", f"{MEETING}:else:yes", f"m1:{'x' * 9}:yes"])
def test_an_answer_nobody_offered_is_refused_in_words(asking: Office, value: str) -> None:
    before = len(asking.web.messages)
    tap(asking, "answer_outcome", value, 0)
    assert len(asking.web.messages) == before + 1
    assert [one.reached for one in asking.outcomes.of_meeting("u1", MEETING)] == [None]


def test_nobody_answers_for_somebody_else(asking: Office) -> None:
    value = f"{MEETING}:{want_key(WANT)}:yes"
    asking.deliver("interactions", click_body("answer_outcome", value, user=RIVAL_ID, block="outcomes-1-asks-0"))
    assert asking.outcomes.of_user("u2") == []
    assert [one.reached for one in asking.outcomes.of_user("u1")] == [None]


def test_a_message_about_one_item_is_settled_by_its_button(busy: Office) -> None:
    done = Button(label="Done", verb="finish_item", target="i2")
    drop = Button(label="Drop", verb="drop_item", target="i2")
    told = {"message_id": "item-due-1", "user_id": "u1", "kind": MessageKind.NUDGE, "title": "Due today"}
    ts = post(busy, Message.model_validate({**told, "actions": (done, drop), "created_at": NOW}))
    busy.click("drop_item", "i2", ts=ts, block="item-due-1")
    assert status(busy, "i2") is ActionItemStatus.DROPPED
    assert told_of(busy).endswith("Dropped: Do i2")
    assert names_in(busy.web.messages[0]) == []

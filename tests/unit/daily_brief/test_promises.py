"""What a person promised is in their evening brief when it is due, and not every evening for ever."""

from datetime import date, timedelta

import pytest

from lambdas.domain.action_items.action_item import ActionItemStatus
from lambdas.domain.action_items.due_items import is_told
from lambdas.domain.notifications.messages import Message
from tests.fakes.samples import a_user
from tests.unit.daily_brief.priya import SIX_IN_BERLIN, Evening

TODAY = date(2026, 3, 2)
ONE_DAY = timedelta(days=1)


@pytest.fixture
def evening() -> Evening:
    return Evening()


def told(evening: Evening) -> Message:
    evening.briefs.send_due(SIX_IN_BERLIN)
    (brief,) = evening.told()
    return brief


def test_what_is_due_is_told_without_a_meeting_too_with_where_it_comes_from(evening: Evening) -> None:
    evening.had("m0", "Weekly sync", 8)
    evening.promised("i1", "Send the deck", due=TODAY + ONE_DAY, meeting_id="m0", owner="Priya Shah")
    brief = told(evening)
    assert brief.title == "1 promise of yours is due; no meetings tomorrow"
    assert brief.lines == ("You promised: Send the deck, due tomorrow (from Weekly sync)",)
    assert [(action.verb, action.target) for action in brief.actions] == [("see_items", "")]


def test_somebody_else_s_items_and_what_is_over_or_not_due_are_not_in_it(evening: Evening) -> None:
    evening.promised("i1", "Somebody else's", due=TODAY, owner="Ben Okafor")
    evening.promised("i2", "Somebody else's by address", due=TODAY, owner="Priya", owner_email="priya@other.example")
    evening.promised("i3", "Done", due=TODAY, status=ActionItemStatus.DONE)
    evening.promised("i4", "Later", due=TODAY + 2 * ONE_DAY)
    evening.promised("i5", "Some time")
    evening.briefs.send_due(SIX_IN_BERLIN)
    assert evening.told() == []


def test_what_they_promised_on_another_one_s_list_is_told_once_its_word_was_sent(evening: Evening) -> None:
    evening.users.put(a_user("u2", name="Ben Okafor", active=False))
    theirs = {"user_id": "u2", "owner": "Priya", "owner_email": "U1@example.com", "meeting_id": "of-ben"}
    evening.promised("i1", "Review the contract", due=TODAY, shared_at=SIX_IN_BERLIN, **theirs)
    evening.promised("i2", "Never sent", due=TODAY, **theirs)
    assert told(evening).lines == ("You promised Ben Okafor: Review the contract, due today",)


def test_an_address_nobody_vouches_for_finds_nobody_s_items(evening: Evening) -> None:
    evening.users.put(a_user("u1", timezone="Europe/Berlin", email_proof=None))
    evening.promised(
        "i1", "Review", due=TODAY, user_id="u2", owner="P", owner_email="u1@example.com", shared_at=SIX_IN_BERLIN
    )
    evening.briefs.send_due(SIX_IN_BERLIN)
    assert evening.told() == []


def test_five_are_told_the_latest_first_and_the_rest_counted(evening: Evening) -> None:
    for number in range(7):
        evening.promised(f"i{number}", f"Thing {number}", due=TODAY)
    evening.promised("late", "Very late\n<!channel> https://evil.example/x", due=TODAY - 8 * ONE_DAY)
    brief = told(evening)
    assert len(brief.lines) == 6
    assert brief.lines[0].startswith("You promised: Very late <!channel>")
    assert brief.lines[0].endswith("8 days late")
    assert brief.lines[-1] == "and 3 more that you promised"
    assert not any("\n" in line or "evil.example" in line for line in brief.lines)


def test_whoever_wants_no_brief_gets_none_of_it(evening: Evening) -> None:
    evening.promised("i1", "Send the deck", due=TODAY)
    evening.users.patch("u1", {"brief_hour": None})
    evening.briefs.send_due(SIX_IN_BERLIN)
    assert evening.told() == []


def test_a_late_item_is_told_on_its_day_the_day_after_and_then_weekly() -> None:
    evenings = [(late, is_told(TODAY, TODAY + late * ONE_DAY)) for late in range(-3, 24)]
    assert [late for late, is_one in evenings if is_one] == [-1, 0, 1, 8, 15, 22]


def test_the_same_late_item_does_not_bring_a_brief_every_evening(evening: Evening) -> None:
    evening.promised("i1", "Send the deck", due=TODAY)
    for day in range(10):
        evening.briefs.send_due(SIX_IN_BERLIN + day * ONE_DAY)
    assert [brief.lines[0].rsplit(", ", 1)[1] for brief in evening.told()] == [
        "due today",
        "was due yesterday",
        "8 days late",
    ]

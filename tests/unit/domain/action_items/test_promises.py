"""Who owes what to whom, and when nobody can tell."""

from typing import Any

from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.action_items.promises import promises_between
from lambdas.domain.meetings.meeting import Attendee
from tests.fakes.samples import NOW, a_meeting

ADA = Attendee(name="Ada Lovelace", email="ada@example.com")
PRIYA, OTHER = Attendee(name="Priya Raman", email="priya@example.com"), Attendee(name="Tom", email="tom@example.com")
OWN = (ADA.name, ADA.email)
OF_TWO = a_meeting("two", attendees=(ADA, PRIYA), series_id="weekly")
OF_MANY = a_meeting("many", attendees=(ADA, PRIYA, OTHER))


def sides(**changes: Any) -> tuple[int, int]:
    values = {"item_id": "i1", "user_id": "ada", "what": "Send the plan", "created_at": NOW}
    promises = promises_between([ActionItem(**values | changes)], PRIYA, OWN, [OF_TWO, OF_MANY])
    return len(promises.theirs), len(promises.yours)


def test_what_they_promised_is_theirs_by_address_and_by_whole_name() -> None:
    for owner in ("priya@example.com", "PRIYA RAMAN", " Priya Raman "):
        assert sides(owner=owner) == (1, 0), owner


def test_a_first_name_is_theirs_only_where_it_was_said_in_a_meeting_with_them() -> None:
    assert sides(owner="Priya", meeting_id="many") == (1, 0)
    assert sides(owner="Priya", series_id="weekly") == (1, 0)
    assert sides(owner="Priya") == (0, 0)
    assert sides(owner="Priya Shah", meeting_id="many") == (0, 0)


def test_what_you_promised_is_owed_to_them_from_a_meeting_of_two_or_where_it_names_them() -> None:
    for owner in ("", "me", "ada@example.com", "Ada Lovelace"):
        assert sides(owner=owner, meeting_id="two") == (0, 1), owner
    assert sides(meeting_id="elsewhere", series_id="weekly") == (0, 1)
    assert sides(what="Introduce Priya Raman to finance") == (0, 1)
    assert sides(meeting_id="many") == (0, 0)
    assert sides() == (0, 0)


def test_nothing_is_owed_to_somebody_because_they_call_themselves_you() -> None:
    called = Attendee(name="You", email="sam@example.com")
    item = ActionItem(item_id="i1", user_id="ada", what="Send Tom the plan you wrote", created_at=NOW)
    for owner in ("", "you"):
        promises = promises_between([item.model_copy(update={"owner": owner})], called, OWN, [OF_MANY])
        assert promises == ((), ()), owner


def test_what_a_third_one_promised_is_between_neither() -> None:
    assert sides(owner="Tom", meeting_id="two") == (0, 0)


def test_where_the_owner_has_an_address_a_name_proves_nothing() -> None:
    assert sides(owner="Ada", owner_email="ADA@example.com", meeting_id="two") == (0, 1)
    assert sides(owner="Ada Lovelace", owner_email="ada@elsewhere.example", meeting_id="two") == (0, 0)
    assert sides(owner="P.", owner_email="Priya@example.com") == (1, 0)
    assert sides(owner="Priya Raman", owner_email="priya@elsewhere.example", meeting_id="two") == (0, 0)

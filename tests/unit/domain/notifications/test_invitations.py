"""Several preparations that are due at once are one message with a list."""

from datetime import UTC, datetime, timedelta

import pytest

from lambdas.domain.notifications.invitations import MAX_BUTTONS, combined, invitation_title
from lambdas.domain.notifications.messages import Message, MessageKind, PrepInvitation

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def an_invitation(number: int, title: str, questions: int = 4, hours: int = 24) -> Message:
    session_id = f"m{number}-r1"
    starts = NOW + timedelta(hours=hours)
    return Message(
        message_id=f"{session_id}-prep_started",
        user_id="u1",
        kind=MessageKind.PREP_STARTED,
        title=f"Prepare {title}",
        meeting_id=f"m{number}",
        invitations=(PrepInvitation(session_id=session_id, title=title, starts=starts, questions=questions),),
        created_at=NOW + timedelta(seconds=number),
    )


def test_the_title_says_what_is_wanted_when_the_meeting_is_and_how_long_it_takes() -> None:
    (invitation,) = an_invitation(1, "1:1 with Ada").invitations
    assert (
        invitation_title(invitation, "Europe/Berlin", NOW) == "Prepare 1:1 with Ada, Tue 10:00 CET: 4 questions, 5 min"
    )


def test_a_meeting_further_off_than_a_week_is_named_with_its_date() -> None:
    (invitation,) = an_invitation(1, "Board", questions=0, hours=24 * 10).invitations
    assert invitation_title(invitation, "UTC", NOW) == "Prepare Board, Thu 12 Mar, 09:00 UTC"


def test_several_are_a_list_with_a_button_for_each_the_next_meeting_first() -> None:
    ones = [an_invitation(1, "Board", 5, hours=30), an_invitation(2, "1:1 with Ada", 4), an_invitation(3, "QBR", 3, 48)]
    message = combined(ones, "UTC", NOW)
    assert message.title == "3 meetings to prepare, about 16 min in all"
    assert message.lines == (
        "1:1 with Ada, Tue 09:00 UTC: 4 questions, 5 min",
        "Board, Tue 15:00 UTC: 5 questions, 7 min",
        "QBR, Wed 09:00 UTC: 3 questions, 4 min",
    )
    assert [(button.label, button.target) for button in message.actions] == [
        ("Start Prep: 1:1 with Ada", "m2-r1"),
        ("Start Prep: Board", "m1-r1"),
        ("Start Prep: QBR", "m3-r1"),
    ]


def test_the_same_ones_are_the_same_message_in_whichever_order_and_others_another() -> None:
    first, second, third = (an_invitation(number, "QBR") for number in (1, 2, 3))
    one = combined([first, second], "UTC", NOW)
    assert combined([second, first], "UTC", NOW + timedelta(minutes=1)).message_id == one.message_id
    assert combined([first, third], "UTC", NOW).message_id != one.message_id
    assert combined([first, second, third], "UTC", NOW).message_id != one.message_id


def test_one_alone_stays_as_it_is_and_no_more_buttons_are_shown_than_anybody_reads() -> None:
    alone = an_invitation(1, "QBR")
    assert combined([alone], "UTC", NOW) == alone
    many = combined([an_invitation(number, "QBR") for number in range(40)], "UTC", NOW)
    assert (len(many.lines), len(many.actions)) == (40, MAX_BUTTONS)


def test_what_is_no_invitation_or_is_somebody_else_s_is_never_mixed_in() -> None:
    mine = an_invitation(1, "QBR")
    for change in ({"user_id": "u2"}, {"kind": MessageKind.NUDGE}):
        with pytest.raises(ValueError, match="only invitations to one person"):
            combined([mine, an_invitation(2, "Board").model_copy(update=change)], "UTC", NOW)

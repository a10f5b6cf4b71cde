"""Commands of the edges for a signed-in user: each calls one feature, and imports it when it is called."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.domain.notifications.messages import ABOUT_MATERIALS
from lambdas.domain.notifications.slack import CHANNEL
from lambdas.edges.commands.slack_cards import follow_in_slack
from lambdas.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from lambdas.domain.accounts.user import TypeCorrection
    from lambdas.domain.conversation.conversation import Conversation
    from lambdas.domain.conversation.moves import Prompt, Verb
    from lambdas.domain.preferences.material_preferences import Wish

MAX_DISMISSED = 20


def request_prep(user_id: str, meeting_id: str) -> None:
    """Asks for a preparation now. Raises Refused with the reason why there is none, Conflict while one is running."""
    from lambdas.meeting_prep.wiring import prep_requests

    prep_requests().request(user_id, meeting_id, wiring.new_id(), wiring.now())


def converse(user_id: str, session_id: str, verb: "Verb", text: str, version: int | None, channel: str) -> "Prompt":
    """``version`` is None where what is asked now is meant."""
    from lambdas.chat.converse import converse as make_move
    from lambdas.chat.wiring import chat_with_follow_ups
    from lambdas.domain.conversation.moves import Move

    move = Move(verb=verb, text=text, version=version, channel=channel)
    shown = make_move(user_id, session_id, move, chat_with_follow_ups(), wiring.now())
    if channel != CHANNEL:
        follow_in_slack(user_id, session_id)
    return shown


def amend_answer(user_id: str, session_id: str, place: int, text: str, channel: str) -> "Conversation":
    """While the conversation is open. Raises Refused for words that cannot be taken, Conflict once it is closed."""
    from lambdas.chat.converse import amend
    from lambdas.chat.wiring import chat_service

    return amend(user_id, session_id, place, text, channel, chat_service(), wiring.now())


def revise_answer(user_id: str, meeting_id: str, place: int, text: str, channel: str) -> None:
    """Raises Refused with the reason why not, Conflict while materials are being written."""
    from lambdas.meeting_prep.wiring import answer_revisions

    answer_revisions().revise(user_id, meeting_id, place, text, channel, wiring.now())


def correct_type(user_id: str, meeting_id: str, meeting_type: str) -> "TypeCorrection":
    """An open conversation goes on with the type's questions.

    Raises Refused for a type there is not, NotFound for somebody else's meeting.
    """
    from lambdas.calendar_monitor.wiring import type_corrections

    correction = type_corrections().correct(user_id, meeting_id, meeting_type, wiring.now())
    _ask_anew(user_id, meeting_id)
    return correction


def withdraw_correction(user_id: str, meeting_id: str, corrected_at: "datetime") -> None:
    """Undoes the correction made then, unless another was made since. Raises NotFound for somebody else's meeting."""
    from lambdas.calendar_monitor.wiring import type_corrections

    type_corrections().withdraw(user_id, meeting_id, corrected_at, wiring.now())
    _ask_anew(user_id, meeting_id)


def _ask_anew(user_id: str, meeting_id: str) -> None:
    from lambdas.chat.wiring import conversation_opener

    if session_id := conversation_opener().ask_anew(user_id, meeting_id, wiring.now()):
        follow_in_slack(user_id, session_id)


def rate(user_id: str, meeting_id: str, stars: int) -> None:
    wiring.meetings().rate(user_id, meeting_id, stars)
    metrics.count("Satisfaction", stars)
    metrics.flush()


def wish(user_id: str, meeting_id: str, wished: "Wish", is_on: bool = True) -> None:
    """Holds for every meeting of that one's type. Raises Refused, NotFound for somebody else's meeting."""
    from lambdas.accounts.wiring import preferences

    change = preferences().make if is_on else preferences().undo
    change(user_id, wiring.meetings().get(user_id, meeting_id).plan.meeting_type, wished)


def never_ask(user_id: str, session_id: str, version: int, channel: str) -> "Prompt":
    """Skips the question that was asked at ``version``, and leaves it out of the type's conversations to come."""
    from lambdas.domain.conversation.moves import Verb

    before = wiring.conversations().get(user_id, session_id, wiring.now())
    shown = converse(user_id, session_id, Verb.SKIP, "", version, channel)
    if before.version == version:  # else it was pressed twice, and is done
        asked = before.questions[before.position]
        if not asked.follows:  # that comes no second time anyhow
            wish(user_id, before.meeting_id, asked.never_again)
    return shown


def decline(user_id: str, meeting_id: str) -> None:
    """ "Not needed": this occurrence is not prepared, whatever is under way for it ends."""
    from lambdas.meeting_prep.wiring import prep_requests

    prep_requests().decline(user_id, meeting_id, wiring.now())


def reconsider(user_id: str, meeting_id: str) -> None:
    """A declined occurrence is prepared after all."""
    from lambdas.meeting_prep.wiring import prep_requests

    prep_requests().reconsider(user_id, meeting_id, wiring.new_id(), wiring.now())


def snooze(user_id: str, session_id: str, choice: str) -> "Conversation":
    """Asks again later. Raises Refused for a time there is not."""
    from lambdas.chat.wiring import snoozes
    from lambdas.domain.conversation.snooze import Snooze

    try:
        until = Snooze(choice)
    except ValueError as error:
        raise Refused(f"Choose when to be asked again: {', '.join(Snooze)}.") from error
    timezone = wiring.users().get(user_id).timezone
    return snoozes().snooze(user_id, session_id, until, timezone, wiring.now())


def dismiss(user_id: str, message_ids: Sequence[str]) -> None:
    """Raises NotFound for a message that this user never got."""
    for message_id in message_ids[:MAX_DISMISSED]:
        wiring.inbox().dismiss(user_id, message_id, wiring.now())


def restore_notices(user_id: str, message_ids: Sequence[str]) -> None:
    """Undoes a dismissal. Raises NotFound for a message that this user never got."""
    for message_id in message_ids[:MAX_DISMISSED]:
        wiring.inbox().restore(user_id, message_id)


def mark_materials_read(user_id: str, meeting_id: str) -> None:
    """The notices that told of a meeting's materials have done their work once these are opened."""
    for message in wiring.inbox().for_user(user_id, wiring.now()):
        if message.meeting_id == meeting_id and message.kind in ABOUT_MATERIALS:
            wiring.inbox().dismiss(user_id, message.message_id, wiring.now())

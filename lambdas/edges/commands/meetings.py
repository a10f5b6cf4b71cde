"""What the edges may change for a signed-in user: each calls one feature with what it needs."""

from collections.abc import Sequence

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.calendar_monitor.wiring import type_corrections
from lambdas.chat.converse import converse as make_move
from lambdas.chat.wiring import chat_service, snoozes
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.conversation.moves import Move, Prompt, Verb
from lambdas.domain.conversation.snooze import Snooze
from lambdas.errors import Refused
from lambdas.meeting_prep.wiring import prep_requests

MAX_NOTICES = 20


def request_prep(user_id: str, meeting_id: str) -> None:
    prep_requests().request(user_id, meeting_id, wiring.new_id(), wiring.now())


def converse(user_id: str, session_id: str, verb: Verb, text: str, version: int, channel: str) -> Prompt:
    move = Move(verb=verb, text=text, version=version, channel=channel)
    return make_move(user_id, session_id, move, chat_service(), wiring.now())


def correct_type(user_id: str, meeting_id: str, meeting_type: str) -> None:
    """Raises Refused for a type there is not, NotFound for somebody else's meeting."""
    type_corrections().correct(user_id, meeting_id, meeting_type, wiring.now())


def rate(user_id: str, meeting_id: str, stars: int) -> None:
    wiring.meetings().rate(user_id, meeting_id, stars)
    metrics.count("Satisfaction", stars)
    metrics.flush()


def decline(user_id: str, meeting_id: str) -> None:
    """ "Not needed": this occurrence is not prepared, whatever is under way for it ends."""
    prep_requests().decline(user_id, meeting_id, wiring.now())


def reconsider(user_id: str, meeting_id: str) -> None:
    """A declined occurrence is prepared after all."""
    prep_requests().reconsider(user_id, meeting_id, wiring.new_id(), wiring.now())


def snooze(user_id: str, session_id: str, choice: str) -> Conversation:
    """Asks again later. Raises Refused for a time there is not."""
    try:
        until = Snooze(choice)
    except ValueError as error:
        raise Refused(f"Choose when to be asked again: {', '.join(Snooze)}.") from error
    timezone = wiring.users().get(user_id).timezone
    return snoozes().snooze(user_id, session_id, until, timezone, wiring.now())


def dismiss(user_id: str, notice_ids: Sequence[str]) -> None:
    """Raises NotFound for a notice that this user never got."""
    for notice_id in notice_ids[:MAX_NOTICES]:
        wiring.inbox().dismiss(user_id, notice_id, wiring.now())

"""What the edges may change for a signed-in user: each calls one feature with what it needs."""

from collections.abc import Sequence

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.calendar_monitor.correct_type import Correcting, correct
from lambdas.chat.converse import converse as make_move
from lambdas.chat.handlers import chat_service
from lambdas.chat.snooze import Snoozing
from lambdas.chat.snooze import snooze as snooze_chat
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.conversation.moves import Move, Prompt, Verb
from lambdas.domain.conversation.snooze import Snooze
from lambdas.domain.meetings.tracked_meeting import RUNNING
from lambdas.domain.preparation.lifecycle import scheduled_request, start_blocking_reason
from lambdas.errors import Conflict, Refused
from lambdas.meeting_prep.decline import Declining
from lambdas.meeting_prep.decline import decline as decline_prep
from lambdas.meeting_prep.decline import reconsider as reconsider_prep
from lambdas.meeting_prep.runs import Runs
from lambdas.settings import load_classification_rules

MAX_NOTICES = 20


def request_prep(user_id: str, meeting_id: str) -> None:
    """Asks for a preparation now. Raises Refused with the reason why there is none, Conflict while one is running."""
    tracked, now = wiring.meetings().get(user_id, meeting_id), wiring.now()
    if reason := start_blocking_reason(tracked, tracked.timing_version, now):
        raise Refused(reason)
    if tracked.preparation.status in RUNNING:
        raise Conflict("This meeting is being prepared already; answer its questions.")
    if not wiring.users().switches().workflow:
        raise Refused("Preparations are switched off for this stage; what is due begins when they are on again.")
    request = scheduled_request(tracked).model_copy(update={"prep_trigger_time": now, "request_id": wiring.new_id()})
    wiring.bus().publish([request])


def converse(user_id: str, session_id: str, verb: Verb, text: str, version: int, channel: str) -> Prompt:
    move = Move(verb=verb, text=text, version=version, channel=channel)
    return make_move(user_id, session_id, move, chat_service(), wiring.now())


def correct_type(user_id: str, meeting_id: str, meeting_type: str) -> None:
    """Raises Refused for a type there is not, NotFound for somebody else's meeting."""
    rules = load_classification_rules()
    correcting = Correcting(wiring.users(), wiring.meetings(), wiring.queue("calendar_syncs"), rules)
    correct(user_id, meeting_id, meeting_type, correcting, wiring.now())


def rate(user_id: str, meeting_id: str, stars: int) -> None:
    wiring.meetings().rate(user_id, meeting_id, stars)
    metrics.count("Satisfaction", stars)
    metrics.flush()


def decline(user_id: str, meeting_id: str) -> None:
    """ "Not needed": this occurrence is not prepared, whatever is under way for it ends."""
    decline_prep(_declining(), user_id, meeting_id, wiring.now())


def reconsider(user_id: str, meeting_id: str) -> None:
    """A declined occurrence is prepared after all."""
    reconsider_prep(_declining(), wiring.bus(), user_id, meeting_id, wiring.new_id(), wiring.now())


def snooze(user_id: str, session_id: str, choice: str) -> Conversation:
    """Asks again later. Raises Refused for a time there is not."""
    try:
        until = Snooze(choice)
    except ValueError as error:
        raise Refused(f"Choose when to be asked again: {', '.join(Snooze)}.") from error
    timers_arn = wiring.settings().queue_arn("chat_timers")
    snoozing = Snoozing(wiring.conversations(), wiring.inbox(), wiring.schedules(), timers_arn)
    timezone = wiring.users().get(user_id).timezone
    return snooze_chat(snoozing, user_id, session_id, until, timezone, wiring.now())


def dismiss(user_id: str, notice_ids: Sequence[str]) -> None:
    """Raises NotFound for a notice that this user never got."""
    for notice_id in notice_ids[:MAX_NOTICES]:
        wiring.inbox().dismiss(user_id, notice_id, wiring.now())


def _declining() -> Declining:
    runs = Runs(wiring.preparations(), wiring.conversations(), wiring.workflows(), wiring.schedules())
    return Declining(wiring.meetings(), runs)

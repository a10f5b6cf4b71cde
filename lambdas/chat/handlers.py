"""The functions of the conversation."""

from typing import Any

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.aws.batches import partial_batch
from lambdas.chat.end import ChatService
from lambdas.chat.open import Asking, WaitRequest, failing_the_task, open_conversation
from lambdas.chat.timers import Ringing, Timer, fire
from lambdas.settings import load_meeting_types


def wait_for_chat_completion(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Opens the conversation; the workflow goes on when its token is answered, not when this returns."""
    with failing_the_task(event["token"], wiring.workflows()):
        session = open_conversation(WaitRequest.model_validate(event), _asking(), wiring.now())
    metrics.flush()
    return {"session_id": session.session_id, "status": session.status.value}


def chat_timer(event: dict[str, Any], _context: object) -> dict[str, Any]:
    ringing = _ringing()
    return partial_batch(event, lambda body: fire(Timer.model_validate_json(body), ringing, wiring.now()))


def chat_service() -> ChatService:
    """For the edges too: the page, the terminal."""
    return ChatService(wiring.conversations(), wiring.preparations(), wiring.workflows(), wiring.transcripts())


def _asking() -> Asking:
    return Asking(
        conversations=wiring.conversations(),
        meetings=wiring.meetings(),
        preparations=wiring.preparations(),
        contexts=wiring.contexts(),
        meeting_types=load_meeting_types(),
        schedules=wiring.schedules(),
        timers_arn=wiring.settings().queue_arn("chat_timers"),
        workflows=wiring.workflows(),
    )


def _ringing() -> Ringing:
    return Ringing(chat_service(), wiring.meetings(), wiring.users(), wiring.notifier())

"""The functions of the conversation."""

from typing import Any

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.aws.batches import partial_batch
from lambdas.chat.open import WaitRequest, failing_the_task
from lambdas.chat.timers import Timer
from lambdas.chat.wiring import chat_timers, conversation_opener


def wait_for_chat_completion(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Opens the conversation; the workflow goes on when its token is answered, not when this returns."""
    with failing_the_task(event["token"], wiring.workflows()):
        session = conversation_opener().open_conversation(WaitRequest.model_validate(event), wiring.now())
    metrics.flush()
    return {"session_id": session.session_id, "status": session.status.value}


def chat_timer(event: dict[str, Any], _context: object) -> dict[str, Any]:
    timers = chat_timers()
    return partial_batch(
        event, lambda body: timers.fire(Timer.model_validate_json(body), wiring.now()), wiring.queue("chat_timers")
    )

"""The functions of the conversation."""

from typing import TYPE_CHECKING, Any

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.aws.batches import partial_batch
from lambdas.chat.open import WaitRequest, failing_the_task
from lambdas.chat.timers import Timer
from lambdas.chat.wiring import chat_timers, follow_ups, opener_with_rewordings, question_rewordings

if TYPE_CHECKING:
    from lambdas.chat.follow_up import FollowUps, VagueAnswer
    from lambdas.chat.reword import ConversationToReword, QuestionRewordings


def wait_for_chat_completion(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Opens the conversation; the workflow goes on when its token is answered, not when this returns."""
    with failing_the_task(event["token"], wiring.workflows()):
        session = opener_with_rewordings().open_conversation(WaitRequest.model_validate(event), wiring.now())
    metrics.flush()
    return {"session_id": session.session_id, "status": session.status.value}


def ask_follow_up(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """SQS: answers that a model may ask on about."""
    from lambdas.chat.follow_up import VagueAnswer

    asking = follow_ups()
    try:
        return partial_batch(
            event, lambda body: _ask_on(asking, VagueAnswer.model_validate_json(body)), wiring.queue("follow_ups")
        )
    finally:
        metrics.flush()


def _ask_on(asking: "FollowUps", vague: "VagueAnswer") -> None:
    if asking.ask(vague):
        metrics.count("FollowUpsAsked")


def reword_questions(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """SQS: conversations just opened, whose questions a model may word."""
    from lambdas.chat.reword import ConversationToReword

    rewording, queue = question_rewordings(), wiring.queue("question_rewordings")
    try:
        return partial_batch(
            event, lambda body: _reword(rewording, ConversationToReword.model_validate_json(body)), queue
        )
    finally:
        metrics.flush()


def _reword(rewording: "QuestionRewordings", opened: "ConversationToReword") -> None:
    if worded := rewording.reword(opened):
        metrics.count("QuestionsReworded", worded)


def chat_timer(event: dict[str, Any], _context: object) -> dict[str, Any]:
    timers = chat_timers()
    return partial_batch(
        event, lambda body: timers.fire(Timer.model_validate_json(body), wiring.now()), wiring.queue("chat_timers")
    )

"""Counts what a model does, for the dashboard and the alarms; one name for each figure, and no word of any text."""

from lambdas.aws import metrics
from lambdas.domain.llm.reasons import NoAnswerReason


def answer() -> None:
    """Also one that was known already."""
    metrics.percent("ModelUnanswered", 0)


def no_answer(reason: NoAnswerReason) -> None:
    """To a question whose asker and purpose are allowed: what nobody may ask is no failure."""
    metrics.percent("ModelUnanswered", 100)
    metrics.count("ModelNoAnswers")
    metrics.count(no_answer_name(reason))


def no_answer_name(reason: NoAnswerReason) -> str:
    return "ModelNoAnswer" + "".join(word.capitalize() for word in reason.split("_"))


def answered_before() -> None:
    """From the table of answers: nothing was paid."""
    metrics.count("ModelCacheHits")


def reserved(stage_day_share: float | None) -> None:
    """``stage_day_share`` of the stage's ceiling of the day, where a step was reserved."""
    if stage_day_share is not None:
        metrics.percent("ModelStageDayCommitted", 100 * stage_day_share)


def called(cost: int, seconds: float) -> None:
    """``cost`` in millionths of a dollar."""
    metrics.count("ModelCalls")
    metrics.count("ModelCostMicroUsd", cost)
    metrics.milliseconds("ModelAnswerMs", seconds * 1000)


def failed() -> None:
    """A call was made, and no reply came of it."""
    metrics.count("ModelFailures")


def removed(lines: int) -> None:
    """So many lines of an answer were not shown, since nothing bears them out."""
    if lines:
        metrics.count("ModelLinesRemoved", lines)

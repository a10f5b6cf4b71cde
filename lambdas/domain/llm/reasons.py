"""The reasons why a model gave no answer, and how people are told each."""

from enum import StrEnum


class NoAnswerReason(StrEnum):
    OFF = "off"
    """Nobody switched a model on, allowed it to read this, or gave AMO the right to ask it."""
    OVER_BUDGET = "over_budget"
    THROTTLED = "throttled"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    MALFORMED = "malformed"
    UNGROUNDED = "ungrounded"
    """It said more than a third that nothing on record bears out."""
    UNAVAILABLE = "unavailable"


SAID = {
    NoAnswerReason.OFF: "no model is switched on",
    NoAnswerReason.OVER_BUDGET: "the model's budget is used up",
    NoAnswerReason.THROTTLED: "the model was too busy",
    NoAnswerReason.TIMEOUT: "the model took too long",
    NoAnswerReason.REFUSED: "the model refused",
    NoAnswerReason.MALFORMED: "the model's answer could not be read",
    NoAnswerReason.UNGROUNDED: "the model said what nothing on record bears out",
    NoAnswerReason.UNAVAILABLE: "the model could not be reached",
}
"""Each reason as people are told it."""

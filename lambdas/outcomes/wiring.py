"""Builds the service that keeps outcomes."""

from lambdas import wiring
from lambdas.outcomes.answer import OutcomeAnswers


def outcome_answers() -> OutcomeAnswers:
    return OutcomeAnswers(wiring.meetings(), wiring.material_texts(), wiring.outcomes())


def kept_outcomes() -> OutcomeAnswers:
    """For functions that read no materials: the environment of the API has no room for another table."""
    return OutcomeAnswers(wiring.meetings(), None, wiring.outcomes())

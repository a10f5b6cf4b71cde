"""Builds the service that keeps outcomes."""

from lambdas import wiring
from lambdas.outcomes.answer import OutcomeAnswers


def outcome_answers() -> OutcomeAnswers:
    return OutcomeAnswers(wiring.meetings(), wiring.material_texts(), wiring.outcomes())

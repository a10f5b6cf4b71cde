"""Wants of a meeting that is over, and whether somebody got them, as rows that are answered by a tap."""

from collections.abc import Iterable

from lambdas.domain.kernel.model import Model
from lambdas.domain.outcomes.outcome import Outcome, Reached

ANSWERS = ((Reached.YES, "Yes", "check"), (Reached.PARTLY, "Partly", "partly"), (Reached.NO, "No", "cross"))
"""With what it is called and its icon."""


class AnswerRow(Model):
    value: str
    label: str
    icon: str
    is_given: bool


class OutcomeRow(Model):
    """``given`` is the answer in a word, empty before there is one."""

    want: str
    want_key: str
    given: str
    icon: str
    answers: tuple[AnswerRow, ...]


def outcome_rows(outcomes: Iterable[Outcome]) -> tuple[OutcomeRow, ...]:
    return tuple(_row(outcome) for outcome in outcomes)


def _row(outcome: Outcome) -> OutcomeRow:
    answers = tuple(
        AnswerRow(value=reached.value, label=label, icon=icon, is_given=outcome.reached is reached)
        for reached, label, icon in ANSWERS
    )
    given = next((answer for answer in answers if answer.is_given), None)
    return OutcomeRow(
        want=outcome.want,
        want_key=outcome.want_key,
        given=given.label if given else "",
        icon=given.icon if given else "",
        answers=answers,
    )

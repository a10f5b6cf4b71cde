"""The model as people are told of it: whether it answers, what it costs today, and what went wrong last."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.llm.catalog import MICRO
from lambdas.domain.llm.connection import ModelConnection
from lambdas.domain.llm.purposes import Purpose
from lambdas.domain.llm.reasons import SAID, NoAnswerReason

ModelHealth = Literal["on", "off", "unavailable"]
NOT_THERE = frozenset(
    {NoAnswerReason.OFF, NoAnswerReason.THROTTLED, NoAnswerReason.TIMEOUT, NoAnswerReason.UNAVAILABLE}
)
"""The reasons that the model gives, not what it was asked: until it answers again it counts as not there."""
COUNTS = timedelta(days=1)
"""For so long, where nobody has asked it since."""
PRICES_HOLD = timedelta(days=180)
HERE = "this computer"
"""The place of the Bedrock that the embedded engine has."""
NOT_CONNECTED = "no model is connected"
SWITCHED_OFF = "an operator switched it off"


class LastNoAnswer(Model):
    """The last time that a question had no answer; ``detail`` is for operators."""

    purpose: Purpose
    reason: NoAnswerReason
    detail: str = ""
    at: Instant

    @property
    def said(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} UTC: {SAID[self.reason]} ({self.purpose.value})"


class ModelStatus(Model):
    """``place`` is Bedrock's region, ``HERE``, or the endpoint's host. ``why`` says what is wrong, for operators.

    Amounts in US dollars, of a day of UTC: the stage's, and what this person's preparations cost of it.
    """

    state: ModelHealth
    model: str = ""
    provider: str = ""
    place: str = ""
    purposes: tuple[Purpose, ...] = ()
    why: str = ""
    spent_today: float = 0.0
    ceiling_today: float
    own_spent_today: float = 0.0
    answered_at: Instant | None = None
    last_no_answer: LastNoAnswer | None = None
    priced_on: date

    @property
    def is_connected(self) -> bool:
        return bool(self.model)

    @property
    def said(self) -> str:
        """One line for operators."""
        if self.state == "off":
            return f"off: {self.why}"
        named = f"{self.model} ({'Bedrock, ' if self.provider == 'bedrock' else ''}{self.place})"
        if self.state == "unavailable":
            return f"{named} does not answer, and the rules go on without it: {self.why}"
        spent = f"{in_dollars(self.spent_today)} of {self.ceiling_today:g} USD today"
        return f"on: {named}, {spent}" + ("" if self.purposes else "; it is asked for nothing: name its purposes")

    def are_prices_old(self, today: date) -> bool:
        """An endpoint's price is stated by whoever connects it, so that no list of ours grows old."""
        return self.provider == "bedrock" and today - self.priced_on > PRICES_HOLD


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """``refusal``: why the connected model cannot be asked here at all. Amounts in millionths of a dollar."""

    connection: ModelConnection | None
    is_switched_on: bool
    place: str
    refusal: str
    spent: int
    own_spent: int
    ceiling: float
    answered_at: datetime | None
    last: LastNoAnswer | None
    priced_on: date


def status_of(facts: ModelFacts, now: datetime) -> ModelStatus:
    known = facts.connection
    state, why = _health(facts, now)
    return ModelStatus(
        state=state,
        why=why,
        model=known.model if known else "",
        provider=known.provider if known else "",
        place=facts.place,
        purposes=tuple(purpose for purpose in Purpose if known and purpose in known.purposes),
        spent_today=facts.spent / MICRO,
        ceiling_today=facts.ceiling,
        own_spent_today=facts.own_spent / MICRO,
        answered_at=facts.answered_at,
        last_no_answer=facts.last,
        priced_on=facts.priced_on,
    )


def in_dollars(amount: float) -> str:
    """Two digits, as money is written; what is less than a cent is not said to be nothing."""
    return "less than 0.01" if 0 < amount < 0.005 else f"{amount:.2f}"


def _health(facts: ModelFacts, now: datetime) -> tuple[ModelHealth, str]:
    if facts.connection is None:
        return "off", NOT_CONNECTED
    if not facts.is_switched_on:
        return "off", SWITCHED_OFF
    if facts.refusal:
        return "unavailable", facts.refusal
    if facts.last and _is_gone(facts.last, facts.answered_at, now):
        return "unavailable", "; ".join(_gone(facts.last, facts.answered_at))
    return "on", ""


def _is_gone(last: LastNoAnswer, answered_at: datetime | None, now: datetime) -> bool:
    has_answered_since = answered_at is not None and answered_at >= last.at
    return last.reason in NOT_THERE and not has_answered_since and now - last.at < COUNTS


def _gone(last: LastNoAnswer, answered_at: datetime | None) -> Iterator[str]:
    yield last.detail or SAID[last.reason]
    yield f"tried at {last.at:%Y-%m-%d %H:%M} UTC"
    if answered_at:
        yield f"its last answer came at {answered_at:%Y-%m-%d %H:%M} UTC"

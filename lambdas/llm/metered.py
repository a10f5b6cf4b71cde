"""Makes calls within the ceilings: reserved before each, settled after, and an endpoint that fails is left alone."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.catalog import ModelCatalog
from lambdas.domain.llm.circuit import Circuit
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.errors import Conflict, Refused, Retryable
from lambdas.llm import figures
from lambdas.llm.base import Call, Endpoint, ModelReply, NoReply, Target
from lambdas.store.spend import Account, Reservation, Spend

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MeteredCaller:
    """``target`` is asked until a ceiling is nearly reached, then ``cheaper``, where there is one."""

    endpoint: Endpoint
    target: Target
    cheaper: Target | None
    spend: Spend
    catalog: ModelCatalog
    circuit: Circuit
    now: Callable[[], datetime]

    @property
    def model_name(self) -> str:
        return self.target.shown_name

    def call(self, call: Call, seconds: float) -> ModelReply:
        if not self.circuit.lets_through(self.now()):
            raise NoReply(self.circuit.why.reason, self.circuit.why.detail)
        reserved = self._reserved(call)
        target = self.cheaper if reserved.is_thrifty and self.cheaper else self.target
        began = self.now()
        try:
            reply = self.endpoint.call(target, call, seconds)
        except NoReply as error:
            # What was sent may be paid for, so it stays counted; what never came that far costs nothing.
            figures.failed()
            self._count_failure(error)
            raise
        self.circuit.succeeded()
        cost = target.price.cost(reply.usage)
        self._settle(reserved, cost)
        figures.called(cost, (self.now() - began).total_seconds())
        return replace(reply, cost=cost, model=target.shown_name)

    def _reserved(self, call: Call) -> Reservation:
        account = Account(call.asker.task, call.asker.user_id, call.asker.team_id)
        at_most = self.target.price.at_most(_bytes_of(call), call.max_tokens)
        try:
            reserved = self.spend.reserve(account, at_most, self.catalog.ceilings, self.now())
            figures.reserved(reserved.stage_day_share)
            return reserved
        except Refused as error:
            self.circuit.not_asked()
            raise NoReply(NoAnswerReason.OVER_BUDGET, str(error)) from error
        except (Retryable, Conflict) as error:
            self.circuit.not_asked()
            raise NoReply(NoAnswerReason.UNAVAILABLE, "what may be spent could not be looked up") from error

    def _settle(self, reserved: Reservation, cost: int) -> None:
        """A reservation that cannot be settled counts as spent: the ceiling holds, and the answer is worth having."""
        try:
            self.spend.settle(reserved, cost, self.now())
        except (Retryable, Conflict):
            log.warning("a call to the model could not be settled: it counts as reserved")

    def _count_failure(self, error: NoReply) -> None:
        is_its_own = error.reason not in (NoAnswerReason.OFF, NoAnswerReason.REFUSED, NoAnswerReason.MALFORMED)
        if error.alone_for or is_its_own:
            alone_for = timedelta(seconds=error.alone_for) if error.alone_for else None
            self.circuit.failed(self.now(), NoAnswer(error.reason, error.detail), alone_for)
        else:
            self.circuit.not_asked()


def _bytes_of(call: Call) -> int:
    tools = (*call.tools, *((call.answer,) if call.answer else ()))
    told = (call.system, json.dumps(list(call.messages)), *(json.dumps(dict(tool.schema)) for tool in tools))
    return sum(len(text.encode()) for text in told)

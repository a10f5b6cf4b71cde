"""Builds what asks the stage's model, from how the stage is connected."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lambdas.domain.llm.catalog import ModelCatalog
from lambdas.domain.llm.circuit import Circuit
from lambdas.domain.llm.connection import ModelConnection, StageModel
from lambdas.domain.llm.prices import FREE
from lambdas.errors import Refused
from lambdas.llm.base import Caller, Endpoint, Llm, Target
from lambdas.llm.cached import CachedLlm
from lambdas.llm.guarded import GuardedLlm
from lambdas.llm.metered import MeteredCaller
from lambdas.llm.typed import TypedLlm
from lambdas.store.model_answers import ModelAnswers
from lambdas.store.model_state import ModelState
from lambdas.store.spend import Spend

if TYPE_CHECKING:
    from lambdas.outbound.json_http import JsonHttp

READ_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class ModelParts:
    """``bedrock`` makes a client of bedrock-runtime, in ``region``; ``key`` reads the key of a connected endpoint.

    ``is_on_this_computer``: Bedrock is the embedded engine's; it is looked at by whoever tells people of the model.
    """

    catalog: ModelCatalog
    stage: StageModel
    spend: Spend
    answers: ModelAnswers
    state: ModelState
    bedrock: Callable[[], Any]
    region: str
    key: Callable[[], str]
    now: Callable[[], datetime]
    is_on_this_computer: Callable[[], bool] = bool

    def connection(self) -> ModelConnection | None:
        """The connection an operator made, else the one the stage's file names; None without either."""
        if made := self.state.connection():
            return made
        if not self.stage.name:
            return None
        measured = self.catalog.measured_purposes(self.stage.name)
        purposes = measured if self.stage.purposes is None else self.stage.purposes
        return ModelConnection(provider="bedrock", model=self.stage.name, purposes=purposes)

    def llm(self, connection: ModelConnection) -> Llm:
        """Raises Refused where the model is not in this region or the catalog."""
        caller = self.caller(connection)
        typed = TypedLlm(caller, self.catalog, self.now)
        cached = CachedLlm(typed, self.answers, caller.model_name, self.now)
        return GuardedLlm(cached, connection.purposes, self.state, self.now)

    def caller(self, connection: ModelConnection) -> Caller:
        """For whoever holds a conversation with the model. Raises Refused as :meth:`llm` does."""
        target = self.target(connection)
        row = self.catalog.models.get(connection.model) if connection.provider == "bedrock" else None
        cheaper = self._of_bedrock(row.degrade_to) if row and row.degrade_to else None
        endpoint = self._endpoint(connection)
        return MeteredCaller(endpoint, target, cheaper, self.spend, self.catalog, Circuit(), self.now)

    def target(self, connection: ModelConnection) -> Target:
        if connection.provider == "bedrock":
            return self._of_bedrock(connection.model)
        price = connection.price or FREE
        return Target(connection.model, connection.model, "json_schema", price)

    def _of_bedrock(self, name: str) -> Target:
        row = self.catalog.models.get(name)
        if row is None:
            known = ", ".join(self.catalog.models)
            raise Refused(f"config/models.yaml has no model {name}; it has {known}")
        profile = row.profile_in(self.region)
        if profile is None:
            regions = ", ".join(sorted({region for known in row.profiles for region in known.regions}))
            raise Refused(f"{name} is not in {self.region}: deploy to one of {regions}, or name another model")
        return Target(profile.id, name, row.structured, row.price, self.stage.guardrail)

    def _endpoint(self, connection: ModelConnection) -> Endpoint:
        if connection.provider == "bedrock":
            from lambdas.llm.converse import ConverseEndpoint

            return ConverseEndpoint(self.bedrock())
        from lambdas.llm.openai_compatible import OpenAiCompatibleEndpoint

        key = self.key if connection.has_key else _no_key
        return OpenAiCompatibleEndpoint(self.endpoint_http(connection), key)

    def endpoint_http(self, connection: ModelConnection, read_seconds: float = READ_SECONDS) -> "JsonHttp":
        from lambdas.outbound.json_http import JsonHttp

        return JsonHttp(connection.url, read_seconds)


def _no_key() -> str:
    return ""

"""For the operator, with AWS credentials: which model the stage asks, and how it is."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr

from lambdas import wiring
from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.connection import ModelConnection, url_refusal
from lambdas.domain.llm.consent import ModelConsent
from lambdas.domain.llm.prices import Price
from lambdas.domain.llm.purposes import Purpose
from lambdas.edges.operator.answers import answer
from lambdas.errors import AmoError, Refused
from lambdas.llm.connected import ModelParts
from lambdas.llm.connection_check import require_answer
from lambdas.llm.model_state import model_status
from lambdas.llm.openai_compatible import NO_MODEL, listed_models
from lambdas.outbound.json_http import NOT_JSON

PROBE_SECONDS = 3.0
NO_PRICE = (
    "say what {host} costs, with --price-in and --price-out, in USD per million tokens (0 and 0 where it is free): "
    "without a price no ceiling holds"
)
NOT_IN_FILE = "functions have the right to ask {known} alone: set model.name in the stage's file and deploy"
log = logging.getLogger(__name__)


class ConnectModel(Model):
    """With ``url`` an OpenAI-compatible endpoint, without one a model of Bedrock by its name in config/models.yaml.

    ``purposes`` left out: all on a laptop, elsewhere those that the model was measured good enough for.
    """

    model: str = Field(min_length=1, max_length=200, pattern=r"^[\w./:@+-]+$")
    url: str = Field(default="", max_length=500)
    key: SecretStr = Field(default=SecretStr(""), max_length=2000)
    price: Price | None = None
    purposes: frozenset[Purpose] | None = None


class DisconnectModel(Model):
    """The stage's file says again which model there is."""

    disconnect: bool


class ModelStateAsked(Model):
    """``user_id``: whose own spending and consent is told too. ``probe``: look whether an endpoint answers at all."""

    user_id: str = Field(default="", pattern=r"^[A-Za-z0-9_.@-]{0,64}$")
    probe: bool = False


def connect_model(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """A connection is stored once a question was answered over it; what is refused changes nothing."""
    if "disconnect" in event:
        return answer(_disconnected, DisconnectModel, event)
    return answer(_connected, ConnectModel, event)


def model_state(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return answer(_state, ModelStateAsked, event)


def _connected(request: ConnectModel) -> dict[str, Any]:
    parts, key = wiring.model_parts(), request.key.get_secret_value().strip()
    connection = _of_endpoint(request, parts, bool(key)) if request.url else _of_bedrock(request, parts)
    seconds = require_answer(replace(parts, key=lambda: key), connection, has_key=bool(key))
    before = parts.state.connection()
    if key:
        wiring.model_key().keep(key)
    parts.state.connect(connection)
    if not key:
        _forget_key(before)
    log.info("a model was connected: %s, %s", connection.provider, urlsplit(connection.url).netloc or parts.region)
    status = model_status(parts, wiring.now(), is_switched_on=wiring.users().switches().model)
    return {
        "status": status.model_dump(mode="json"),
        "seconds": round(seconds, 2),
        "left_out": [purpose.value for purpose in Purpose if purpose not in connection.purposes],
    }


def _disconnected(_request: DisconnectModel) -> dict[str, Any]:
    parts = wiring.model_parts()
    before = parts.state.connection()
    parts.state.disconnect()
    _forget_key(before)
    log.info("the model was disconnected")
    return {"status": _status(ModelStateAsked()), "file_names": parts.stage.name}


def _forget_key(before: ModelConnection | None) -> None:
    """Only where there was one: a secret that does not exist is denied, not missing, to a role that names it."""
    if before and before.has_key:
        wiring.model_key().forget()


def _of_endpoint(request: ConnectModel, parts: ModelParts, has_key: bool) -> ModelConnection:
    is_here = wiring.settings().is_on_this_computer
    if refusal := url_refusal(request.url, parts.stage.hosts, is_on_this_computer=is_here):
        raise Refused(refusal)
    if request.price is None and not is_here:
        raise Refused(NO_PRICE.format(host=urlsplit(request.url).hostname))
    return ModelConnection(
        provider="openai",
        model=request.model,
        url=request.url.rstrip("/"),
        price=request.price,
        has_key=has_key,
        purposes=_purposes(request, parts, is_here=is_here),
        connected_at=wiring.now(),
    )


def _of_bedrock(request: ConnectModel, parts: ModelParts) -> ModelConnection:
    is_here = wiring.settings().is_on_this_computer
    connection = ModelConnection(
        provider="bedrock",
        model=request.model,
        purposes=_purposes(request, parts, is_here=is_here),
        connected_at=wiring.now(),
    )
    parts.target(connection)  # says which models and regions there are
    granted = _granted(parts)
    if not is_here and request.model not in granted:
        raise Refused(NOT_IN_FILE.format(known=" and ".join(granted) or "no model"))
    return connection


def _granted(parts: ModelParts) -> Sequence[str]:
    """Those that roles have a right to: stacks/model_grants.py reads the same from the stage's file."""
    row = parts.catalog.models.get(parts.stage.name)
    return [parts.stage.name, *([row.degrade_to] if row.degrade_to else [])] if row else []


def _purposes(request: ConnectModel, parts: ModelParts, *, is_here: bool) -> frozenset[Purpose]:
    if request.purposes is not None:
        return request.purposes
    return frozenset(Purpose) if is_here else parts.catalog.measured_purposes(request.model)


def _state(request: ModelStateAsked) -> dict[str, Any]:
    consent = wiring.users().get(request.user_id).model_consent if request.user_id else ModelConsent()
    return {"status": _status(request), "consent": consent.model_dump(mode="json")}


def _status(request: ModelStateAsked) -> dict[str, Any]:
    parts = wiring.model_parts()
    status = model_status(
        parts,
        wiring.now(),
        is_switched_on=wiring.users().switches().model,
        user_id=request.user_id,
        refusal=_silence(parts) if request.probe else "",
    )
    return status.model_dump(mode="json")


def _silence(parts: ModelParts) -> str:
    """Returns what is wrong at the endpoint's address, empty for nothing, and for Bedrock. It is sent no key."""
    connection = parts.connection()
    if connection is None or connection.provider == "bedrock":
        return ""
    try:
        listed_models(parts.endpoint_http(connection, PROBE_SECONDS), "")
    except AmoError as error:
        return NO_MODEL if str(error) == NOT_JSON else f"nothing answers at {connection.url}: is it running?"
    return ""

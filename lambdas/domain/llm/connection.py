"""The model that a stage asks, over what, and for what: as its file says, or as an operator connected it."""

import ipaddress
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import Field

from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.llm.prices import Price
from lambdas.domain.llm.purposes import Purpose

HOSTS_AT_HOME = frozenset({"localhost"})


class Guardrail(Model):
    """A guardrail of Bedrock that sees each question and each answer."""

    id: str = Field(pattern=r"^[a-z0-9]+$")
    version: str = Field(pattern=r"^(\d+|DRAFT)$")


class StageModel(Model):
    """The model as a stage's file names it. ``purposes``: None for those that ``name`` is measured good enough for.

    ``hosts`` are those that an operator may connect an endpoint at, beside Bedrock.
    """

    name: str = ""
    purposes: frozenset[Purpose] | None = None
    hosts: tuple[str, ...] = ()
    guardrail: Guardrail | None = None


class ModelConnection(Model):
    """``model`` is a name of config/models.yaml for Bedrock, the endpoint's own name for it else.

    ``price`` is stated by whoever connects an endpoint; Bedrock's prices stand in config/models.yaml.
    """

    provider: Literal["bedrock", "openai"]
    model: str = Field(min_length=1, max_length=200)
    url: str = ""
    price: Price | None = None
    has_key: bool = False
    purposes: frozenset[Purpose]
    connected_at: Instant | None = None


def url_refusal(url: str, hosts: tuple[str, ...], *, is_on_this_computer: bool) -> str:
    """Returns why no model is asked at this address, empty where it may be."""
    parts = _parts(url)
    host = parts.hostname or "" if parts else ""
    if not parts or not host or parts.username or parts.password or parts.query or parts.fragment:
        return "write the endpoint's address alone, as http://127.0.0.1:11434/v1"
    if is_loopback(host):
        is_good = is_on_this_computer and parts.scheme in ("http", "https")
        return "" if is_good else f"{host} is this computer itself: a stage on AWS reaches no model there"
    if is_on_this_computer:
        return (
            f"on this computer a model is asked over loopback alone, as http://127.0.0.1:11434/v1; {host} is not that"
        )
    if parts.scheme != "https":
        return f"{host} is asked over https alone"
    return "" if host in hosts else f"{host} is not among model.hosts of the stage's file: add it there and deploy"


def _parts(url: str) -> SplitResult | None:
    """None for what is no address, a port that is none among it."""
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in HOSTS_AT_HOME

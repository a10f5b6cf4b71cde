"""A stage's own file, config/stages/NAME.yaml: all that differs from stage to stage. docs/stages.md explains it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from lambdas.config_files import CONFIG_FOLDER, load_model_catalog
from lambdas.domain.accounts.consents import TokenPlace
from lambdas.domain.accounts.email_address import checked_address
from lambdas.domain.accounts.user import Switches
from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.connection import StageModel
from lambdas.errors import NotFound
from lambdas.yaml_files import load_file

LOCAL_STAGE = "local"
PROD = "prod"
STAGES = CONFIG_FOLDER / "stages"
STACKS = ("data", "app", "watch")
"""How the names of a stage's stacks end, in the order in which they are deployed (stacks/application.py)."""
DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
ORIGIN = re.compile(r"[a-z0-9.\[\]:-]+:\d{1,5}")
PAGE = re.compile(r"https://[a-z0-9.-]+|http://([a-z0-9-]+\.)?(localhost|127\.0\.0\.1):\d{1,5}")
MIN_OF_A_QUEUE = 2
"""Lambda reads a queue with no fewer at once."""

Kind = Literal["lasting", "trial"]
Engine = Literal["aws", "embedded"]
SelfRepair = Literal["retry_rollback", "off"]


def _domain(text: str) -> str:
    if not DOMAIN.fullmatch(text):
        raise ValueError("write a domain in lower case, as amo.example.com")
    return text


def _page(text: str) -> str:
    if not PAGE.fullmatch(text.rstrip("/")):
        raise ValueError("write the page's address alone, as https://amo.example.com")
    return text.rstrip("/")


def _origin(text: str) -> str:
    if not ORIGIN.fullmatch(text):
        raise ValueError("write host:port, as calendar.example.internal:8080")
    return text


def _off(value: object) -> object:
    """YAML takes the bare word for a no."""
    return "off" if value is False else value


Domain = Annotated[str, AfterValidator(_domain)]
Address = Annotated[str, AfterValidator(checked_address)]


class HostedZone(Model):
    """A zone of Route 53 in the same account. Both are written down, so that synthesis asks AWS nothing."""

    id: str = Field(pattern=r"^Z[A-Z0-9]{3,31}$")
    name: Domain


class StageFile(Model):
    """Every key may be left out; what it then means stands beside it.

    ``kind``: data of a ``lasting`` stage is retained and protected from deletion; a ``trial`` can be destroyed whole.
    ``engine``: ``embedded`` is the engine on a laptop. ``domain`` is served with a certificate of its own, whose proof
    and address go into ``hosted_zone``; ``public_url`` is for a domain that is led to the API by somebody else.
    ``budget_usd`` is a month's ceiling, at which the operator is told. ``anchors_locked_days``: how long what proves
    the audit log cannot be deleted. ``reserved_concurrency``: invocations at once that are a function's alone.
    ``self_repair``: ``retry_rollback`` continues a rollback that got stuck, once; else it waits for a person.
    ``functions_at_once`` is what the account runs of them in all: each queue takes a fifth of it at the most.
    ``switches``: a part that is off here stays off; one that is on here an operator may still switch off.
    ``model``: the model of Bedrock that is asked, for what, and which other hosts may be connected (docs/model.md).
    """

    kind: Kind = "lasting"
    engine: Engine = "aws"
    public_url: Annotated[str, AfterValidator(_page)] | None = None
    domain: Domain | None = None
    hosted_zone: HostedZone | None = None
    alarm_email: Address | None = None
    mail_from: Address | None = None
    calendar_tokens: TokenPlace = "table"
    budget_usd: int | None = Field(default=None, ge=1, le=1_000_000)
    anchors_locked_days: int = Field(default=400, ge=1, le=3650)
    reserved_concurrency: Mapping[str, Annotated[int, Field(ge=1, le=1000)]] = {}
    self_repair: Annotated[SelfRepair, BeforeValidator(_off)] = "off"
    functions_at_once: int = Field(default=1000, ge=10, le=100_000)
    trusted_feed_origins: tuple[Annotated[str, AfterValidator(_origin)], ...] = ()
    trusted_source_origins: tuple[Annotated[str, AfterValidator(_origin)], ...] = ()
    switches: Switches = Switches()
    model: StageModel = StageModel()

    @model_validator(mode="after")
    def _belongs_together(self) -> "StageFile":
        if self.domain and self.public_url:
            raise ValueError("say domain or public_url, not both: a domain is the page's address")
        if self.hosted_zone and not self.domain:
            raise ValueError("hosted_zone belongs to a domain; say the domain too")
        if self.domain and not self.hosted_zone:
            raise ValueError("a domain needs its hosted_zone, with id and name; without one say public_url")
        if self.domain and self.hosted_zone and not f".{self.domain}".endswith(f".{self.hosted_zone.name}"):
            raise ValueError(f"{self.domain} is not in the zone {self.hosted_zone.name}")
        if self.budget_usd and not self.alarm_email:
            raise ValueError("budget_usd needs alarm_email: somebody has to be told")
        if self.engine == "embedded" and (self.domain or self.budget_usd):
            raise ValueError("the embedded engine serves no domain and costs nothing: leave domain and budget_usd out")
        return self

    @field_validator("model")
    @classmethod
    def _is_known(cls, model: StageModel) -> StageModel:
        known = load_model_catalog().models
        if model.name and model.name not in known:
            raise ValueError(f"config/models.yaml has no model {model.name}; it has {', '.join(known)}")
        return model

    @field_validator("reserved_concurrency")
    @classmethod
    def _of_functions(cls, reserved: Mapping[str, int]) -> Mapping[str, int]:
        from stacks.functions import FUNCTIONS  # read by few stages, and it takes a while

        specs = {spec.name: spec for spec in FUNCTIONS}
        for name, at_once in reserved.items():
            if name not in specs:
                raise ValueError(f"there is no function {name}; stacks/functions.py lists them")
            if specs[name].queue and at_once < MIN_OF_A_QUEUE:
                raise ValueError(f"{name} is fed by a queue, which needs {MIN_OF_A_QUEUE} at once or more")
        return reserved


def load_stage_file(name: str, folder: Path = STAGES) -> StageFile:
    """Raises NotFound where the stage has no file, Refused with the first wrong key."""
    path = folder / f"{name}.yaml"
    if not path.exists():
        raise NotFound(f"there is no config/stages/{name}.yaml; copy prod.yaml there, or name another stage")
    return load_file(StageFile, path)


def prefix_of(name: str) -> str:
    """Returns how the names of everything a stage has begin; the commands know it without the CDK."""
    return "amo" if name in (LOCAL_STAGE, PROD) else f"amo-{name}"

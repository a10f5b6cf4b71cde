"""The AMO that is deployed, and what differs from one stage to another; everything else is the same app."""

import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_lambda
from constructs import Node

from lambdas.domain.accounts.consents import TokenPlace
from lambdas.domain.accounts.user import Switches
from lambdas.domain.llm.connection import StageModel
from stacks.stage_file import (
    LOCAL_STAGE,
    PROD,
    STACKS,
    STAGES,
    Engine,
    HostedZone,
    Kind,
    SelfRepair,
    StageFile,
    load_stage_file,
    prefix_of,
)

LOCAL_SENDER = "amo@localhost.localdomain"
"""On the embedded engine e-mails go nowhere: they can be read at its own address, /_ministack/ses/messages."""

NAME = re.compile(r"[a-z][a-z0-9-]{0,19}")
ARM_MACHINES = {"aarch64", "arm64"}
OF_AN_INSTANCE = ("public_url", "trusted_feed_origins", "trusted_source_origins", "functions_at_once")
"""Context of a stage on the embedded engine: its addresses are the running instance's own, and change with it."""
SHARES = 5
MIN_OF_A_MAPPING = 2
"""AWS takes no lower maximum of a queue's mapping."""
IN_ITS_FILE = tuple(key for key in StageFile.model_fields if key not in OF_AN_INSTANCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Read from the stage's file and the CDK's context alone: no account, no credentials, no call to AWS.

    stage_file.py says what each field means.
    """

    name: str = PROD
    kind: Kind = "lasting"
    engine: Engine = "aws"
    public_url: str | None = None
    domain: str | None = None
    hosted_zone: HostedZone | None = None
    alarm_email: str | None = None
    trusted_feed_origins: tuple[str, ...] = ()
    trusted_source_origins: tuple[str, ...] = ()
    mail_from: str | None = None
    calendar_tokens: TokenPlace = "table"
    budget_usd: int | None = None
    anchors_locked_days: int = 400
    reserved_concurrency: Mapping[str, int] = field(default_factory=dict, hash=False)
    self_repair: SelfRepair = "off"
    functions_at_once: int = 1000
    switches: Switches = field(default_factory=Switches)
    model: StageModel = field(default_factory=StageModel)

    @classmethod
    def from_context(cls, node: Node, folder: Path = STAGES) -> "Stage":
        """Raises ValueError, NotFound or Refused, in one line for the operator, when there is no such stage."""
        name = node.try_get_context("stage") or PROD
        if not NAME.fullmatch(name):
            raise ValueError(f"-c stage={name}: use up to 20 lower-case letters, digits and hyphens.")
        written = _local_file() if name == LOCAL_STAGE else load_stage_file(name, folder)
        return cls.from_file(name, written, _addresses(node, name, written))

    @classmethod
    def from_file(cls, name: str, written: StageFile, addresses: Mapping[str, Any] | None = None) -> "Stage":
        fields = {key: getattr(written, key) for key in StageFile.model_fields}
        return cls(name=name, **{**fields, **(addresses or {})})

    @property
    def embedded(self) -> bool:
        """Deployed to the engine on this machine: Lambdas run here, and the page is reached over loopback."""
        return self.engine == "embedded"

    @property
    def lasting(self) -> bool:
        """Data is retained and protected from deletion."""
        return self.kind == "lasting"

    @property
    def is_destroyed_whole(self) -> bool:
        """Its stacks can be deleted with all that is in them. On a laptop ``./amo destroy`` empties its buckets."""
        return not self.lasting and not self.embedded

    @property
    def page_url(self) -> str | None:
        """Returns where people reach the page; None where that is the HTTP API's own address."""
        return f"https://{self.domain}" if self.domain else self.public_url

    @property
    def prefix(self) -> str:
        """Starts every name; two stages share an account only when their prefixes differ."""
        return prefix_of(self.name)

    @property
    def stack_names(self) -> tuple[str, ...]:
        return tuple(f"{self.prefix}-{part}" for part in STACKS)

    @property
    def removal_policy(self) -> cdk.RemovalPolicy:
        """A table whose first creation fails is gone again: its name is free for the next try."""
        return cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE if self.lasting else cdk.RemovalPolicy.DESTROY

    @property
    def switched_off(self) -> tuple[str, ...]:
        """Returns the parts that are off for as long as the file says so, whatever an operator switches on."""
        return tuple(part for part, is_on in self.switches.model_dump().items() if not is_on)

    @property
    def sender(self) -> str:
        """Returns who e-mails to attendees come from; empty: none are sent."""
        return self.mail_from or (LOCAL_SENDER if self.embedded else "")

    @property
    def mail_set(self) -> str:
        """Returns the configuration set its e-mails are of; empty where none are sent."""
        return self.prefix if self.sender else ""

    @property
    def transcriber(self) -> str:
        """Returns who writes recordings down; on a laptop Whisper, where somebody installed it."""
        return "whisper" if self.embedded else "amazon"

    @property
    def transcription_jobs(self) -> str:
        """Returns how the names of its transcription jobs begin; no stage's prefix has a dot, so none begins so too."""
        return f"{self.prefix}.voice."

    def taken_at_once(self, function: str, wanted: int) -> int:
        """Returns how many of a function its queue may keep at work: the rest of the account's is for people."""
        reserved = self.reserved_concurrency.get(function, wanted)
        return max(MIN_OF_A_MAPPING, min(wanted, reserved, self.functions_at_once // SHARES))

    @property
    def speaks_tls(self) -> bool:
        """The embedded engine listens on loopback only, without TLS: a policy that asks for it would shut us out."""
        return not self.embedded

    @property
    def architecture(self) -> aws_lambda.Architecture:
        if self.embedded and platform.machine() not in ARM_MACHINES:
            return aws_lambda.Architecture.X86_64
        return aws_lambda.Architecture.ARM_64


def local_stage(
    public_url: str, trusted_feed_origins: tuple[str, ...] = (), trusted_source_origins: tuple[str, ...] = ()
) -> Stage:
    """Returns the stage of ``./amo up``."""
    addresses = {
        "public_url": public_url,
        "trusted_feed_origins": trusted_feed_origins,
        "trusted_source_origins": trusted_source_origins,
    }
    return Stage.from_file(LOCAL_STAGE, _local_file(), addresses)


def _local_file() -> StageFile:
    return StageFile(kind="trial", engine="embedded")


def _addresses(node: Node, name: str, written: StageFile) -> dict[str, Any]:
    """Of the running instance. What else stands in the context would be gone at the next deployment without it."""
    misplaced = IN_ITS_FILE if written.engine == "embedded" else StageFile.model_fields
    for key in misplaced:
        if node.try_get_context(key) is not None:
            raise ValueError(f"-c {key}=...: write it into config/stages/{name}.yaml, where it stays.")
    url, feeds, sources, at_once = (node.try_get_context(key) for key in OF_AN_INSTANCE)
    if name == LOCAL_STAGE and not url:
        raise ValueError("-c stage=local also needs -c public_url=http://127.0.0.1:PORT, the page's address.")
    given: dict[str, Any] = {
        "public_url": url,
        "trusted_feed_origins": tuple(filter(None, (feeds or "").split(","))),
        "trusted_source_origins": tuple(filter(None, (sources or "").split(","))),
        "functions_at_once": int(at_once or 0),
    }
    return {key: value for key, value in given.items() if value}

"""The AMO that is deployed, and what differs from one stage to another; everything else is the same app."""

import platform
import re
from dataclasses import dataclass
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_lambda
from constructs import Node

LOCAL = "local"
PROD = "prod"
LOCAL_SENDER = "amo@localhost.localdomain"
"""On the embedded engine e-mails go nowhere: they can be read at its own address, /_ministack/ses/messages."""

NAME = re.compile(r"[a-z][a-z0-9-]{0,19}")
ARM_MACHINES = {"aarch64", "arm64"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Read from the CDK's context alone: no account, no credentials, no call to AWS.

    ``public_url`` is where people reach the page; None means the HTTP API's own address.
    ``alarm_email`` is told of every alarm; None leaves subscribing to the operator. ``trusted_feed_origins``
    (``host:port``) are the private addresses calendar feeds may be read from; none unless the operator names them.
    ``calendar_tokens``: where new consents' tokens are stored, in a secret each (``secrets``) or, enveloped, in their
    ``table``. ``mail_from`` is the address e-mails come from, which SES has verified; empty: none are sent.
    """

    name: str = PROD
    public_url: str | None = None
    alarm_email: str | None = None
    trusted_feed_origins: tuple[str, ...] = ()
    mail_from: str = ""
    calendar_tokens: str = "secrets"

    @classmethod
    def from_context(cls, node: Node) -> "Stage":
        """Raises ValueError, in one line for the operator, when the context does not describe a stage."""
        keys = ("stage", "public_url", "alarm_email", "trusted_feed_origins", "mail_from", "calendar_tokens")
        given: dict[str, Any] = {key: node.try_get_context(key) for key in keys}
        name = given["stage"] or PROD
        if not NAME.fullmatch(name):
            raise ValueError(f"-c stage={name}: use up to 20 lower-case letters, digits and hyphens.")
        if name == LOCAL and not given["public_url"]:
            raise ValueError("-c stage=local also needs -c public_url=http://127.0.0.1:PORT, the page's address.")
        if given["calendar_tokens"] not in (None, "secrets", "table"):
            raise ValueError(f"-c calendar_tokens={given['calendar_tokens']}: say secrets or table.")
        origins = tuple(filter(None, (given["trusted_feed_origins"] or "").split(",")))
        return cls(
            name=name,
            public_url=given["public_url"],
            alarm_email=given["alarm_email"],
            trusted_feed_origins=origins,
            mail_from=given["mail_from"] or "",
            calendar_tokens=given["calendar_tokens"] or "secrets",
        )

    @property
    def local(self) -> bool:
        """Deployed to the embedded engine: nothing is protected from deletion, Lambdas run on this machine."""
        return self.name == LOCAL

    @property
    def prefix(self) -> str:
        """Starts every name; two stages share an account only when their prefixes differ."""
        return "amo" if self.name in (LOCAL, PROD) else f"amo-{self.name}"

    @property
    def removal_policy(self) -> cdk.RemovalPolicy:
        return cdk.RemovalPolicy.DESTROY if self.local else cdk.RemovalPolicy.RETAIN

    @property
    def sender(self) -> str:
        """Returns who e-mails to attendees come from; empty: none are sent."""
        return self.mail_from or (LOCAL_SENDER if self.local else "")

    @property
    def transcriber(self) -> str:
        """Returns who writes recordings down; on a laptop Whisper, where somebody installed it."""
        return "whisper" if self.local else "amazon"

    @property
    def transcription_jobs(self) -> str:
        """Returns how the names of its transcription jobs begin; no stage's prefix has a dot, so none begins so too."""
        return f"{self.prefix}.voice."

    @property
    def speaks_tls(self) -> bool:
        """The embedded engine listens on loopback only, without TLS: a policy that asks for it would shut us out."""
        return not self.local

    @property
    def architecture(self) -> aws_lambda.Architecture:
        if self.local and platform.machine() not in ARM_MACHINES:
            return aws_lambda.Architecture.X86_64
        return aws_lambda.Architecture.ARM_64

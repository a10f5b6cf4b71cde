"""The AWS account a stage is in: the one of the shell's credentials, or an instance's embedded engine."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cli.local.engine import Engine, read_json
from lambdas.errors import NotFound, Refused
from stacks.stage_file import LOCAL_STAGE, load_stage_file

DEFAULT_PAGE_PORT = 4600
REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
"""AWS's tools and the CDK read the first, boto3 only the second: here either is enough."""
ENDPOINT = "AWS_ENDPOINT_URL"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Account:
    """``variables`` are those of AWS's own names that a client or the CDK needs; ``engine``: an instance's own."""

    variables: Mapping[str, str]
    engine: Engine | None = None

    @classmethod
    def of_engine(cls, engine: Engine) -> "Account":
        return cls(engine.aws_environment(), engine)

    @classmethod
    def of_environment(cls, environment: Mapping[str, str]) -> "Account":
        """Raises Refused where no region is named: botocore's own message tells nobody what to do."""
        region = next(filter(None, map(environment.get, REGIONS)), "")
        if not region and not environment.get("AWS_PROFILE"):
            raise Refused("say which region: AWS_REGION in the environment, as eu-central-1")
        given = {name: value for name, value in environment.items() if name.startswith("AWS_")}
        return cls(given | dict.fromkeys(REGIONS, region) if region else given)

    @property
    def endpoint(self) -> str | None:
        """Set where something else than AWS answers."""
        return self.variables.get(ENDPOINT)

    @property
    def is_on_loopback(self) -> bool:
        return bool(self.endpoint) and urlsplit(self.endpoint or "").hostname in LOOPBACK

    @cached_property
    def region(self) -> str:
        return str(self._session.region_name)

    @cached_property
    def caller(self) -> str:
        """Returns the ARN of whoever holds the credentials. Asks AWS, once."""
        return str(self.client("sts").get_caller_identity()["Arn"])

    @property
    def number(self) -> str:
        """Twelve digits."""
        return self.caller.split(":")[4]

    @property
    def partition(self) -> str:
        return self.caller.split(":")[1]

    @cached_property
    def _session(self) -> Any:
        import boto3

        region = self.variables.get(REGIONS[0])
        if self.engine is None:
            return boto3.Session(region_name=region)
        key, secret = self.variables["AWS_ACCESS_KEY_ID"], self.variables["AWS_SECRET_ACCESS_KEY"]
        return boto3.Session(key, secret, region_name=region)

    def client(self, service: str, *, attempts: int = 1, seconds: float = 910) -> Any:
        """One try and a long wait: what a command asks for takes as long as it takes. ``attempts`` for what is read."""
        from botocore.config import Config

        config = Config(
            read_timeout=seconds,
            connect_timeout=min(seconds, 60),
            retries={"total_max_attempts": attempts, "mode": "standard"},
            inject_host_prefix=not self.is_on_loopback,  # or it dials names that only AWS has
        )
        return self._session.client(service, endpoint_url=self.endpoint, config=config)


def local_engine(state_dir: Path, port: int | None = None) -> Engine:
    """The engine of an instance: on ``port``, else on the port it had, else on the default one."""
    known = read_json(state_dir / "instance.json").get("page_port", DEFAULT_PAGE_PORT)
    return Engine(state_dir, port or int(str(known)))


def account_of(name: str, state_dir: Path, environment: Mapping[str, str] = os.environ) -> Account:
    """The account of stage ``name``: an endpoint in the environment goes before what the stage's file says.

    Where that endpoint is the instance's own, its engine's or its page's, the instance's key is taken too: to any other
    it answers nothing.
    Raises NotFound where the stage is on an engine that does not run.
    """
    engine = local_engine(state_dir)
    given = environment.get(ENDPOINT, engine.endpoint)
    if name != LOCAL_STAGE and not (_is_of(engine, given) and load_stage_file(name).engine == "embedded"):
        return Account.of_environment(environment)
    if not engine.is_ready():
        raise NotFound("AMO is not running here; start it with ./amo up")
    return Account.of_engine(engine)


def _is_of(engine: Engine, endpoint: str) -> bool:
    parts, own = urlsplit(endpoint), (urlsplit(engine.endpoint).port, urlsplit(engine.page_url).port)
    return parts.hostname in LOOPBACK and parts.port in own

"""Finds the AMO a command talks to: the instance in a state folder, or a stage deployed to AWS."""

import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cli.local.engine import Engine, read_json
from lambdas.errors import NotFound, Refused, Retryable

DEFAULT_PAGE_PORT = 4600
LOCAL_STAGE = "local"


@dataclass(frozen=True)
class DeployedStage:
    """The page's address, whom commands act for, and AWS clients for the operator's functions.

    ``state_dir`` stores the command's own login session, also for a stage on AWS.
    """

    name: str
    state_dir: Path
    user_id: str
    page_url: str
    engine: Engine | None = None

    @property
    def prefix(self) -> str:
        return _prefix(self.name)

    @cached_property
    def _boto(self) -> Any:
        import boto3

        if self.engine is None:
            return boto3.Session()
        values = self.engine.aws_environment()
        return boto3.Session(
            values["AWS_ACCESS_KEY_ID"], values["AWS_SECRET_ACCESS_KEY"], region_name=values["AWS_REGION"]
        )

    def client(self, service: str) -> Any:
        from botocore.config import Config

        endpoint = self.engine.endpoint if self.engine else None
        config = Config(read_timeout=910, retries={"max_attempts": 0})
        return self._boto.client(service, endpoint_url=endpoint, config=config)

    @cached_property
    def _functions(self) -> Any:
        """Made once, by whoever comes first: clients may be shared between threads, making them may not."""
        return self.client("lambda")

    def bucket(self, name: str) -> str:
        """The name of one of the stage's buckets, which stacks/data.py makes the same way."""
        account = self.client("sts").get_caller_identity()["Account"]
        return f"{self.prefix}-{name}-{account}"

    def invoke(self, function: str, request: dict[str, Any]) -> dict[str, Any]:
        """Calls an operator function and waits. Raises Refused with its one line when it refuses."""
        from botocore.exceptions import BotoCoreError, ClientError

        name = f"{self.prefix}-{function}"
        try:
            answer = self._functions.invoke(FunctionName=name, Payload=json.dumps(request).encode())
        except (BotoCoreError, ClientError) as error:
            raise Retryable(f"cannot call {name}: {error}") from error
        result = json.loads(answer["Payload"].read() or b"null")
        if answer.get("FunctionError"):
            reason = result.get("errorMessage", "no message") if isinstance(result, dict) else result
            raise Retryable(f"{name} failed: {reason}")
        if isinstance(result, dict) and "error" in result:
            raise Refused(str(result["error"]))
        return dict(result or {})


def invoke_until_done(stage: DeployedStage, function: str) -> dict[str, Any]:
    """Calls an operator function, which takes a part of the users each time, until all had their turn."""
    answer = stage.invoke(function, {})
    while not answer.get("is_done", True):
        answer = stage.invoke(function, answer)
    return answer


def local_engine(state_dir: Path, port: int | None = None) -> Engine:
    """The engine of an instance: on ``port``, else on the port it had, else on the default one."""
    known = read_json(state_dir / "instance.json").get("page_port", DEFAULT_PAGE_PORT)
    return Engine(state_dir, port or int(str(known)))


def remember_instance(stage: DeployedStage) -> None:
    assert stage.engine is not None
    content = {"page_port": stage.engine.page_port, "user_id": stage.user_id}
    (stage.state_dir / "instance.json").write_text(json.dumps(content))


def find_stage(state_dir: Path, name: str, user_id: str | None = None) -> DeployedStage:
    """The running local instance, or the named stage on AWS. Raises NotFound saying how to start or deploy it."""
    if name == LOCAL_STAGE:
        engine = local_engine(state_dir)
        if not engine.is_ready():
            raise NotFound("AMO is not running here; start it with ./amo up")
        known = read_json(state_dir / "instance.json").get("user_id", "owner")
        return DeployedStage(name, state_dir, user_id or str(known), engine.page_url, engine)
    chosen = user_id or os.environ.get("AMO_USER", "")
    if not chosen:
        raise Refused("say whom to act for on this stage: --user USER_ID, or AMO_USER in the environment")
    return DeployedStage(name, state_dir, chosen, _deployed_page(name))


def _prefix(stage_name: str) -> str:
    """The start of every resource name; stacks/stage.py makes them the same way."""
    return "amo" if stage_name in ("prod", LOCAL_STAGE) else f"amo-{stage_name}"


def _deployed_page(name: str) -> str:
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        stacks = boto3.client("cloudformation").describe_stacks(StackName=f"{_prefix(name)}-app")["Stacks"]
    except (BotoCoreError, ClientError) as error:
        raise NotFound(f"no stage {name} to be found: {error}; deploy it as docs/deployment.md says") from error
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stacks[0].get("Outputs", [])}
    return str(outputs["PublicUrl"]).rstrip("/")

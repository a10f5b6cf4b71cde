"""Finds the AMO a command talks to: the instance in a state folder, or a stage deployed to AWS."""

import json
import os
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from cli.account import Account, account_of
from cli.aws_problem import aws_problem, is_turned_away
from cli.local.engine import Engine, read_json
from cli.patience import TurnedAway, patiently
from lambdas.errors import NotFound, Refused, Retryable
from stacks.stage_file import LOCAL_STAGE, prefix_of


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
        return prefix_of(self.name)

    @cached_property
    def account(self) -> Account:
        """Raises Refused where no region is named."""
        return Account.of_engine(self.engine) if self.engine else Account.of_environment(os.environ)

    def client(self, service: str) -> Any:
        return self.account.client(service)

    @cached_property
    def _functions(self) -> Any:
        """Made once, by whoever comes first: clients may be shared between threads, making them may not."""
        return self.client("lambda")

    def bucket(self, name: str) -> str:
        """The name of one of the stage's buckets, which stacks/data.py makes the same way."""
        return f"{self.prefix}-{name}-{self.account.number}"

    def invoke(self, function: str, request: dict[str, Any]) -> dict[str, Any]:
        """Calls an operator function and waits. Raises Refused with its one line when it refuses."""
        name = f"{self.prefix}-{function}"
        answer = patiently(partial(self._invoke_once, name, json.dumps(request).encode()))
        result = json.loads(answer["Payload"].read() or b"null")
        if answer.get("FunctionError"):
            reason = result.get("errorMessage", "no message") if isinstance(result, dict) else result
            raise Retryable(f"{name} failed: {reason}")
        if isinstance(result, dict) and "error" in result:
            raise Refused(str(result["error"]))
        return dict(result or {})

    def _invoke_once(self, name: str, payload: bytes) -> Any:
        try:
            return self._functions.invoke(FunctionName=name, Payload=payload)
        except Exception as error:
            problem = aws_problem(error)
            if problem is None:
                raise
            told = type(problem)(f"cannot call {name}: {problem}")
            raise (TurnedAway(told) if is_turned_away(error) else told) from error


def invoke_until_done(stage: DeployedStage, function: str) -> dict[str, Any]:
    """Calls an operator function, which takes a part of the users each time, until all had their turn."""
    answer = stage.invoke(function, {})
    while not answer.get("is_done", True):
        answer = stage.invoke(function, answer)
    return answer


def remember_instance(stage: DeployedStage) -> None:
    assert stage.engine is not None
    content = {"page_port": stage.engine.page_port, "user_id": stage.user_id}
    (stage.state_dir / "instance.json").write_text(json.dumps(content))


def find_stage(state_dir: Path, name: str, user_id: str | None = None, *, for_nobody: bool = False) -> DeployedStage:
    """The running local instance, or the named stage. Raises NotFound saying how to start or deploy it.

    ``for_nobody``: what is asked for is asked with the stage's credentials, in nobody's name.
    """
    account = account_of(name, state_dir)
    if name == LOCAL_STAGE:
        assert account.engine is not None
        known = read_json(state_dir / "instance.json").get("user_id", "owner")
        return DeployedStage(name, state_dir, user_id or str(known), account.engine.page_url, account.engine)
    chosen = user_id or os.environ.get("AMO_USER", "")
    if not chosen and not for_nobody:
        raise Refused("say whom to act for on this stage: --user USER_ID, or AMO_USER in the environment")
    return DeployedStage(name, state_dir, chosen, outputs_of(account, name)["PublicUrl"].rstrip("/"), account.engine)


def outputs_of(account: Account, name: str) -> dict[str, str]:
    """Returns the outputs of a stage's application stack. Raises NotFound where it is not deployed."""
    stack_name = f"{prefix_of(name)}-app"
    try:
        (stack,) = account.client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"]
    except Exception as error:
        problem = aws_problem(error)
        if problem is None:
            raise
        if "does not exist" in str(error):
            raise NotFound(f"stage {name} is not deployed here; deploy it: ./amo deploy --stage {name}") from error
        raise type(problem)(f"stage {name} cannot be looked up: {problem}") from error
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    if "PublicUrl" not in outputs:
        raise NotFound(f"stage {name} never came up ({stack['StackStatus']}); see ./amo deployments --stage {name}")
    return outputs

"""Gives each function's role a session that nobody can guess.

MiniStack makes a role's secret out of the names of function and role, which everybody knows who has read the stacks;
here the instance's own secret goes into it. Where IAM is not enforced functions sign with that secret itself.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from ministack import app as ministack
from ministack.core import lambda_runtime
from ministack.services import lambda_svc, sts

Credentials = dict[str, str]


def protect_role_sessions(instance_secret: str, functions: dict[str, str]) -> None:
    """Puts these sessions in the place of MiniStack's, wherever it starts a function; ``functions``: whose each is."""
    plain = lambda_runtime.execution_credentials

    def credentials(config: Mapping[str, Any]) -> Credentials:
        if not ministack.AUTH:
            return dict(plain(config))
        session = _role_session(config, instance_secret)
        functions[session["AWS_ACCESS_KEY_ID"]] = str(config["FunctionName"])
        return session

    for module in (lambda_runtime, lambda_svc):
        module.execution_credentials = credentials


def _role_session(config: Mapping[str, Any], instance_secret: str) -> Credentials:
    """The same for every environment of a function, until function, role or instance is another one."""
    function, role = str(config["FunctionArn"]), str(config["Role"])
    account, name = function.split(":")[4], str(config["FunctionName"])[:64]

    def derived(part: str) -> str:
        return hmac.new(instance_secret.encode(), f"{part} {function} {role}".encode(), hashlib.sha256).hexdigest()

    role_name, access_key_id = role.rsplit("/", 1)[-1], f"ASIA{derived('id')[:16].upper()}"
    session = {
        "Arn": f"arn:aws:sts::{account}:assumed-role/{role_name}/{name}",
        "UserId": f"{role_name}:{name}",
        "SecretAccessKey": derived("secret"),
        "SessionToken": derived("token"),
    }
    sts.register_session(access_key_id, session)
    return {
        "AWS_ACCESS_KEY_ID": access_key_id,
        "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
        "AWS_SESSION_TOKEN": session["SessionToken"],
    }

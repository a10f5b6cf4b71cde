"""Asks for the rights that AWS asks for where a model is called: Converse has none of its own there.

MiniStack wants ``bedrock:Converse`` on a foundation model of that name. AWS wants ``bedrock:InvokeModel``: on the
inference profile, and on the model behind it.
"""

import re
from typing import Any
from urllib.parse import unquote

from ministack.core import iam_evaluator, responses

CALLS = frozenset({"bedrock:Converse", "bedrock:ConverseStream"})
NEEDED = "bedrock:InvokeModel"
_OF_PROFILE = re.compile(
    r"arn:aws:bedrock:(?P<region>[^:]*)::foundation-model/(?P<profile>[a-z]+\.(?P<model>[a-z]+\..+))"
)


def need_invoke_model() -> None:
    decide = iam_evaluator.enforce

    def decided(access_key_id: str, iam_action: str, *given: Any, resource_arn: str = "*", **named: Any) -> Any:
        if iam_action not in CALLS:
            return decide(access_key_id, iam_action, *given, resource_arn=resource_arn, **named)
        for arn in needed_arns(resource_arn, responses.get_account_id()):
            denied = decide(access_key_id, NEEDED, *given, resource_arn=arn, **named)
            if denied is not None:
                return denied
        return None

    iam_evaluator.enforce = decided


def needed_arns(called: str, account: str) -> list[str]:
    """The resources whose model may have to be invoked, for the one that MiniStack takes the call for."""
    plain = unquote(called)
    found = _OF_PROFILE.fullmatch(plain)
    if found is None:
        return [plain]
    there = f"arn:aws:bedrock:{found['region']}"
    return [
        f"{there}:{account}:inference-profile/{found['profile']}",
        f"{there}::foundation-model/{found['model']}",
    ]

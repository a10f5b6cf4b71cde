"""``./amo signing-key rotate``: signs with a new key; what the one before signed stays good until the next rotation."""

import argparse
import secrets
from typing import Any

from cli.account import account_of
from cli.terminal import json_result, result
from lambdas.errors import NotFound, Refused
from stacks.stage_file import prefix_of

KEY_BYTES = 48
ROTATED = (
    "AMO signs with a new key; every function has it within a minute. Sign-ins and links by the key before stay "
    "good for their time, or until the next rotation."
)
REVOKED = "AMO signs with a new key, and none before it counts: within a minute everybody has to sign in again."


def run(options: argparse.Namespace) -> int:
    client = account_of(options.stage, options.state.resolve()).client("secretsmanager")
    name = f"{prefix_of(options.stage)}/signing-key"
    for _ in range(2 if options.revoke else 1):  # only the key before the newest is believed
        _put_new_key(client, name)
    if options.json:
        json_result({"rotated": True, "revoked": options.revoke})
    else:
        result(REVOKED if options.revoke else ROTATED)
    return 0


def _put_new_key(client: Any, name: str) -> None:
    """Raises NotFound where there is no such stage, Refused with AWS's own line else. The key is shown nowhere."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        client.put_secret_value(SecretId=name, SecretString=secrets.token_urlsafe(KEY_BYTES))
    except client.exceptions.ResourceNotFoundException:
        raise NotFound(f"there is no secret {name} here: is the stage deployed, and is this its region?") from None
    except (BotoCoreError, ClientError) as error:
        raise Refused(f"the key could not be rotated: {error}") from None

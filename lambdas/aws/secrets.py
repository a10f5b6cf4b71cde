"""Writing a secret that may not be there yet, or be on its way out."""

import time
from collections.abc import Callable
from typing import Any

from lambdas.errors import Retryable

WAITS = (0.5, 1, 2, 4, 4)
"""Seconds. A secret deleted for good goes "asynchronously, with a short delay" (DeleteSecret); until then its name can
neither be made again nor given a value. Whoever waits is behind an API that waits 30 seconds."""
GOING = "A secret of that name is still being removed; try again in a minute."


def write_secret(client: Any, name: str, text: str, key: str, sleep: Callable[[float], None] = time.sleep) -> str:
    """Returns the version. A new secret is encrypted with ``key``.

    Raises Retryable when one of that name is being removed for longer than we wait; botocore's errors else.
    """
    for wait in (*WAITS, 0):
        try:
            return _put_or_create(client, name, text, key)
        except client.exceptions.ResourceExistsException:  # somebody was faster: theirs gets our value
            continue
        except client.exceptions.InvalidRequestException as error:
            if "deletion" not in error.response["Error"]["Message"]:
                raise
        sleep(wait)
    raise Retryable(GOING)


def _put_or_create(client: Any, name: str, text: str, key: str) -> str:
    try:
        answer = client.put_secret_value(SecretId=name, SecretString=text)
    except client.exceptions.ResourceNotFoundException:
        answer = client.create_secret(Name=name, SecretString=text, KmsKeyId=key)
    return str(answer["VersionId"])

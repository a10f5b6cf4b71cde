"""DynamoDB batch writes: 25 at a time, and what was not taken is sent again a bounded number of times (fault 84)."""

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from lambdas.aws.items import Item, translated
from lambdas.errors import Retryable

BATCH_LIMIT = 25
ATTEMPTS = 6
FIRST_WAIT_SECONDS = 0.05


def put_all(
    client: Any, table: str, items: Sequence[Item], doing: str, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Puts every item, replacing what has the same key. No two may have the same key.

    Raises Retryable when some are still refused after the last attempt; doing it all again is harmless.
    """
    for first in range(0, len(items), BATCH_LIMIT):
        requests = [{"PutRequest": {"Item": item}} for item in items[first : first + BATCH_LIMIT]]
        for attempt in range(ATTEMPTS):
            if attempt:
                sleep(FIRST_WAIT_SECONDS * 2**attempt * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret
            with translated(doing):
                answer = client.batch_write_item(RequestItems={table: requests})
            requests = answer.get("UnprocessedItems", {}).get(table, [])
            if not requests:
                break
        else:
            raise Retryable(f"AWS did not take {len(requests)} of {len(items)} rows while {doing}; do it once more.")

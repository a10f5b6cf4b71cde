"""Messages in work are hidden a few seconds at a time, so that those of a function that was killed come again at once.

The queue itself hides them for as long as the function may run, or six times as long (stacks/messages.py).
"""

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from botocore.exceptions import ClientError

from lambdas.aws.redelivery import seconds_held
from lambdas.errors import AmoError

log = logging.getLogger(__name__)

SECONDS_BETWEEN = 4.0
"""A second try still fits before the messages would show."""

Record = Mapping[str, Any]
"""An SQS record, as Lambda is given it."""


class HoldingQueue(Protocol):
    def hold(self, records: Sequence[Record], seconds: int) -> None: ...


class HeldMessages:
    """Holds a batch until each of its records is let go of."""

    def __init__(self, records: Sequence[Record], source: HoldingQueue) -> None:
        self._records = {record["messageId"]: record for record in records}
        self._source = source
        self._lock = threading.Lock()

    def hold(self) -> None:
        """The queue hides them by itself, only longer, where AWS cannot be told."""
        with self._lock:
            records = list(self._records.values())
            if not records:
                return
            try:
                self._source.hold(records, max(map(seconds_held, records)))
            except (AmoError, ClientError) as error:
                log.warning("%d messages are held by the queue alone: %s", len(records), type(error).__name__)

    def let_go(self, record: Record) -> None:
        """From here on whoever let go of it says when it shows again."""
        with self._lock:
            self._records.pop(record["messageId"], None)


@contextmanager
def held(
    records: Sequence[Record], source: HoldingQueue, seconds_between: float = SECONDS_BETWEEN
) -> Iterator[HeldMessages]:
    """Holds the records again and again for as long as it lasts, each for no longer than seconds_held says."""
    messages, is_over = HeldMessages(records, source), threading.Event()
    messages.hold()

    def beat() -> None:
        while not is_over.wait(seconds_between):
            messages.hold()

    threading.Thread(target=beat, daemon=True).start()
    try:
        yield messages
    finally:
        is_over.set()

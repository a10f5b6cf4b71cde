"""Batches: sending with only the failed entries sent again, receiving with only the failed records reported.

Powertools' BatchProcessor does the second, for 80 ms more of every cold start (measured); this is fifteen lines.
"""

import json
import logging
import random
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from botocore.exceptions import ClientError

from lambdas.aws.held_messages import Record, held
from lambdas.aws.redelivery import is_given_up, seconds_until_retry
from lambdas.domain.kernel.events import Event
from lambdas.errors import AmoError, Refused, Retryable

log = logging.getLogger(__name__)

BATCH_LIMIT = 10
ATTEMPTS = 5
FIRST_WAIT_SECONDS = 0.1

Entry = dict[str, Any]
EventT = TypeVar("EventT", bound=Event)


def send_all(
    entries: Sequence[Entry],
    send: Callable[[list[Entry]], Sequence[Entry]],
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Sends in batches of ten. ``send`` returns the entries that failed: those alone are sent again (fault 76).

    Raises Retryable when some still fail after the last attempt, with growing, jittered waits between.
    """
    for batch in _tens(entries):
        failed = send(batch)
        for attempt in range(ATTEMPTS - 1):
            if not failed:
                break
            sleep(FIRST_WAIT_SECONDS * 2**attempt * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret
            failed = send(list(failed))
        if failed:
            raise Retryable(f"AWS refused {len(failed)} of {len(entries)} messages; they are sent again later.")


def _tens(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    for first in range(0, len(entries), BATCH_LIMIT):
        yield list(entries[first : first + BATCH_LIMIT])


class SourceQueue(Protocol):
    """The queue a batch came from."""

    def hold(self, records: Sequence[Record], seconds: int) -> None: ...

    def show_again(self, record: Record, seconds: int) -> None: ...

    def give_up(self, record: Record) -> None: ...


def partial_batch(
    event: Mapping[str, Any],
    handle: Callable[[str], object],
    source: SourceQueue,
    may_continue: Callable[[], bool] = lambda: True,
) -> dict[str, list[dict[str, str]]]:
    """Hands each SQS record's body to ``handle`` and reports the ones that raised, so that only they come again.

    They come within seconds, not when the queue would show them by itself, also when this function is killed. A poison
    message fails alone and ends in the dead-letter queue (fault 82). Once ``may_continue`` says no, the rest is given
    back unread. Bodies and error texts may hold people's data: neither is logged.
    """
    failures = []
    with held(event["Records"], source) as messages:
        for record in event["Records"]:
            problem = _problem(record, handle) if may_continue() else Retryable()
            if problem and not _is_given_up(record, problem, source):
                messages.let_go(record)
                _retry_soon(record, problem, source)
                failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}


def _problem(record: Record, handle: Callable[[str], object]) -> Exception | None:
    try:
        handle(record["body"])
    except Exception as error:  # whatever it was, the other records of the batch go on
        level = logging.WARNING if isinstance(error, Retryable) else logging.ERROR
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{place.name}:{place.lineno}"
        log.log(level, "record %s failed: %s at %s", record["messageId"], type(error).__name__, where)
        return error
    return None


def _is_given_up(record: Record, problem: Exception, source: SourceQueue) -> bool:
    """Lets what can never be handled stand aside, so that it holds up nothing else of its group."""
    if not is_given_up(record, problem):
        return False
    try:
        source.give_up(record)
    except (AmoError, ClientError) as error:
        log.error("record %s could not be given up: %s", record["messageId"], type(error).__name__)
        return False
    return True


def _retry_soon(record: Record, problem: Exception, source: SourceQueue) -> None:
    try:
        source.show_again(record, seconds_until_retry(record, problem))
    except (AmoError, ClientError) as error:  # the queue shows it by itself, only later
        log.error("record %s comes again late: %s", record["messageId"], type(error).__name__)


def event_in(body: str, *kinds: type[EventT]) -> EventT:
    """The bus event inside an SQS body, as EventBridge wrote it there; keys added by a newer publisher are ignored.

    Raises Refused when it is none of ``kinds``, ValueError when it is no event at all.
    """
    envelope = json.loads(body)
    for kind in kinds:
        if envelope.get("detail-type") == kind.name:
            detail = {key: value for key, value in envelope["detail"].items() if key in kind.model_fields}
            return kind.model_validate(detail)
    raise Refused(f"This queue takes {', '.join(kind.name for kind in kinds)} only.")

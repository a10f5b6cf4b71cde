"""Looks at a stage's dead-letter queues and sends what is in them again; nothing is deleted before it was accepted."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cli.aws_problem import aws_problem
from cli.dead_letters.destination import Stuck, ToFunction, ToQueue, destination
from cli.dead_letters.letter import DeadLetter
from cli.dead_letters.names import source_of, words_of
from lambdas.errors import NotFound, Refused, Retryable

AT_ONCE = 8
A_BATCH = 10
LOOKED_AT_SECONDS = 30
"""Nobody else is shown what is being looked at; it is given back at once."""
SENT_AGAIN_SECONDS = 120
MAX_SHOWN = 50
MAX_REDRIVEN = 5000
COUNTS = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]


@dataclass(frozen=True)
class HeldQueue:
    """``oldest``: of those looked at; None where nothing is held."""

    name: str
    what: str
    holds: int
    oldest: datetime | None


@dataclass
class Redrive:
    """The outcome of one: ``stuck`` are the reasons of those that stay."""

    sent: int = 0
    stuck: list[str] = field(default_factory=list)
    runs: set[str] = field(default_factory=set)

    @property
    def has_more(self) -> bool:
        return self.sent >= MAX_REDRIVEN


@dataclass(frozen=True)
class DeadLetterQueues:
    """``sqs`` and ``functions`` are clients of the stage's account."""

    sqs: Any
    functions: Any
    prefix: str

    def list_all(self) -> list[HeldQueue]:
        """Every one of the stage, also those that hold nothing. Raises Retryable."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(self._held, words_of(self.prefix).items()))

    def name_of(self, given: str) -> str:
        """Takes a name with or without the stage's prefix. Raises NotFound."""
        known = words_of(self.prefix)
        found = [name for name in (given, f"{self.prefix}-{given}") if name in known]
        if not found:
            raise NotFound(f"there is no dead-letter queue {given} in this stage; ./amo dead-letters lists them")
        return found[0]

    def look_at(self, name: str) -> list[DeadLetter]:
        """The first of them, which stay. Raises Retryable."""
        with _translated(f"looking at {name}"):
            url = self._url(name)
            held: dict[str, DeadLetter] = {}
            try:
                while len(held) < MAX_SHOWN and (new := self._received(url, LOOKED_AT_SECONDS, held)):
                    held.update({letter.message_id: letter for letter in new})
            finally:
                self._give_back(url, held)
        return sorted(held.values(), key=lambda letter: letter.sent_at)

    def redrive(self, name: str) -> Redrive:
        """Sends each message once to where it was to go. Raises Retryable, with all that was not sent still there."""
        with _translated(f"reading {name}"):
            url, done, held = self._url(name), Redrive(), dict[str, DeadLetter]()
            own = str(self._attributes(url, ["QueueArn"])["QueueArn"])
        try:
            with _translated(f"sending again what is in {name}"):
                while done.sent < MAX_REDRIVEN and (new := self._received(url, SENT_AGAIN_SECONDS, held)):
                    held.update({letter.message_id: letter for letter in new})
                    for letter in new:
                        if self._send_again(url, letter, source_of(name), own, done):
                            del held[letter.message_id]
        except (NotFound, Refused, Retryable) as error:
            raise Retryable(f"{error}; {done.sent} were sent again, the others are still in {name}") from error
        finally:
            self._give_back(url, held)
        return done

    def _send_again(self, url: str, letter: DeadLetter, source: str, own: str, done: Redrive) -> bool:
        """False where it stays."""
        where = destination(letter, source, own)
        if isinstance(where, Stuck):
            done.stuck.append(f"{letter.message_id}: {where.reason}")
            return False
        try:
            self._hand_over(where, done)
        except (self.sqs.exceptions.QueueDoesNotExist, self.functions.exceptions.ResourceNotFoundException):
            done.stuck.append(f"{letter.message_id}: {where.name} is not there any more")
            return False
        self.sqs.delete_message(QueueUrl=url, ReceiptHandle=letter.receipt)
        done.sent += 1
        return True

    def _hand_over(self, where: ToQueue | ToFunction, done: Redrive) -> None:
        if isinstance(where, ToQueue):
            self.sqs.send_message(QueueUrl=self._url(where.name), MessageBody=where.body, **where.order)
        elif where.run not in done.runs:
            payload = json.dumps(where.request).encode()
            self.functions.invoke(FunctionName=where.name, InvocationType="Event", Payload=payload)
            done.runs.add(where.run)

    def _held(self, queue: tuple[str, str]) -> HeldQueue:
        name, what = queue
        with _translated(f"counting {name}"):
            url = self._url(name)
            counted = self._attributes(url, COUNTS)
            holds = sum(int(counted[count]) for count in COUNTS)
        letters = self.look_at(name) if holds else []
        return HeldQueue(name, what, max(holds, len(letters)), letters[0].sent_at if letters else None)

    def _received(self, url: str, seconds: int, known: dict[str, DeadLetter]) -> list[DeadLetter]:
        """Those not seen before, asked of all of SQS's servers."""
        answer = self.sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=A_BATCH,
            VisibilityTimeout=seconds,
            WaitTimeSeconds=1,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        letters = [DeadLetter.of_message(message) for message in answer.get("Messages", [])]
        return [letter for letter in letters if letter.message_id not in known]

    def _give_back(self, url: str, held: dict[str, DeadLetter]) -> None:
        """Gives them back; any that cannot be come back by themselves, after the seconds they were taken for."""
        letters = list(held.values())
        for first in range(0, len(letters), A_BATCH):
            entries = [
                {"Id": str(number), "ReceiptHandle": letter.receipt, "VisibilityTimeout": 0}
                for number, letter in enumerate(letters[first : first + A_BATCH])
            ]
            with _translated("giving messages back"):
                self.sqs.change_message_visibility_batch(QueueUrl=url, Entries=entries)

    def _attributes(self, url: str, names: list[str]) -> dict[str, str]:
        return dict(self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"])

    def _url(self, name: str) -> str:
        return str(self.sqs.get_queue_url(QueueName=name)["QueueUrl"])


def age(since: datetime, now: datetime | None = None) -> str:
    """As a person says it: "5 min", "3 h", "2 days"."""
    minutes = int(((now or datetime.now(UTC)) - since).total_seconds() // 60)
    if minutes < 120:
        return f"{max(minutes, 0)} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"


@contextmanager
def _translated(doing: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if problem := aws_problem(error):
            raise type(problem)(f"{doing} did not work: {problem}") from error
        raise

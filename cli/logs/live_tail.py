"""Reads by StartLiveTail what is being logged. A session ends after three hours, and whenever the network does: the
next one is opened, and what was logged between the two is read from the history (fault 173).
"""

import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cli.logs.history import LogHistory
from cli.logs.line import LogLine
from lambdas.errors import Retryable

MAX_GROUPS = 10
"""A session takes no more."""
OVERLAP_MS = 60_000
"""A line may be taken in after later ones."""
FORGOTTEN_MS = 15 * 60_000
PAUSE_SECONDS = 1.0
ASKED_EVERY_SECONDS = 2.0
MAX_FAILURES = 30
"""Sessions that fail one after the other without a line or a start."""
NOT_THERE = frozenset(
    {
        "AccessDeniedException",
        "LimitExceededException",
        "InvalidOperationException",
        "UnknownOperationException",
        "InvalidAction",
        "NotImplemented",
        "404",
        "501",
    }
)
"""With these the history is asked again and again instead."""


@dataclass
class ShownLines:
    """Knows which lines were shown, from whichever source: none is lost, none comes twice.

    A live session tells each line once; the history tells all of them each time. Equal lines of one millisecond count.
    """

    latest: int
    shown: Counter[LogLine] = field(default_factory=Counter)
    told: Counter[LogLine] = field(default_factory=Counter)

    def open_session(self) -> None:
        self.told.clear()

    def of_session(self, lines: Iterable[LogLine]) -> list[LogLine]:
        return self._new(lines, self.told)

    def of_history(self, lines: Iterable[LogLine]) -> list[LogLine]:
        return self._new(lines, Counter())

    def _new(self, lines: Iterable[LogLine], told: Counter[LogLine]) -> list[LogLine]:
        new = []
        for line in lines:
            told[line] += 1
            self.latest = max(self.latest, line.at)
            if told[line] > self.shown[line]:
                self.shown[line] = told[line]
                new.append(line)
        for line in [line for line in self.shown if line.at < self.latest - FORGOTTEN_MS]:
            del self.shown[line]
        return new


@dataclass(frozen=True)
class LiveTail:
    """``arn_of`` names a group as a session wants it; ``say`` tells the person of what happens beside.

    ``is_told``: sessions hear of functions' lines. The embedded engine opens sessions and tells them nothing of those.
    """

    logs: Any
    history: LogHistory
    arn_of: Callable[[str], str]
    say: Callable[[str], None]
    pattern: str = ""
    is_told: bool = True
    pause: Callable[[float], None] = time.sleep

    def lines(self, groups: Sequence[str], since: int, known: Iterable[LogLine] = ()) -> Iterator[list[LogLine]]:
        """Yields what comes, a second's lines at a time and in their order, for as long as somebody reads.

        ``known`` was shown before. Raises Retryable when nothing can be read for half a minute.
        """
        came: queue.Queue[list[LogLine] | Exception] = queue.Queue()
        parts = [tuple(groups[first : first + MAX_GROUPS]) for first in range(0, len(groups), MAX_GROUPS)]
        for part in parts:
            shown = ShownLines(since)
            shown.of_history(line for line in known if line.group in part)
            threading.Thread(target=self._run, args=(part, shown, came), daemon=True).start()
        while True:
            yield sorted(_of_a_second(came), key=lambda line: line.at)

    def _run(self, groups: tuple[str, ...], shown: ShownLines, came: "queue.Queue[list[LogLine] | Exception]") -> None:
        try:
            for lines in self.of_groups(groups, shown):
                came.put(lines)
        except Exception as error:  # whatever it was, the person is told, and the command ends
            came.put(error)

    def of_groups(self, groups: tuple[str, ...], shown: ShownLines) -> Iterator[list[LogLine]]:
        """One session after the other, as many groups as one takes."""
        if not self.is_told:
            yield from self._asked_again_and_again(groups, shown)
        failures, latest = 0, shown.latest
        while failures < MAX_FAILURES:
            try:
                yield from self._session(groups, shown)
            except _endings() as error:
                code = _code(error)
                if code in NOT_THERE:
                    self.say(f"No live tail here ({code}): the logs are asked every {ASKED_EVERY_SECONDS:.0f} s.")
                    yield from self._asked_again_and_again(groups, shown)
            failures, latest = (failures + 1 if shown.latest == latest else 1), shown.latest
            self.pause(PAUSE_SECONDS)
        raise Retryable("the logs cannot be followed: every session ends at once; see ./amo doctor")

    def _session(self, groups: tuple[str, ...], shown: ShownLines) -> Iterator[list[LogLine]]:
        shown.open_session()
        asked = {"logEventFilterPattern": self.pattern} if self.pattern else {}
        answer = self.logs.start_live_tail(logGroupIdentifiers=[self.arn_of(group) for group in groups], **asked)
        for event in answer["responseStream"]:
            update = event.get("sessionUpdate")
            if update:
                yield shown.of_session(map(_live_line, update.get("sessionResults", ())))
            if not update or update.get("sessionMetadata", {}).get("sampled"):
                yield self._missed(groups, shown)

    def _missed(self, groups: tuple[str, ...], shown: ShownLines) -> list[LogLine]:
        lines, _ = self.history.read(groups, shown.latest - OVERLAP_MS, self.pattern)
        return shown.of_history(lines)

    def _asked_again_and_again(self, groups: tuple[str, ...], shown: ShownLines) -> Iterator[list[LogLine]]:
        while True:
            yield self._missed(groups, shown)
            self.pause(ASKED_EVERY_SECONDS)


def _live_line(event: dict[str, Any]) -> LogLine:
    """A group is told by its ARN, or by its account's number and its name."""
    group = event["logGroupIdentifier"].removesuffix(":*").rpartition(":")[2]
    return LogLine(event["timestamp"], group, event.get("logStreamName", ""), event["message"])


def _of_a_second(came: "queue.Queue[list[LogLine] | Exception]") -> list[LogLine]:
    lines, until = list[LogLine](), time.monotonic() + 1
    while (left := until - time.monotonic()) > 0:
        try:
            found = came.get(timeout=left)
        except queue.Empty:
            break
        if isinstance(found, Exception):
            raise found
        lines += found
    return lines


def _code(error: Exception) -> str:
    return str(getattr(error, "response", {}).get("Error", {}).get("Code", type(error).__name__))


def _endings() -> tuple[type[Exception], ...]:
    from botocore.eventstream import ParserError
    from botocore.exceptions import BotoCoreError, ClientError
    from urllib3.exceptions import HTTPError

    return BotoCoreError, ClientError, HTTPError, ParserError, OSError

"""A line of a log, when it counts as asked for, and how it is printed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cli.logs.mask import masked
from lambdas.errors import Refused

LAST = re.compile(r"(\d{1,4})([smhd])")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
A_REQUEST = re.compile(r"requestId\W{1,5}([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
A_NAME = re.compile(r"[\w.:@=;-]{4,200}", re.ASCII)
COLOURS = (36, 32, 33, 35, 34, 96, 92, 93, 95, 94)


@dataclass(frozen=True)
class LogLine:
    """``at``: milliseconds since 1970, as CloudWatch counts. ``group`` is the name of the log group."""

    at: int
    group: str
    stream: str
    text: str

    @property
    def instant(self) -> datetime:
        return datetime.fromtimestamp(self.at / 1000, UTC)


@dataclass
class LogSelection:
    """``meeting`` and ``trace`` are empty where all is meant. Of a trace, the lines name the request that was in it."""

    meeting: str = ""
    trace: str = ""
    requests: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for name in filter(None, (self.meeting, self.trace)):
            if not A_NAME.fullmatch(name):
                raise Refused("an id has letters, digits and - _ . : only; ./amo meetings shows those of meetings")

    @property
    def filter_pattern(self) -> str:
        """As CloudWatch looks for it; of a trace every line is needed, since most of them name the request alone."""
        return f'"{self.meeting}"' if self.meeting and not self.trace else ""

    def learn(self, lines: Iterable[LogLine]) -> None:
        for line in lines:
            if self.trace and self.trace in line.text:
                self.requests.update(A_REQUEST.findall(line.text))

    def has(self, line: LogLine) -> bool:
        if self.meeting and self.meeting not in line.text:
            return False
        return not self.trace or self.trace in line.text or any(one in line.text for one in self.requests)


def since(text: str, now: datetime) -> datetime:
    """30m, 2h, 3d before ``now``, or an instant; one without a zone is on this machine's clock. Raises Refused."""
    if short := LAST.fullmatch(text):
        return now - timedelta(**{UNITS[short[2]]: int(short[1])})
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("--since is 30m, 2h or 3d, or an instant as 2026-11-29T10:00Z") from None
    instant = instant.astimezone(UTC)
    if instant > now:
        raise Refused("--since lies ahead; nothing was logged there yet")
    return instant


def function_of(group: str, prefix: str) -> str:
    """Returns the function, without the stage's prefix; of another log its own name."""
    return group.rpartition("/")[2].removeprefix(f"{prefix}-")


def as_json(line: LogLine, prefix: str) -> dict[str, Any]:
    at = line.instant.isoformat(timespec="milliseconds")
    return {"at": at, "function": function_of(line.group, prefix), "line": masked(line.text.rstrip())}


def colour_of(name: str) -> int:
    """The same for a function each time; Python's own hash is not."""
    return COLOURS[sum(name.encode()) % len(COLOURS)]

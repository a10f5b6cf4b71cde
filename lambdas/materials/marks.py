"""Sources as small marks: numbered in the order a document meets them, and listed once at its end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lambdas.domain.agenda.materials import Line, MaterialsPlan, SourceMark
from lambdas.domain.kernel.local_time import clock_time, zone

BY_MODEL = "AI"
"""What marks a line that a model wrote."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Mark:
    number: int
    label: str

    @property
    def sign(self) -> str:
        """Returns the number as a raised sign, for Markdown."""
        return str(self.number).translate(_RAISED)


class Marks:
    """The marks of one document; lines that say the same of one record share one."""

    def __init__(self, plan: MaterialsPlan) -> None:
        self._sources = {source.ref: source for source in plan.sources}
        self._timezone = plan.timezone
        self._met: dict[str, Mark] = {}
        self._writers: dict[str, None] = {}

    def of(self, lines: Iterable[Line]) -> list[Mark]:
        """In the order met; the type of the meeting is no source one could open."""
        marks = [self._mark(ref) for line in lines for ref in line.refs if ref in self._sources]
        return list(dict.fromkeys(marks))

    def signs(self, lines: Sequence[Line]) -> str:
        for line in lines:
            self.note(line)
        return "".join(f" {mark.sign}" for mark in self.of(lines))

    def note(self, line: Line) -> str:
        """Says what wrote a line, from what, and in whose place; empty for the rules' lines."""
        if not line.written_by:
            return ""
        self._writers[line.written_by] = None
        return written_by(line, [mark.label for mark in self.of([line])])

    def writers(self) -> str:
        """Names the models whose lines have been met."""
        return ", ".join(self._writers)

    def used(self) -> list[Mark]:
        return list(self._met.values())

    def _mark(self, ref: str) -> Mark:
        label = spoken(self._sources[ref], self._timezone)
        return self._met.setdefault(label, Mark(len(self._met) + 1, label))


def by_model(line: Line) -> str:
    """Marks a model's line in text."""
    return f" ({BY_MODEL})" if line.written_by else ""


def written_by(line: Line, labels: Sequence[str]) -> str:
    instead = f" By the rules: {line.rules_text}" if line.rules_text else ""
    return f"Written by {line.written_by} from: {'; '.join(labels)}.{instead}"


def spoken(source: SourceMark, timezone: str) -> str:
    """``Budget: Cloud compute, as of 3 Nov``; the day is the reader's.

    With a source: ``Incidents: Checkout is down, as of 3 Nov, from PagerDuty, read 4 Nov 09:10``.
    """
    told = f"{source.label}, as of {day(source.as_of, timezone)}" if source.as_of else source.label
    if not source.origin:
        return told
    read = f", read {day(source.read_at, timezone)} {clock_time(source.read_at, timezone)}" if source.read_at else ""
    return f"{told}, from {source.origin}{read}"


def day(moment: datetime, timezone: str) -> str:
    local = moment.astimezone(zone(timezone))
    return f"{local.day} {local:%b}"

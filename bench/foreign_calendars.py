"""The test calendars of other libraries, read by AMO, by recurring-ical-events and by ical.js.

``python -m bench.foreign_calendars FOLDER ICAL_JS [--write]``: FOLDER holds a copy of each repository named in
FOLDERS (fetched, never committed), ICAL_JS is ``node_modules/ical.js/dist/ical.js`` after ``npm install ical.js``.
The window is each file's densest 60 days. What is read differently stands in DIFFERENCES, with the reason; what does
not stand there so is printed, and the command fails. ``--write`` brings the table up to date and keeps its reasons.
"""

import csv
import json
import re
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from icalendar import Calendar
from recurring_ical_events import of

from lambdas.calendars.base import CalendarRequest, Window
from lambdas.calendars.ics.read_feed import read_feed
from lambdas.calendars.ics.text import split_feed
from lambdas.calendars.ics.time_limit import OutOfTime, time_limit
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.kernel.source import Source

FOLDERS = ("ical.js", "python-recurring-ical-events", "node-ical", "libical", "ical4j")
DIFFERENCES = Path(__file__).parents[1] / "tests" / "data" / "foreign_calendars.tsv"
DAYS = timedelta(days=60)
_SCRIPT = Path(__file__).parent / "peers" / "ical_js_occurrences.mjs"
_FOLD = re.compile(rb"\r?\n[ \t]")
_EVENT = re.compile(rb"^BEGIN:VEVENT", re.MULTILINE)
_STARTS = re.compile(rb"^DTSTART[^\r\n]*?:(\d{4})(\d\d)(\d\d)(?!\d)", re.MULTILINE)
_SECONDS = 10.0

Starts = list[str] | None
"""When occurrences start, in UTC to the minute, in order; None where the file is not read."""


@dataclass(frozen=True, slots=True)
class ForeignCalendar:
    """``name`` is the repository's folder and the path in it; ``first`` the first of the days that are read."""

    name: str
    path: Path
    first: datetime

    @property
    def window(self) -> Window:
        return Window(start=self.first, end=self.first + DAYS)


@dataclass(frozen=True, slots=True)
class Difference:
    """``amo``: how many occurrences it reads. The peers: "same", "unread", or how many they have less and more."""

    file: str
    amo: str
    recurring_ical_events: str
    ical_js: str
    why: str = ""

    @property
    def is_any(self) -> bool:
        return (self.recurring_ical_events, self.ical_js) != ("same", "same")


def main(folder: Path, ical_js: Path, writing: bool) -> int:
    calendars = list(foreign_calendars(folder))
    known = {row.file: row for row in explained()}
    rows = [
        replace(row, why=known[row.file].why if row.file in known else "")
        for calendar, starts in zip(calendars, starts_by_ical_js(calendars, ical_js), strict=True)
        if (row := difference(calendar, starts)).is_any
    ]
    if writing:
        write(rows)
    unexplained = [row for row in rows if not row.why or row != known.get(row.file)]
    for row in unexplained:
        print("\t".join(asdict(row).values()))
    print(f"{len(calendars)} calendars, {len(rows)} read differently, {len(unexplained)} of them not as explained")
    return 1 if unexplained else 0


def explained() -> list[Difference]:
    with DIFFERENCES.open(encoding="utf-8", newline="") as table:
        return [Difference(**row) for row in csv.DictReader(table, delimiter="\t")]


def write(rows: Sequence[Difference]) -> None:
    with DIFFERENCES.open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table, delimiter="\t", lineterminator="\n")
        writer.writerow(field.name for field in fields(Difference))
        writer.writerows(asdict(row).values() for row in rows)


def foreign_calendars(folder: Path) -> Iterator[ForeignCalendar]:
    """Every file with an event, in the order of their names."""
    for path in sorted(path for name in FOLDERS for path in (folder / name).rglob("*.ics")):
        body = _FOLD.sub(b"", path.read_bytes())
        if _EVENT.search(body):
            yield ForeignCalendar(path.relative_to(folder).as_posix(), path, densest_day(body))


def densest_day(body: bytes) -> datetime:
    """The day from which most starts stand in the days that are read, of equals the first."""
    days = sorted(filter(None, (_day(found) for found in _STARTS.findall(body))))
    best = max(days, key=lambda first: sum(first <= day < first + DAYS for day in days), default=date(2020, 1, 1))
    return datetime(best.year, best.month, best.day, tzinfo=UTC)


def difference(calendar: ForeignCalendar, by_ical_js: Starts) -> Difference:
    ours = starts_by_amo(calendar)
    theirs = _compared(ours, starts_by_recurring_ical_events(calendar))
    return Difference(calendar.name, str(len(ours)), theirs, _compared(ours, by_ical_js))


def _compared(ours: list[str], theirs: Starts) -> str:
    if theirs is None:
        return "unread"
    less, more = Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)
    return f"-{less.total()} +{more.total()}" if less or more else "same"


def starts_by_amo(calendar: ForeignCalendar) -> list[str]:
    connection = CalendarConnection(calendar_id="c", source=Source.ICS, label="foreign", address="s3://foreign")
    request = CalendarRequest(user_id="u", connection=connection, now=calendar.first)
    meetings = read_feed(split_feed(calendar.path.read_bytes()), request, calendar.window).meetings
    return sorted(meeting.start.strftime("%Y-%m-%dT%H:%M") for meeting in meetings)


def starts_by_recurring_ical_events(calendar: ForeignCalendar) -> Starts:
    span = (calendar.window.start, calendar.window.end)
    try:
        with warnings.catch_warnings(action="ignore"), time_limit(_SECONDS):
            parts = Calendar.from_ical(calendar.path.read_bytes(), multiple=True)
            found = [event for part in parts for event in of(part, components=["VEVENT"]).between(*span)]
            return sorted(_stamp(event["DTSTART"].dt) for event in found)
    except (OutOfTime, Exception):  # on odd input it raises nearly anything
        return None


def starts_by_ical_js(calendars: Sequence[ForeignCalendar], ical_js: Path) -> list[Starts]:
    lines = (f"{one.path}\t{one.window.start.isoformat()}\t{one.window.end.isoformat()}\n" for one in calendars)
    command = ["node", str(_SCRIPT), str(ical_js.resolve())]
    answer = subprocess.run(command, input="".join(lines), capture_output=True, text=True, check=True)
    return [json.loads(line) for line in answer.stdout.splitlines()]


def _day(parts: tuple[bytes, bytes, bytes]) -> date | None:
    try:
        day = date(*map(int, parts))
    except ValueError:
        return None
    return day if 1900 < day.year < 2200 else None


def _stamp(moment: date) -> str:
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return (moment.astimezone(UTC) if moment.tzinfo else moment).strftime("%Y-%m-%dT%H:%M")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), "--write" in sys.argv))

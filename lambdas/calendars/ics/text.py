"""From the bytes of a feed to its events, as lists of content lines; nothing is interpreted yet.

Splitting is ours so that one broken line costs only itself: byte order marks, bare line feeds, NULs, folds in
the middle of a UTF-8 character, Latin-1, blank and junk lines, several calendars in one file, events outside any
calendar and missing END lines are all survived (faults 40 and 45).
"""

import re
from dataclasses import dataclass, field

_CONTROL = bytes(set(range(32)) - {9, 10, 13} | {127})
_FOLD = re.compile(rb"(?<!\n)\n+[ \t]")
_NAME = re.compile(r"[ \t]*([A-Za-z0-9-]+)[ \t]*[;:]")
_ZONE_LINES = frozenset({"TZID", "DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "X-LIC-LOCATION"})
_OLD_VERSION = b"\nVERSION:1.0"
_OLD_FOLD = re.compile(rb"(?<!\n)\n+(?=[ \t])")
_SOFT_END = re.compile(rb"=[ \t]*\n(?!(?:BEGIN|END):)", re.IGNORECASE)
_SOFT_LINES = re.compile(
    rb"^[^\n:]{1,200};[ \t]{0,9}(?:ENCODING[ \t]*=[ \t]*)?\"?QUOTED-PRINTABLE[^\n:]{0,200}:"
    rb"(?:[^\n]*%b)+" % _SOFT_END.pattern,
    re.IGNORECASE | re.MULTILINE,
)

_MAX_DEPTH = 100
"""Of parts within parts that are not read; deeper ones are not told apart any more."""


@dataclass(slots=True)
class RawCalendar:
    """The content of a VCALENDAR about all its events. ``zones``: the lines of each VTIMEZONE, by TZID.

    ``zones_of_feed`` are those of all calendars in the feed: exporters define a zone once and use it in every one.
    vCalendar 1.0 has no VTIMEZONE: ``offset`` is its TZ, ``daylight`` its DAYLIGHT values.
    """

    method: str = ""
    name: str = ""
    zone: str = ""
    zones: dict[str, list[str]] = field(default_factory=dict)
    zones_of_feed: dict[str, list[str]] = field(default_factory=dict)
    offset: str = ""
    daylight: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RawEvent:
    """One VEVENT: its content lines by upper-case name, in order. ``position`` counts events from 1."""

    position: int
    calendar: RawCalendar
    lines: dict[str, list[str]] = field(default_factory=dict)

    def first(self, name: str) -> str:
        """The first line of that name, or nothing."""
        return self.lines[name][0] if name in self.lines else ""


@dataclass(slots=True)
class RawFeed:
    """``is_calendar``: there was a calendar or an event at all; ``ended``: its last calendar was closed."""

    events: list[RawEvent] = field(default_factory=list)
    is_calendar: bool = False
    ended: bool = True


def split_feed(body: bytes) -> RawFeed:
    splitter = _Splitter()
    for line in _unfolded(body):
        splitter.take(line)
    splitter.close_event()
    return splitter.feed


def _unfolded(body: bytes) -> list[str]:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        body = body.decode("utf-16", "replace").encode()
    body = body.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    body = _joined(body.translate(None, _CONTROL))
    try:
        return body.decode().split("\n")
    except UnicodeDecodeError:
        return [_decoded(line) for line in body.split(b"\n")]


def _joined(body: bytes) -> bytes:
    """Each content line on one line.

    A soft line break of quoted-printable text (RFC 2045, 6.7) goes before the folds; vCalendar 1.0 folds at a blank
    that belongs to the text.
    """
    capital = body.upper()
    if b"QUOTED-PRINTABLE" in capital:
        body = _SOFT_LINES.sub(lambda found: _SOFT_END.sub(b"", found[0]), body)
    return (_OLD_FOLD if _OLD_VERSION in capital else _FOLD).sub(b"", body)


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


class _Splitter:
    """The place in the feed: in which calendar, event or time zone, and how deep in parts we do not read."""

    def __init__(self) -> None:
        self.feed = RawFeed()
        self.zones: dict[str, list[str]] = {}
        self.calendar = RawCalendar(zones_of_feed=self.zones)
        self.event: RawEvent | None = None
        self.zone: list[str] | None = None
        self.ignored: list[str] = []

    def take(self, line: str) -> None:
        found = _NAME.match(line)
        if not found:
            return
        name = found[1].upper()
        if name == "BEGIN":
            self.begin(line[found.end() :].strip().upper())
        elif name == "END":
            self.end(line[found.end() :].strip().upper())
        elif self.event is not None:
            if not self.ignored:
                self.event.lines.setdefault(name, []).append(line)
        elif self.zone is not None:
            if name in _ZONE_LINES:
                self.zone.append(name + line[found.end(1) :].lstrip())
        elif not self.ignored:
            self.property_of_calendar(name, line)

    def begin(self, component: str) -> None:
        if component == "VCALENDAR":
            self.close_event()
            self.calendar, self.zone, self.ignored = RawCalendar(zones_of_feed=self.zones), None, []
            self.feed.is_calendar, self.feed.ended = True, False
        elif component == "VEVENT":
            self.close_event()
            self.zone, self.ignored = None, []
            self.event = RawEvent(len(self.feed.events) + 1, self.calendar)
            self.feed.is_calendar = True
        elif component == "VTIMEZONE" and self.event is None:
            self.zone = []
        elif component in ("STANDARD", "DAYLIGHT") and self.zone is not None:
            self.zone.append(f"BEGIN:{component}")
        elif len(self.ignored) < _MAX_DEPTH:
            self.ignored.append(component)

    def end(self, component: str) -> None:
        if component == "VCALENDAR":
            self.close_event()
            self.zone, self.ignored, self.feed.ended = None, [], True
        elif component == "VEVENT":
            self.close_event()
        elif component == "VTIMEZONE":
            self.close_zone()
        elif component in ("STANDARD", "DAYLIGHT") and self.zone is not None:
            self.zone.append(f"END:{component}")
        elif component in self.ignored:
            del self.ignored[self.ignored.index(component) :]

    def close_event(self) -> None:
        if self.event is not None:
            self.feed.events.append(self.event)
        self.event, self.ignored = None, []

    def close_zone(self) -> None:
        lines, self.zone = self.zone or [], None
        for line in lines:
            if line.startswith("TZID"):
                tzid = line.partition(":")[2].strip().strip('"')
                self.calendar.zones.setdefault(tzid, lines)
                self.zones.setdefault(tzid, lines)

    def property_of_calendar(self, name: str, line: str) -> None:
        if name == "METHOD":
            self.calendar.method = line.partition(":")[2].strip().upper()
        elif name == "X-WR-CALNAME":
            self.calendar.name = line.partition(":")[2].strip()
        elif name == "X-WR-TIMEZONE":
            self.calendar.zone = line.partition(":")[2].strip()
        elif name == "TZ":
            self.calendar.offset = line.partition(":")[2].strip()
        elif name == "DAYLIGHT":
            self.calendar.daylight.append(line.partition(":")[2].strip())

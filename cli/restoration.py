"""Tables to be restored, as of when, under which names, and what whoever restores does then. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lambdas.errors import Refused
from stacks.tables import TABLES

INSTANT = "--at takes an instant, as 2026-11-29T10:00Z: {} is none"
NO_TABLE = "there is no table {}; there are {}"
OUTSIDE = "{} can be restored from {} to {}, and {} is not within"
UNKNOWN_TIME = "How long that takes AWS says nowhere beforehand: minutes for small tables, hours for large ones"
RESTORED = re.compile(r"(?P<prefix>.+)-restored-(?P<at>\d{14})-(?P<table>[a-z_]+)")
NEXT = (
    "Compare: ./amo restore says how many rows each table has, AWS counts them anew every six hours.",
    "Rows were lost: ./amo restore --copy-back RESTORED puts back what is missing, and changes nothing that is there.",
    "Rows were spoilt: docs/backup.md, “A table is spoilt”, puts the restored table in the place of the other.",
    "Whoever was forgotten since then is back in what was restored: forget them again (./amo audit says whom).",
    "When all is well, delete the restored tables: they cost as much as the others.",
)


@dataclass(frozen=True, slots=True)
class Source:
    """A table as AWS describes it; a ``backup_arn`` is what AWS made of one that was deleted."""

    table: str
    rows: int
    size: int
    earliest: datetime
    latest: datetime
    backup_arn: str = ""


@dataclass(frozen=True, slots=True)
class Restoration:
    """One table to be restored under a new name; one that was deleted comes back under its own."""

    source: Source
    target: str
    at: datetime

    @property
    def line(self) -> str:
        size = f"{self.source.rows} rows, {self.source.size} bytes when AWS counted last"
        if self.source.backup_arn:
            return f"{self.source.table} ({size}) was deleted: restore what AWS kept of it, under its own name"
        return f"{self.source.table} ({size}): restore it as of {said(self.at)} to {self.target}"


def table_names(chosen: Iterable[str]) -> list[str]:
    """Those chosen, or all. Raises Refused for one that is none."""
    known = [spec.name for spec in TABLES]
    for name in chosen:
        if name not in known:
            raise Refused(NO_TABLE.format(name, ", ".join(known)))
    return list(dict.fromkeys(chosen)) or known


def instant_of(text: str) -> datetime | None:
    """None where none is given. Raises Refused for what is no instant, or has no offset."""
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(INSTANT.format(text)) from None
    if instant.tzinfo is None:
        raise Refused(f"{text} says no offset: write {text}Z for UTC")
    return instant.astimezone(UTC)


def planned(sources: Sequence[Source], prefix: str, wanted: datetime | None) -> list[Restoration]:
    """All as of one moment: the one wanted, or the latest that every table can be brought back to.

    Raises Refused, with the window, for a moment that a table cannot be brought back to.
    """
    there = [source for source in sources if not source.backup_arn]
    at = wanted or min((source.latest for source in there), default=datetime.now(UTC))
    at = at.replace(microsecond=0)
    for source in there:
        if not source.earliest.replace(microsecond=0) <= at <= source.latest:
            raise Refused(OUTSIDE.format(source.table, said(source.earliest), said(source.latest), said(at)))
    return [Restoration(source, _target(source, prefix, at), at) for source in sources]


def live_of(restored: str, prefix: str) -> str:
    """Returns the table's own name. Raises Refused for what is no restored table of this stage."""
    found = RESTORED.fullmatch(restored)
    if not found or found["prefix"] != prefix or found["table"] not in table_names(()):
        raise Refused(f"{restored} is no restored table of this stage: ./amo restore names them {prefix}-restored-...")
    return f"{prefix}-{found['table']}"


def said(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _target(source: Source, prefix: str, at: datetime) -> str:
    """To the second: given the same moment again, the command finds what it began."""
    return f"{prefix}-{source.table}" if source.backup_arn else f"{prefix}-restored-{at:%Y%m%d%H%M%S}-{source.table}"

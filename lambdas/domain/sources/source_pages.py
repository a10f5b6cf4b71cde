"""The rows that a source's adapter returns, as a CSV import has them, page by page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.sources.sourced_record import SourcedRecord

FIRST_PAGE = ""
"""The cursor a reading begins with."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """``external_id`` is the source's own id of it, ``values`` by column of the kind, as an import takes them.

    Times have their offset. ``as_of`` stands among the values where the source says when it was last changed.
    ``memory`` is what its adapter needs to know again with the next message, and nobody is shown: JSON, small.
    """

    kind: RecordKind
    external_id: str
    values: Mapping[str, Any]
    memory: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourcePage:
    """``cursor`` is where the next page begins, None after the last. ``refused`` names rows that could not be read.

    ``is_whole`` is False where the source has rows that it did not give: then nothing that is missing counts as gone.
    """

    rows: tuple[SourceRow, ...]
    cursor: str | None = None
    refused: tuple[str, ...] = ()
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class SourceRevision:
    """Of a message that tells a part only: ``after`` makes the row from what is stored, closed or not, None if nothing.

    It returns None where the message changes nothing. It may be asked again, with what somebody else stored meanwhile.
    """

    kind: RecordKind
    external_id: str
    after: Callable[[SourcedRecord | None], SourceRow | None]


@dataclass(frozen=True, slots=True)
class SourceChange:
    """One message of a source: ``rows`` are as they are now, ``closed`` are gone, by kind and external id.

    ``look_again``: it says that something changed and not what; the source is to be read.
    """

    rows: tuple[SourceRow, ...] = ()
    closed: tuple[tuple[RecordKind, str], ...] = field(default=())
    revisions: tuple[SourceRevision, ...] = ()
    look_again: bool = False

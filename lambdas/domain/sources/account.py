"""One connected source: what it reads, how it stands, and how far a reading under way has come."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.sources.kinds import SPECS, SourceKind, SourceSpec

TEAM = "team#"
MAX_REFUSED_SHOWN = 5

ADDRESSED = ("kind", "settings")
"""The fields of an account that say where it is asked: what with is not among them."""


class SourceStatus(StrEnum):
    """``new``: nothing has been read yet. ``reconnect``: only a person can mend it, as with ``refused``.

    ``throttled`` and ``unreachable`` pass by themselves.
    """

    NEW = "new"
    OK = "ok"
    RECONNECT = "reconnect"
    REFUSED = "refused"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"


NEEDS_A_PERSON = frozenset({SourceStatus.RECONNECT, SourceStatus.REFUSED})


class ReadingUnderWay(Model):
    """``cursor`` is where page number ``page`` begins, in the source's own words; ``is_whole``: no page lacked rows."""

    began_at: Instant
    page: int = 0
    cursor: str = ""
    rows: int = 0
    refused: int = 0
    refused_rows: tuple[str, ...] = ()
    is_whole: bool = True


class SourceAccount(Model):
    """``owner`` is a user's id, or ``team#`` and a team's name. ``kept`` says where the secret lies, which is not here.

    ``read_at`` is when the last reading that came to its end began: the figures are as old as that. ``failing_since``
    is when what is wrong was first met. ``is_whole`` is False where the source said that it left rows out. ``hook`` is
    the hash of the address at which a source tells AMO by itself. It is read at ``next_at`` and looked at before, at
    ``look_at``: it may be needed earlier.
    """

    owner: str
    source_id: str
    kind: SourceKind
    name: str
    settings: dict[str, str] = Field(default_factory=dict)
    kept: dict[str, str] = Field(default_factory=dict, repr=False)
    hook: str = Field(default="", repr=False)
    connected_by: str = ""
    connected_at: Instant
    status: SourceStatus = SourceStatus.NEW
    problem: str = ""
    failing_since: Instant | None = None
    read_at: Instant | None = None
    is_whole: bool = True
    rows: int = 0
    refused: int = 0
    refused_rows: tuple[str, ...] = ()
    reading: ReadingUnderWay | None = None
    next_at: Instant | None = None
    look_at: Instant | None = None

    @property
    def spec(self) -> SourceSpec:
        return SPECS[self.kind]

    @property
    def team(self) -> str:
        """Returns the team it belongs to, empty for a person's own."""
        return self.owner.removeprefix(TEAM) if self.owner.startswith(TEAM) else ""

    @property
    def is_well(self) -> bool:
        return self.status in (SourceStatus.OK, SourceStatus.NEW)


def owner_of_team(team_id: str) -> str:
    return f"{TEAM}{team_id}"


def free_id(kind: SourceKind, owner: str, taken: frozenset[str]) -> str:
    """Returns an id that no other source of its owner or of their team has: ``jira``, ``jira-2``, ``team-jira``."""
    first = f"team-{kind}" if owner.startswith(TEAM) else kind.value
    return next(one for one in (first, *(f"{first}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


def age_of(account: SourceAccount, now: datetime) -> float | None:
    """Returns the age of its figures in seconds; None where nothing was ever read."""
    return (now - account.read_at).total_seconds() if account.read_at else None

"""The base of typed actions: facts only, their risk, their words, and which of their texts may be edited."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Protocol, runtime_checkable

from pydantic import AfterValidator, JsonValue

from lambdas.domain.kernel.canonical import canonical
from lambdas.domain.kernel.local_time import span
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.kernel.plain_text import one_line, plain, shown_title


class Risk(StrEnum):
    """ACT-2, from harmless to irrevocable."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return tuple(Risk).index(self)


class FieldChange(Model):
    """One line of the preview's diff: what is there now, what will be there. Empty means nothing."""

    what: str
    before: str = ""
    after: str = ""


class Details(Model, ABC):
    """The base of every typed action: facts only, all of them in the payload. ``label`` is the type in a few words.

    ``editable`` names the fields whoever decides may word differently first, with their labels: never whom it reaches.
    """

    action_type: ClassVar[str]
    label: ClassVar[str]
    base_risk: ClassVar[Risk] = Risk.CRITICAL
    undo: ClassVar[str] = ""
    editable: ClassVar[Mapping[str, str]] = {}
    takes_system: ClassVar[bool] = False
    """A system of config/autonomy.yaml may be asked to do it."""
    too_late: ClassVar[str] = "the meeting has begun"

    @property
    def risk(self) -> Risk:
        """At least the type's own; a type may find it higher in the facts, never lower."""
        return self.base_risk

    @property
    def not_after(self) -> datetime | None:
        """Returns when it is of no use any more, as ``too_late`` says; None for never."""
        return None

    @property
    def is_done_elsewhere(self) -> bool:
        """Returns whether a system does it that AMO cannot look into."""
        return False

    @property
    def how_undone(self) -> str:
        """Returns how this one can be taken back: as its type can, unless the facts say otherwise."""
        return self.undo

    @property
    @abstractmethod
    def title(self) -> str:
        """Returns what is asked, in one line."""

    @property
    @abstractmethod
    def changes(self) -> tuple[FieldChange, ...]:
        """Returns what will be different afterwards, line by line."""


@runtime_checkable
class Owned(Protocol):
    """An action on something of the person's own, which their title calls "your"."""

    def title_for(self, whose: str) -> str:
        """Returns the title as somebody else reads it: ``whose`` is ``Priya’s``."""


class MeetingFacts(Model):
    """The meeting as it was when the action was proposed; one that has moved since is another target."""

    meeting_id: str
    title: Annotated[str, AfterValidator(plain)]
    start: Instant
    end: Instant
    timezone: str = "UTC"


class Recipient(Model):
    """``email`` is lower-case; it comes from the invitation and from nowhere else (fault 112)."""

    name: str = ""
    email: str


class Unknown(Details):
    """A type AMO does not know, or facts that do not fit their type: critical (fault 103)."""

    name: str
    facts: dict[str, JsonValue]

    @property
    def title(self) -> str:
        return f"“{one_line(self.name, 60)}”, which AMO does not know how to do: approving it changes nothing"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        texts = {k: v if isinstance(v, str) else canonical(v) for k, v in self.facts.items()}
        return tuple(FieldChange(what=one_line(k, 60), after=one_line(v, 400) or "(empty)") for k, v in texts.items())


class OfMeeting(Details):
    """An action about one meeting, of no use once it has begun."""

    meeting: MeetingFacts

    @property
    def not_after(self) -> datetime | None:
        return self.meeting.start

    @property
    def meeting_name(self) -> str:
        return (
            f"“{shown_title(self.meeting.title)}” ({span(self.meeting.start, self.meeting.end, self.meeting.timezone)})"
        )

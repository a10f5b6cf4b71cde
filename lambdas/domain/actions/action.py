"""An action AMO may want to do in the outside world: the envelope that is approved, hashed and carried out.

An action is its canonical text (``payload``). Its preview is rendered from that very text, never from anything beside
it, so that nobody can be shown one thing and have another carried out (faults 95, 96).
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import JsonValue, ValidationError

from lambdas.domain.kernel.canonical import canonical, digest
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.kernel.plain_text import one_line


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


class Preview(Model):
    """In plain words, for whoever decides. ``undo`` says how it can be taken back, empty when it cannot."""

    title: str
    changes: tuple[FieldChange, ...] = ()
    undo: str = ""

    @property
    def text(self) -> str:
        return "\n".join((self.title, *(_line(change) for change in self.changes)))


class Details(Model, ABC):
    """The base of every typed action: facts only, all of them in the payload.

    ``editable`` names the fields whoever decides may word differently first, with their labels: never whom it reaches.
    """

    base_risk: ClassVar[Risk] = Risk.CRITICAL
    undo: ClassVar[str] = ""
    editable: ClassVar[Mapping[str, str]] = {}

    @property
    def risk(self) -> Risk:
        """At least the type's own; a type may find it higher in the facts, never lower."""
        return self.base_risk

    @property
    def not_after(self) -> datetime | None:
        """Returns when it is of no use any more: the meeting's start; None for never."""
        return None

    @property
    @abstractmethod
    def title(self) -> str:
        """Returns what is asked, in one line."""

    @property
    @abstractmethod
    def changes(self) -> tuple[FieldChange, ...]:
        """Returns what will be different afterwards, line by line."""


class MeetingFacts(Model):
    """The meeting as it was when the action was proposed; one that has moved since is another target."""

    meeting_id: str
    title: str
    start: Instant
    end: Instant
    timezone: str = "UTC"


class Recipient(Model):
    """``email`` is lower-case; it comes from the invitation and from nowhere else (fault 112)."""

    name: str = ""
    email: str


class Unknown(Details):
    """A type nobody registered, or facts that do not fit their type: critical (fault 103)."""

    action_type: str
    facts: dict[str, JsonValue]

    @property
    def title(self) -> str:
        return f"“{one_line(self.action_type, 60)}”, which AMO does not know how to do: approving it changes nothing"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        texts = {k: v if isinstance(v, str) else canonical(v) for k, v in self.facts.items()}
        return tuple(FieldChange(what=one_line(k, 60), after=one_line(v, 400) or "(empty)") for k, v in texts.items())


_REGISTRY: dict[str, type[Details]] = {}


def registered(action_type: str) -> Any:
    """Class decorator: makes a typed action known under its name."""

    def register(details: type[Details]) -> type[Details]:
        _REGISTRY[action_type] = details
        return details

    return register


def known_types() -> dict[str, type[Details]]:
    """By name; lambdas.domain.actions.types registers them when it is imported."""
    import lambdas.domain.actions.types  # noqa: F401 - registers

    return dict(_REGISTRY)


class Action(Model):
    """``action_id`` is part of what is hashed: the approval of one action fits no other."""

    action_id: str
    action_type: str
    on_behalf_of: str
    facts: dict[str, JsonValue]

    @property
    def payload(self) -> str:
        return canonical(self.model_dump(mode="json"))

    @property
    def details(self) -> Details:
        kind = known_types().get(self.action_type)
        try:
            return kind.model_validate(self.facts) if kind else self._unknown()
        except ValidationError:
            return self._unknown()

    @property
    def risk(self) -> Risk:
        return self.details.risk

    def _unknown(self) -> Unknown:
        return Unknown(action_type=self.action_type, facts=self.facts)


def action_of(action_id: str, action_type: str, on_behalf_of: str, details: Details) -> Action:
    facts = details.facts if isinstance(details, Unknown) else details.model_dump(mode="json")
    return Action(action_id=action_id, action_type=action_type, on_behalf_of=on_behalf_of, facts=facts)


def read_payload(payload: str) -> Action:
    """Inverse of ``Action.payload``. Raises ValueError when it is no action at all."""
    return Action.model_validate(json.loads(payload))


def preview(payload: str) -> Preview:
    details = read_payload(payload).details
    return Preview(title=details.title, changes=details.changes, undo=details.undo)


def action_id_for(on_behalf_of: str, proposal_key: str) -> str:
    """The same proposal made twice is one action: ids are derived, never drawn."""
    return f"a{digest(canonical([on_behalf_of, proposal_key]))[:20]}"


def _line(change: FieldChange) -> str:
    if change.before and change.after:
        return f"{change.what}: {change.before} -> {change.after}"
    return f"{change.what}: {change.after}" if change.after else f"{change.what}: {change.before} -> nothing"

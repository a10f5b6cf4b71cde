"""An action AMO may want to do in the outside world: the envelope that is approved, hashed and carried out.

An action is its canonical text (``payload``). Its preview is rendered from that very text, never from anything beside
it, so that nobody can be shown one thing and have another carried out (faults 95, 96).
"""

import json
import re

from pydantic import JsonValue, ValidationError

from lambdas.domain.actions.kinds.base import Details, FieldChange, Owned, Risk, Unknown
from lambdas.domain.actions.types import DETAILS
from lambdas.domain.kernel.canonical import canonical, digest
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.plain_text import clip


class Preview(Model):
    """In plain words, for whoever decides. ``undo`` says how it can be taken back, empty when it cannot."""

    title: str
    changes: tuple[FieldChange, ...] = ()
    undo: str = ""

    @property
    def text(self) -> str:
        return "\n".join((self.title, *(_line(change) for change in self.changes)))


WHOSE = "⟨whose⟩"
"""Stands in a summary where its reader says "your", or a name."""
MAX_CHANGES, MAX_TITLE, MAX_SHOWN = 4, 400, 300


class Summary(Preview):
    """As much of a preview as a list shows, whatever the size of the action; it is read without the payload."""

    def titled(self, whose: str) -> str:
        return self.title.replace(WHOSE, whose)


class Action(Model):
    """``action_id`` is part of what is hashed: the approval of one action fits no other.

    ``salt`` is drawn for each, empty in those of an older AMO: once a payload is forgotten, nobody who guesses its
    words can prove them by the hash that the audit log keeps.
    """

    action_id: str
    action_type: str
    on_behalf_of: str
    facts: dict[str, JsonValue]
    salt: str = ""

    @property
    def payload(self) -> str:
        return canonical(self.model_dump(mode="json", exclude=None if self.salt else {"salt"}))

    @property
    def details(self) -> Details:
        known = DETAILS.get(self.action_type)
        try:
            return known.model_validate(self.facts) if known else self._unknown()
        except ValidationError:
            return self._unknown()

    @property
    def risk(self) -> Risk:
        return self.details.risk

    def _unknown(self) -> Unknown:
        return Unknown(name=self.action_type, facts=self.facts)


def action_of(action_id: str, action_type: str, on_behalf_of: str, details: Details, salt: str = "") -> Action:
    facts = details.facts if isinstance(details, Unknown) else details.model_dump(mode="json")
    return Action(action_id=action_id, action_type=action_type, on_behalf_of=on_behalf_of, facts=facts, salt=salt)


def read_payload(payload: str) -> Action:
    """Inverse of ``Action.payload``. Raises ValueError when it is no action at all."""
    return Action.model_validate(json.loads(payload))


def preview(payload: str) -> Preview:
    details = read_payload(payload).details
    return Preview(title=details.title, changes=details.changes, undo=details.how_undone)


def summary(payload: str) -> Summary:
    details = read_payload(payload).details
    title = details.title_for(WHOSE) if isinstance(details, Owned) else details.title
    shown = tuple(_clipped(change) for change in details.changes[:MAX_CHANGES])
    return Summary(title=clip(title, MAX_TITLE), changes=shown, undo=details.how_undone)


def _clipped(change: FieldChange) -> FieldChange:
    before, after = clip(change.before, MAX_SHOWN), clip(change.after, MAX_SHOWN)
    return FieldChange(what=clip(change.what, MAX_SHOWN), before=before, after=after)


ACTION_ID = re.compile(r"a[0-9a-f]{20}")


def action_id_for(on_behalf_of: str, proposal_key: str) -> str:
    """The same proposal made twice is one action: ids are derived, never drawn."""
    return f"a{digest(canonical([on_behalf_of, proposal_key]))[:20]}"


def _line(change: FieldChange) -> str:
    if change.before and change.after:
        return f"{change.what}: {change.before} -> {change.after}"
    return f"{change.what}: {change.after}" if change.after else f"{change.what}: {change.before} -> nothing"

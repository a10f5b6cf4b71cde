"""The base of the actions another system does for AMO: asked for once, by a signed webhook, under the action's id."""

from datetime import datetime
from typing import Any, TypeVar

from pydantic import Field

from lambdas.approvals.kinds.base import ActionKind, Effects, Lookups
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.to_system import ToSystem
from lambdas.domain.actions.types import label_of
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.model import Model
from lambdas.errors import Refused

VERSION = 1
"""The version of the bodies that docs/webhooks.md describes."""
ToSystemT = TypeVar("ToSystemT", bound=ToSystem)


class SystemRequest(Model):
    """``meeting_id``: the meeting it comes of. ``system`` may be left out where only one takes it."""

    reason: str = Field(default="", max_length=1000)
    meeting_id: str = Field(default="", max_length=100)
    system: str = Field(default="", max_length=60)


class ToSystemKind(ActionKind[ToSystemT]):
    def blocking_reason(self, lookups: Lookups, details: ToSystemT, user_id: str) -> str:
        return system_blocking_reason(lookups, details.action_type, details.system)

    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        details = self.read(action)
        answer = effects.systems[details.system]().post(posted(action), action.action_id, now)
        return f"Done in {details.system}{f' ({answer})' if answer else ''}."

    def proof(self, effects: Effects, action: Action) -> bool | None:
        """AMO cannot look: only whoever does the same request once may be sent it again."""
        system = effects.systems.get(self.read(action).system)
        return False if system and system().takes_dedupe_key else None


def composed(details: type[ToSystemT], lookups: Lookups, user: User, asked: SystemRequest) -> ToSystemT:
    """Raises Refused for no such system, NotFound for somebody else's meeting."""
    if asked.meeting_id:
        lookups.tracked(user, asked.meeting_id)
    system = chosen_system(lookups, details.action_type, asked.system)
    return details(**asked.model_dump() | {"system": system})


def posted(action: Action) -> dict[str, Any]:
    """Returns the body: what was approved and nothing else, with the hash it was approved under."""
    facts = action.details.model_dump(mode="json", exclude={"system"})
    return {
        "version": VERSION,
        "type": action.action_type,
        "action_id": action.action_id,
        "on_behalf_of": action.on_behalf_of,
        "payload_hash": digest(action.payload),
        **facts,
    }


def chosen_system(lookups: Lookups, action_type: str, asked: str) -> str:
    """The one that was named, or the only one there is. Raises Refused with the names to choose from, or for none."""
    names = lookups.systems_taking(action_type)
    if asked:
        if reason := system_blocking_reason(lookups, action_type, asked):
            raise Refused(reason)
        return asked
    if not names:
        raise Refused(f"No system is set up here for “{label_of(action_type)}”; whoever runs AMO can add one.")
    if len(names) > 1:
        raise Refused(f"Say which system: {', '.join(names)}.")
    return names[0]


def system_blocking_reason(lookups: Lookups, action_type: str, name: str) -> str:
    if name in lookups.systems_taking(action_type):
        return ""
    return f"There is no system called {name} for “{label_of(action_type)}” in config/autonomy.yaml."

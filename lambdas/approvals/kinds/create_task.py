"""Creates a task in the user's own action items, and in a task system where one is named.

The item's id is the action's.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import Field

from lambdas.approvals.kinds.base import ActionKind, Effects, Lookups
from lambdas.domain.accounts.user import User
from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.create_task import CreateTask
from lambdas.domain.kernel.model import Model

SENT_WITH_A_TASK = {"what", "owner", "due", "meeting_id"}


class TaskRequest(Model):
    what: str = Field(min_length=1, max_length=500)
    owner: str = Field(default="", max_length=200)
    due: date | None = None
    meeting_id: str = Field(default="", max_length=100)
    system: str = Field(default="", max_length=60)


class CreateTaskKind(ActionKind[CreateTask]):
    details = CreateTask

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> CreateTask:
        asked = TaskRequest.model_validate(parameters)
        series = lookups.tracked(user, asked.meeting_id).meeting.series_id if asked.meeting_id else None
        return CreateTask(**asked.model_dump(), series_id=series)

    def blocking_reason(self, lookups: Lookups, details: CreateTask, user_id: str) -> str:
        if not details.system or details.system in lookups.task_systems:
            return ""
        return f"There is no task system called {details.system} in config/autonomy.yaml."

    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        details = self.read(action)
        item = _item(details, action, now)
        if not details.system:
            effects.items.put(item)
            return "Added to the action items."
        body = {"action_id": action.action_id, **item.model_dump(mode="json", include=SENT_WITH_A_TASK)}
        answer = effects.task_systems[details.system]().post(body, action.action_id, now)
        effects.items.put(item)
        return f"Created in {details.system}{f' ({answer})' if answer else ''} and added to the action items."

    def proof(self, effects: Effects, action: Action) -> bool | None:
        """The own list is written last and under a fixed id: what stands there is done, and may be written again."""
        if effects.items.exists(action.on_behalf_of, action.action_id):
            return True
        system = self.read(action).system
        return False if not system or effects.task_systems[system]().takes_dedupe_key else None

    def undo(self, effects: Effects, action: Action, now: datetime) -> str:
        effects.items.close(action.on_behalf_of, action.action_id, ActionItemStatus.DROPPED, now)
        elsewhere = self.read(action).system
        return "Dropped from the action items." + (f" The task in {elsewhere} stays." if elsewhere else "")


def _item(details: CreateTask, action: Action, now: datetime) -> ActionItem:
    return ActionItem(
        item_id=action.action_id,
        user_id=action.on_behalf_of,
        what=details.what,
        owner=details.owner,
        due=details.due,
        meeting_id=details.meeting_id,
        series_id=details.series_id,
        created_at=now,
    )

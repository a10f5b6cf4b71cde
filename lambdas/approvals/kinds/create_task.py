"""Creates a task in the user's own action items, and in a task system where one is named.

The item's id is the action's; a task made of an action item that is there already goes to a task system alone.
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
from lambdas.errors import NotFound, Refused, Retryable, Unproven

SENT_WITH_A_TASK = {"what", "owner", "due", "meeting_id"}


class TaskRequest(Model):
    what: str = Field(min_length=1, max_length=500)
    owner: str = Field(default="", max_length=200)
    due: date | None = None
    meeting_id: str = Field(default="", max_length=100)
    system: str = Field(default="", max_length=60)


class ItemRequest(Model):
    """The item says what is to be done, by whom and until when. ``system`` may be left out where there is only one."""

    item_id: str = Field(min_length=1, max_length=100)
    system: str = Field(default="", max_length=60)


class CreateTaskKind(ActionKind[CreateTask]):
    details = CreateTask

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> CreateTask:
        if "item_id" in parameters:
            return _of_item(lookups, user, ItemRequest.model_validate(parameters))
        asked = TaskRequest.model_validate(parameters)
        series = lookups.tracked(user, asked.meeting_id).meeting.series_id if asked.meeting_id else None
        return CreateTask(**asked.model_dump(), series_id=series)

    def blocking_reason(self, lookups: Lookups, details: CreateTask, user_id: str) -> str:
        if details.system and details.system not in lookups.systems_taking(self.details.action_type):
            return f"There is no task system called {details.system} in config/autonomy.yaml."
        return _item_reason(lookups, details, user_id) if details.item_id else ""

    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        details = self.read(action)
        item = _item(details, action, now)
        if not details.system:
            effects.items.put(item)
            return "Added to the action items."
        system = effects.systems[details.system]()
        body = {"action_id": action.action_id, **item.model_dump(mode="json", include=SENT_WITH_A_TASK)}
        answer = system.post(body, item.item_id, now)
        try:
            said = _kept(effects, details, item)
        except Retryable as error:  # the task exists: only who takes the same one twice may be sent it again
            if system.takes_dedupe_key:
                raise
            raise Unproven(f"The task was created in {details.system}, and not noted here: {error}") from error
        return f"Created in {details.system}{f' ({answer})' if answer else ''}{said}."

    def proof(self, effects: Effects, action: Action) -> bool | None:
        """The own list is written last and under a fixed id: what stands there is done, and may be written again."""
        details = self.read(action)
        if _is_kept(effects, details, action):
            return True
        system = details.system
        return False if not system or effects.systems[system]().takes_dedupe_key else None

    def undo(self, effects: Effects, action: Action, now: datetime) -> str:
        if self.read(action).item_id:
            return super().undo(effects, action, now)
        effects.items.close(action.on_behalf_of, action.action_id, ActionItemStatus.DROPPED, now)
        elsewhere = self.read(action).system
        return "Dropped from the action items." + (f" The task in {elsewhere} stays." if elsewhere else "")


def _of_item(lookups: Lookups, user: User, asked: ItemRequest) -> CreateTask:
    """Raises Refused where no task system is meant, NotFound for an item that is not on the user's own list."""
    item = lookups.items.get(user.user_id, asked.item_id)
    return CreateTask(
        what=item.what,
        owner=item.owner,
        due=item.due,
        meeting_id=item.meeting_id,
        series_id=item.series_id,
        system=asked.system or _only_system(lookups),
        item_id=item.item_id,
    )


def _only_system(lookups: Lookups) -> str:
    names = lookups.systems_taking(CreateTask.action_type)
    if not names:
        raise Refused("No task system is set up here: the item is on your own list.")
    if len(names) > 1:
        raise Refused(f"Say which task system: {', '.join(names)}.")
    return names[0]


def _item_reason(lookups: Lookups, details: CreateTask, user_id: str) -> str:
    try:
        item = lookups.items.get(user_id, details.item_id)
    except NotFound:
        return "The action item is no longer there."
    if item.status is not ActionItemStatus.OPEN:
        return "The action item is closed."
    return f"There is a task of it in {details.system} already." if details.system in item.task_systems else ""


def _kept(effects: Effects, details: CreateTask, item: ActionItem) -> str:
    """Notes here what was created elsewhere, and says so."""
    if details.item_id:
        effects.items.note_task(item.user_id, item.item_id, details.system)
        return ""
    effects.items.put(item)
    return " and added to the action items"


def _is_kept(effects: Effects, details: CreateTask, action: Action) -> bool:
    if not details.item_id:
        return effects.items.exists(action.on_behalf_of, action.action_id)
    try:
        return details.system in effects.items.get(action.on_behalf_of, details.item_id).task_systems
    except NotFound:
        return False


def _item(details: CreateTask, action: Action, now: datetime) -> ActionItem:
    return ActionItem(
        item_id=details.item_id or action.action_id,
        user_id=action.on_behalf_of,
        what=details.what,
        owner=details.owner,
        due=details.due,
        meeting_id=details.meeting_id,
        series_id=details.series_id,
        created_at=now,
    )

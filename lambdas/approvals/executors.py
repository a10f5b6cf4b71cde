"""Who carries an action out: one executor for each type, over adapters. What has none here is not carried out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from lambdas.aws.email import Mailer
from lambdas.calendars.write import CalendarWriter
from lambdas.domain.actions import types
from lambdas.domain.actions.action import Action, Details
from lambdas.domain.kernel.plain_text import shown_title
from lambdas.domain.kernel.source import Source
from lambdas.domain.records.action_items import ActionItem, ActionItemStatus
from lambdas.errors import Refused
from lambdas.slack.rooms import SlackRooms
from lambdas.store.action_items import ActionItems
from lambdas.store.documents import Documents
from lambdas.task_systems.webhook import Webhook

DetailsT = TypeVar("DetailsT", bound=Details)
TaskSystems = Mapping[str, Callable[[], Webhook]]
OTHER_FACTS = "This action does not hold what its type needs."
SENT_WITH_A_TASK = {"what", "owner", "due", "meeting_id"}


class Executor(Protocol):
    def execute(self, action: Action, now: datetime) -> str:
        """What was done, in plain words. Raises Refused or Retryable when nothing was, Unproven when nobody knows."""

    def proof(self, action: Action) -> bool | None:
        """Asked after a crash: whether it happened, or None when nobody can tell. False: doing it again is safe."""

    def undo(self, action: Action, now: datetime) -> str:
        """Raises Refused where it cannot be undone."""


Executors = Mapping[str, Executor]


class _Final:
    def undo(self, action: Action, now: datetime) -> str:
        raise Refused("This cannot be undone.")


@dataclass(frozen=True, slots=True)
class MailExecutor(_Final):
    """Shares agendas and reminds attendees. SES takes no dedupe key and tells of nothing sent: no proof."""

    mailer: Mailer

    def execute(self, action: Action, now: datetime) -> str:
        details = _mail(action)
        addresses = [recipient.email for recipient in details.recipients]
        sent = self.mailer.send(addresses, details.subject, details.body, action.action_id)
        return f"Sent to {len(addresses)} people ({', '.join(sent)})."

    def proof(self, action: Action) -> bool | None:
        return None


@dataclass(frozen=True, slots=True)
class TaskExecutor:
    """In the user's own action items, and in a task system where one is named. The item's id is the action's."""

    items: ActionItems
    systems: TaskSystems

    def execute(self, action: Action, now: datetime) -> str:
        details = as_kind(types.CreateTask, action)
        item = _item(details, action, now)
        if not details.system:
            self.items.put(item)
            return "Added to your action items."
        body = {"action_id": action.action_id, **item.model_dump(mode="json", include=SENT_WITH_A_TASK)}
        answer = self.systems[details.system]().post(body, action.action_id, now)
        self.items.put(item)
        return f"Created in {details.system}{f' ({answer})' if answer else ''} and added to your action items."

    def proof(self, action: Action) -> bool | None:
        """The own list is written last and under a fixed id: what stands there is done, and may be written again."""
        if self.items.exists(action.on_behalf_of, action.action_id):
            return True
        system = as_kind(types.CreateTask, action).system
        return False if not system or self.systems[system]().takes_dedupe_key else None

    def undo(self, action: Action, now: datetime) -> str:
        self.items.close(action.on_behalf_of, action.action_id, ActionItemStatus.DROPPED, now)
        elsewhere = as_kind(types.CreateTask, action).system
        return "Dropped from your action items." + (f" The task in {elsewhere} stays." if elsewhere else "")


@dataclass(frozen=True, slots=True)
class DeletionExecutor(_Final):
    """Deleting twice is deleting once, so after a crash it is simply done again."""

    documents: Documents

    def execute(self, action: Action, now: datetime) -> str:
        keys = as_kind(types.DeleteMaterials, action).keys
        for key in keys:
            self.documents.delete(key)
        return f"Deleted {len(keys)} documents."

    def proof(self, action: Action) -> bool | None:
        return not any(self.documents.exists(key) for key in as_kind(types.DeleteMaterials, action).keys)


@dataclass(frozen=True, slots=True)
class PostExecutor(_Final):
    """AMO reads no channel, so afterwards nobody can tell: no proof."""

    rooms: SlackRooms

    def execute(self, action: Action, now: datetime) -> str:
        details = as_kind(types.PostAgenda, action)
        title, lines = f"Agenda: {shown_title(details.meeting.title)}", details.body
        return self.rooms.post(action.on_behalf_of, details.channel, title, lines, action.action_id)

    def proof(self, action: Action) -> bool | None:
        return None


@dataclass(frozen=True, slots=True)
class CalendarExecutor:
    """Over the writer of the meeting's calendar."""

    writers: Mapping[Source, CalendarWriter]

    def execute(self, action: Action, now: datetime) -> str:
        writer, user_id, action_id = self._writer(action), action.on_behalf_of, action.action_id
        match action.details:
            case types.LinkAgenda() as details:
                return writer.link_agenda(user_id, details, action_id)
            case types.ProposeTime() as details:
                return writer.propose_time(user_id, details, action_id)
            case types.DeclineMeeting() as details:
                return writer.decline(user_id, details, action_id)
            case types.BlockTime() as details:
                return writer.block_time(user_id, details, action_id)
        raise Refused("The calendar knows no such change.")

    def proof(self, action: Action) -> bool | None:
        return self._writer(action).is_written(action.on_behalf_of, _change(action), action.action_id)

    def undo(self, action: Action, now: datetime) -> str:
        return self._writer(action).take_back(action.on_behalf_of, _change(action), action.action_id)

    def _writer(self, action: Action) -> CalendarWriter:
        writer = self.writers.get(Source(_change(action).source))
        if writer is None:
            raise Refused("This calendar cannot be written to.")
        return writer


def executors_over(
    *,
    mailer: Mailer,
    items: ActionItems,
    systems: TaskSystems,
    documents: Documents,
    writers: Mapping[Source, CalendarWriter],
    rooms: SlackRooms,
) -> Executors:
    """Who carries out what, by type."""
    mail, calendar = MailExecutor(mailer), CalendarExecutor(writers)
    return {
        types.SHARE_AGENDA: mail,
        types.REMIND_ATTENDEES: mail,
        types.CREATE_TASK: TaskExecutor(items, systems),
        types.DELETE_MATERIALS: DeletionExecutor(documents),
        types.POST_AGENDA: PostExecutor(rooms),
        **dict.fromkeys(types.CALENDAR_TYPES, calendar),
    }


def as_kind(kind: type[DetailsT], action: Action) -> DetailsT:
    """Raises Refused when the facts are not those of this type."""
    details = action.details
    if not isinstance(details, kind):
        raise Refused(OTHER_FACTS)
    return details


def _mail(action: Action) -> types.Mail:
    details = action.details
    if not isinstance(details, types.Mail):
        raise Refused(OTHER_FACTS)
    return details


def _change(action: Action) -> types.CalendarChange:
    details = action.details
    if not isinstance(details, types.CalendarChange):
        raise Refused(OTHER_FACTS)
    return details


def _item(details: types.CreateTask, action: Action, now: datetime) -> ActionItem:
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

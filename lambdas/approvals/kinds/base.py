"""The interface of a kind of action: how it is composed, checked, carried out, proved and undone."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import Field

from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.base import Details, OfMeeting
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, TrackedMeeting
from lambdas.errors import Refused
from lambdas.store.action_items import ActionItems
from lambdas.store.documents import Documents
from lambdas.store.meeting_notes import NotesByMeeting
from lambdas.store.meetings import Meetings
from lambdas.store.slack_records import SlackRecords
from lambdas.store.user_accounts import ShownAccounts
from lambdas.store.users import Users

if TYPE_CHECKING:
    from lambdas.aws.email import Mailer
    from lambdas.aws.queue import Queue
    from lambdas.calendars.write import CalendarWriter, WriteConsents
    from lambdas.notifications.notifier import Notifier
    from lambdas.slack.rooms import SlackRooms
    from lambdas.store.material_texts import MaterialTexts
    from lambdas.task_systems.webhook import Webhook

DetailsT = TypeVar("DetailsT", bound=Details)
OTHER_FACTS = "This action does not hold what its type needs."


class MeetingRequest(Model):
    """No recipients, no text: nobody who asks may choose them (fault 112)."""

    meeting_id: str = Field(max_length=100)


class TimeRequest(MeetingRequest):
    start: Instant
    end: Instant


@dataclass(frozen=True, slots=True)
class Lookups:
    """The stores and calendars an action is composed from and checked against.

    ``systems`` are the types of action each system elsewhere takes, by its name; ``consents`` the calendars AMO may
    write into; ``slack_accounts`` whose account is whose; ``company_domains`` the configured ones. ``sends_mail``: the
    stage has an address to send e-mail from.
    """

    meetings: Meetings
    users: Users
    accounts: ShownAccounts
    documents: Documents
    consents: "WriteConsents"
    slack_accounts: SlackRecords
    notes: NotesByMeeting
    items: ActionItems
    systems: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    company_domains: tuple[str, ...] = ()
    sends_mail: bool = True

    def tracked(self, user: User, meeting_id: str) -> TrackedMeeting:
        """Raises NotFound, for somebody else's meeting too."""
        return self.meetings.get(user.user_id, meeting_id)

    def systems_taking(self, action_type: str) -> list[str]:
        return sorted(name for name, taken in self.systems.items() if action_type in taken)

    def meeting_of(self, details: OfMeeting, user_id: str) -> Meeting:
        """Returns the meeting as it stands now. Raises NotFound."""
        return self.meetings.get(user_id, details.meeting.meeting_id).meeting


@dataclass(frozen=True, slots=True)
class Effects:
    """The adapters an action is carried out with. ``systems`` are built when one is used."""

    mailer: "Mailer"
    items: ActionItems
    systems: Mapping[str, Callable[[], "Webhook"]]
    documents: Documents
    material_texts: "MaterialTexts"
    writers: Mapping[Source, "CalendarWriter"]
    rooms: "SlackRooms"
    users: Users
    notifier: "Notifier"
    calendar_syncs: "Queue"


class ActionKind(ABC, Generic[DetailsT]):
    """One class for each type of action, without state; ``details`` is its model in ``domain/actions/kinds``."""

    details: type[DetailsT]

    @abstractmethod
    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> DetailsT:
        """Looks up all that whoever asks may not choose. Raises Refused, NotFound, ValidationError."""

    @abstractmethod
    def blocking_reason(self, lookups: Lookups, details: DetailsT, user_id: str) -> str:
        """Returns why the target is not what it was, in plain words; empty when nothing stands in the way."""

    @abstractmethod
    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        """Returns what was done. Raises Refused or Retryable when nothing was, Unproven when nobody knows."""

    @abstractmethod
    def proof(self, effects: Effects, action: Action) -> bool | None:
        """Returns, after a crash, whether it happened; None when nobody can tell. False: doing it again is safe."""

    def undo(self, effects: Effects, action: Action, now: datetime) -> str:
        """Takes it back. Raises Refused where it cannot be undone."""
        raise Refused("This cannot be undone.")

    def read(self, action: Action) -> DetailsT:
        """Raises Refused when the facts are not those of this type."""
        details = action.details
        if not isinstance(details, self.details):
            raise Refused(OTHER_FACTS)
        return details


def materials_of(tracked: TrackedMeeting) -> MaterialsManifest:
    """Raises Refused where there are none."""
    if tracked.preparation.materials is None:
        raise Refused("This meeting has no materials yet: prepare it first.")
    return tracked.preparation.materials

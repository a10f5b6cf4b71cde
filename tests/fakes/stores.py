"""The real stores on tables in memory, with a look at what they hold.

They are the very classes that are deployed; a test may put a method of one in the way (``store.update = refuse``).
"""

from collections.abc import Callable, Iterator, MutableMapping
from datetime import datetime
from functools import cached_property
from operator import itemgetter
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel

from lambdas.aws.table import Row, Update, Write
from lambdas.domain.accounts.consents import CalendarAccount
from lambdas.domain.accounts.logins import LoginSession
from lambdas.domain.accounts.user import CalendarConnection, User
from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.actions.audit import AuditEntry, AuditRow
from lambdas.domain.actions.autonomy_config import PolicyRow
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.agenda.material_text import MaterialText
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.kernel.instants import iso, parse_iso
from lambdas.domain.meeting_notes.notes import MeetingNotes
from lambdas.domain.meetings.subscription import Subscription
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.notifications.messages import Message
from lambdas.domain.notifications.slack import Posted
from lambdas.domain.outcomes.outcome import Outcome
from lambdas.errors import Retryable
from lambdas.store.absences import Absences
from lambdas.store.action_items import ActionItems
from lambdas.store.action_looks import ActionLooks
from lambdas.store.audit_log import AuditLog
from lambdas.store.autonomy_rows import MEMBER, AutonomyRows, team_scope
from lambdas.store.calendar_accounts import CalendarAccounts
from lambdas.store.connected_calendars import ConnectedCalendars
from lambdas.store.contexts import Contexts
from lambdas.store.conversations import Conversations
from lambdas.store.deliveries import Deliveries
from lambdas.store.inbox import Inbox
from lambdas.store.login_sessions import LoginSessions
from lambdas.store.mailbox_turns import MailboxTurns
from lambdas.store.material_texts import MaterialTexts
from lambdas.store.meeting_notes import CURRENT, NotesByMeeting
from lambdas.store.meeting_questions import MeetingQuestions
from lambdas.store.meetings import STORING, Meetings, index_attributes
from lambdas.store.model_answers import ModelAnswers
from lambdas.store.outcomes import Outcomes
from lambdas.store.pending_actions import PendingActions
from lambdas.store.phone_codes import PhoneCodes
from lambdas.store.preparations import Preparations
from lambdas.store.question_figures import QuestionFigures
from lambdas.store.rate_limits import RateLimits
from lambdas.store.records import Records
from lambdas.store.rows import ATTENTION, from_row, shard_of, to_row
from lambdas.store.sign_in_flows import SignInFlows
from lambdas.store.sign_in_links import SignInLinks
from lambdas.store.slack_records import SlackRecords
from lambdas.store.source_accounts import SourceAccounts
from lambdas.store.source_records import SourceRecords
from lambdas.store.subscriptions import Subscriptions
from lambdas.store.timing_proposals import TimingProposals
from lambdas.store.users import Users
from tests.fakes.table import FakeTable

ModelT = TypeVar("ModelT", bound=BaseModel)


class Models(MutableMapping[Any, ModelT], Generic[ModelT]):
    """The rows of a table as models, under a key that reads well in a test. Written through, they pass no condition."""

    def __init__(
        self,
        table: FakeTable,
        model: type[ModelT],
        key: Callable[[Row], Any],
        row: Callable[[ModelT], Row] = to_row,
        is_one: Callable[[Row], bool] = lambda row: True,
    ) -> None:
        self._table, self._model, self._key, self._row, self._is_one = table, model, key, row, is_one
        self._read: dict[int, tuple[Row, ModelT]] = {}

    def __getitem__(self, key: Any) -> ModelT:
        return self._as_model(self._rows()[key])

    def __setitem__(self, key: Any, model: ModelT) -> None:
        """What the row holds beside the model stays."""
        self._table.put({**self._rows().get(key, {}), **self._row(model)}, "writing as a test")

    def __delitem__(self, key: Any) -> None:
        self._table.rows.pop(self._table.key_of(self._rows()[key]))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows())

    def __len__(self) -> int:
        return len(self._rows())

    def __repr__(self) -> str:
        return repr(dict(self))

    def _rows(self) -> dict[Any, Row]:
        return {self._key(row): row for row in self._table.rows.values() if self._is_one(row)}

    def _as_model(self, row: Row) -> ModelT:
        """A stored row never changes in place, so it is read once."""
        if id(row) not in self._read or self._read[id(row)][0] is not row:
            self._read[id(row)] = (row, from_row(self._model, row))
        return self._read[id(row)][1]


class InMemory:
    """A store whose table is in memory: ``class FakeInbox(InMemory, Inbox, table="notices")``."""

    table: FakeTable
    _table_name: ClassVar[str]

    def __init_subclass__(cls, table: str) -> None:
        cls._table_name = table

    def __init__(self, *others: Any) -> None:
        super().__init__(FakeTable.named(self._table_name), *others)  # type: ignore[call-arg]  # the store's own

    @property
    def writes(self) -> int:
        return len(self.table.writes)


class ModelsOf(Generic[ModelT]):
    """A store's ``Models``, under the values of these attributes; the same ones whenever they are looked at."""

    def __init__(self, model: type[ModelT], *key: str, is_one: Callable[[Row], bool] = lambda row: True) -> None:
        self._model, self._key, self._is_one = model, itemgetter(*key), is_one

    def __set_name__(self, _store: type, name: str) -> None:
        self._name = name

    def __get__(self, store: InMemory, _type: type) -> Models[ModelT]:
        models = Models(store.table, self._model, self._key, is_one=self._is_one)
        store.__dict__[self._name] = models
        return models


class FakeUsers(InMemory, Users, table="users"):
    profiles = ModelsOf(User, "user_id", is_one=lambda row: row["item"] == "profile")

    def __init__(self, *users: User) -> None:
        super().__init__()
        for user in users:
            self.put(user)
        self.table.writes.clear()


class FakeConnectedCalendars(InMemory, ConnectedCalendars, table="connected_calendars"):
    connections = ModelsOf(CalendarConnection, "user_id", "calendar_id")


class FakeAbsences(InMemory, Absences, table="absences"):
    """The days away of each user."""


class FakeQuestionFigures(InMemory, QuestionFigures, table="meetings"):
    """In a table of its own."""


class FakeMeetings(InMemory, Meetings, table="meetings"):
    @property
    def writes(self) -> int:
        """The monitor's writes that went through."""
        return self.table.writes.count(STORING)

    @cached_property
    def rows(self) -> Models[TrackedMeeting]:
        return Models(self.table, TrackedMeeting, itemgetter("meeting_id"), self._whole)

    @cached_property
    def attention(self) -> "Attention":
        return Attention(self.table)

    def _whole(self, tracked: TrackedMeeting) -> Row:
        """With its keys; when the sweeper looks at it stays as it was."""
        keys = {name: value for name, value in index_attributes(tracked).items() if name not in ATTENTION}
        return {**to_row(tracked), **keys, "meeting_id": tracked.meeting.meeting_id}


class Attention(MutableMapping[str, datetime]):
    """When the sweeper is to look, by meeting."""

    def __init__(self, table: FakeTable) -> None:
        self._table = table

    def __getitem__(self, meeting_id: str) -> datetime:
        return parse_iso(self._table.rows[meeting_id,]["attention_at"])

    def __setitem__(self, meeting_id: str, at: datetime) -> None:
        values = {"attention_shard": shard_of(meeting_id), "attention_at": iso(at)}
        self._table.update({"meeting_id": meeting_id}, Update(set=values), "writing as a test")

    def __delitem__(self, meeting_id: str) -> None:
        if "attention_at" not in self._table.rows.get((meeting_id,), {}):
            raise KeyError(meeting_id)
        self._table.update({"meeting_id": meeting_id}, Update(remove=ATTENTION), "writing as a test")

    def __iter__(self) -> Iterator[str]:
        return iter([row["meeting_id"] for row in self._table.rows.values() if "attention_at" in row])

    def __len__(self) -> int:
        return len(list(iter(self)))


class FakeMeetingNotes(InMemory, NotesByMeeting, table="meeting_notes"):
    stored = ModelsOf(MeetingNotes, "meeting_id", is_one=lambda row: row["item"] == CURRENT)


class FakePreparations(Preparations):
    """In the rows of those meetings."""

    def __init__(self, meetings: FakeMeetings) -> None:
        super().__init__(meetings.table)
        self.__dict__["attention"] = meetings.attention

    attention: Attention


class FakeConversations(InMemory, Conversations, table="chat_sessions"):
    stored = ModelsOf(Conversation, "session_id")
    is_down: bool
    saved: list[Conversation]

    def __init__(self) -> None:
        super().__init__()
        self.__dict__.update(is_down=False, saved=[])

    def save(self, session: Conversation) -> None:
        if self.is_down:
            raise Retryable("AWS was too busy while storing an answer; it is tried again.")
        super().save(session)
        self.saved.append(session)


class FakeInbox(InMemory, Inbox, table="notices"):
    stored = ModelsOf(Message, "user_id", "message_id")


class FakeLoginSessions(InMemory, LoginSessions, table="page_sessions"):
    rows = ModelsOf(LoginSession, "user_id", "session_id")


class FakeCalendarAccounts(InMemory, CalendarAccounts, table="calendar_accounts"):
    rows = ModelsOf(CalendarAccount, "user_id", "account_id")
    reads: int

    def __init__(self) -> None:
        super().__init__()
        self.__dict__["reads"] = 0

    def get(self, user_id: str, account_id: str) -> CalendarAccount:
        self.__dict__["reads"] += 1
        return super().get(user_id, account_id)


class FakeActionItems(InMemory, ActionItems, table="action_items"):
    stored = ModelsOf(ActionItem, "user_id", "item_id")


class FakeOutcomes(InMemory, Outcomes, table="outcomes"):
    stored = ModelsOf(Outcome, "user_id", "item")


class FakeMaterialTexts(InMemory, MaterialTexts, table="material_texts"):
    stored = ModelsOf(MaterialText, "user_id", "meeting_id")


class FakeModelAnswers(InMemory, ModelAnswers, table="model_answers"): ...


class FakeContexts(InMemory, Contexts, table="contexts"): ...


class FakeMeetingQuestions(InMemory, MeetingQuestions, table="model_answers"): ...


class FakeDeliveries(InMemory, Deliveries, table="deliveries"):
    def lose_records(self) -> None:
        """Whoever delivered died before it could write down how it went; what was claimed stays so."""
        for row in self.table.rows.values():
            row.pop("kind", None)


class FakeRecords(InMemory, Records, table="records"):
    @property
    def stored(self) -> list[Row]:
        return list(self.table.rows.values())


class FakeSourceAccounts(InMemory, SourceAccounts, table="source_accounts"): ...


class FakeSourceRecords(SourceRecords):
    """Over the table of the records people keep, as the stage's is."""

    def __init__(self, records: FakeRecords, accounts: SourceAccounts) -> None:
        super().__init__(records.table, accounts, lambda _seconds: None)


class FakeSignInFlows(InMemory, SignInFlows, table="sign_in_flows"): ...


class FakeSignInLinks(InMemory, SignInLinks, table="sign_in_links"): ...


class FakePhoneCodes(InMemory, PhoneCodes, table="users"): ...


class FakeTimingProposals(InMemory, TimingProposals, table="users"): ...


class FakeRateLimits(InMemory, RateLimits, table="rate_limits"): ...


class FakeMailboxTurns(InMemory, MailboxTurns, table="rate_limits"): ...


class FakeSubscriptions(InMemory, Subscriptions, table="subscriptions"):
    stored = ModelsOf(Subscription, "subscription_id", is_one=lambda row: "secret_hash" in row)


class FakeSlackRecords(InMemory, SlackRecords, table="slack"):
    messages = ModelsOf(Posted, "owner", "message_id", is_one=lambda row: row["item"].startswith("message#"))
    """By user (``user#u1``) and message."""

    @property
    def deliveries(self) -> list[Row]:
        return [row for row in self.table.rows.values() if row["owner"].startswith("delivery#")]

    def forget_deliveries(self) -> None:
        for row in self.deliveries:
            self.table.rows.pop(self.table.key_of(row))


class FakeAuditLog(InMemory, AuditLog, table="action_audit_log"):
    """``before_write`` runs ahead of every write, as another instance might, or to fail it."""

    def __init__(self) -> None:
        super().__init__(lambda _seconds: None)
        self.__dict__["before_write"] = lambda: None

    before_write: Callable[[], None]

    def add(self, entry: AuditEntry, others: Callable[[AuditRow], Any] = lambda _row: (), doing: str = "") -> AuditRow:
        self.before_write()
        return super().add(entry, others, doing)

    def chain(self, team_id: str) -> list[Row]:
        """The stored rows themselves: what is changed in one is changed in the table."""
        rows = [row for row in self.table.rows.values() if row["team_id"] == team_id]
        return sorted(rows, key=lambda row: str(row["sequence"]))

    def cut(self, team_id: str, *places: int) -> None:
        """Takes rows out of the chain, as no role may."""
        chain = self.chain(team_id)
        for place in places:
            self.table.rows.pop(self.table.key_of(chain[place]))
        self.remembered.clear()

    def events(self, team_id: str = "own-u1") -> list[str]:
        return [row["event"] for row in self.chain(team_id)]


class FakePendingActions(InMemory, PendingActions, table="pending_actions"):
    def __init__(self, log: FakeAuditLog) -> None:
        super().__init__(log)

    @cached_property
    def stored(self) -> Models[PendingAction]:
        return Models(self.table, PendingAction, itemgetter("action_id"), self._next)

    def _next(self, action: PendingAction) -> Row:
        write: Write = self._next_version(action)
        assert write.change is not None
        return {"action_id": action.action_id, **write.change.set}


class FakeActionLooks(InMemory, ActionLooks, table="action_looks"): ...


class FakeAutonomyRows(InMemory, AutonomyRows, table="autonomy"):
    def __init__(self, log: FakeAuditLog) -> None:
        super().__init__(log)

    @cached_property
    def policies(self) -> Models[PolicyRow]:
        """By scope: ``team#ID``, ``user#ID``."""
        return Models(
            self.table,
            PolicyRow,
            itemgetter("scope"),
            lambda policy: {**to_row(policy), "item": "policy"},
            lambda row: row["item"] == "policy",
        )

    def enlist(self, team_id: str, *user_ids: str) -> None:
        """As provisioning does, without its row in the log."""
        for user_id in user_ids:
            self.table.put({"scope": team_scope(team_id), "item": MEMBER + user_id}, "writing as a test")

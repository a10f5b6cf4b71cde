"""Sources over tables in memory: the real services, one scripted source, a clock that a test moves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from lambdas.config_files import load_sources_config
from lambdas.credentials.source_secrets import SourceSecrets
from lambdas.credentials.vaults import SecretPlaces
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.notifications.messages import Message
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.known_records import KnownRecords
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.source_readings.connect import SourceConnections
from lambdas.source_readings.notices import SourceNotices
from lambdas.source_readings.read import SourceReadings
from lambdas.source_readings.sweep import SourceSweep
from tests.fakes.open_vault import OpenVault
from tests.fakes.samples import a_user
from tests.fakes.sources.scripted import ScriptedSource
from tests.fakes.stores import (
    FakeAuditLog,
    FakeAutonomyRows,
    FakeMeetings,
    FakeRecords,
    FakeSourceAccounts,
    FakeSourceRecords,
    FakeUsers,
)

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
GIVEN = {
    SourceKind.PAGERDUTY: {"token": "top-secret"},
    SourceKind.JIRA: {"address": "https://acme.atlassian.net", "email": "ada@acme.example", "projects": "PLAT"}
    | {"token": "top-secret"},
}


@dataclass
class Told:
    """A notifier that keeps what it was given, each message once, as the real one does."""

    messages: dict[str, Message] = field(default_factory=dict)

    def send(self, _user: Any, message: Message, _now: datetime) -> None:
        self.messages.setdefault(message.message_id, message)


@dataclass
class SentMessages:
    sent: list[dict[str, Any]] = field(default_factory=list)

    def send(self, messages: Sequence[dict[str, Any]]) -> None:
        self.sent.extend(messages)


class World:
    def __init__(self) -> None:
        self.now = NOW
        self.user = a_user("ada", email="ada@acme.example", name="Ada", team_id="platform")
        self.users, self.meetings, self.team_rows = (
            FakeUsers(self.user),
            FakeMeetings(),
            FakeAutonomyRows(FakeAuditLog()),
        )
        self.own = FakeRecords()
        self.accounts = FakeSourceAccounts()
        self.records = FakeSourceRecords(self.own, self.accounts)
        self.vault, self.notifier, self.queue = OpenVault(), Told(), SentMessages()
        self.secrets = SourceSecrets(SecretPlaces("secrets", {"secrets": lambda: self.vault}))
        self.source = ScriptedSource()
        self._tokens = 0

    @property
    def readings(self) -> SourceReadings:
        notifier: Any = self.notifier
        return SourceReadings(
            accounts=self.accounts,
            records=self.records,
            secrets=self.secrets,
            readers=lambda _kind: self.source,
            notices=SourceNotices(self.users, notifier),
            config=load_sources_config(),
            now=lambda: self.now,
        )

    @property
    def connections(self) -> SourceConnections:
        queue: Any = self.queue
        return SourceConnections(
            accounts=self.accounts,
            records=self.records,
            secrets=self.secrets,
            readers=lambda _kind: self.source,
            queue=queue,
            config=load_sources_config(),
            trusted_origins=frozenset(),
            page_url="https://amo.example",
            new_token=self._new_token,
        )

    @property
    def sweep(self) -> SourceSweep:
        queue: Any = self.queue
        return SourceSweep(self.accounts, self.users, self.team_rows, self.meetings, queue, load_sources_config())

    def connect(self, kind: SourceKind = SourceKind.PAGERDUTY, *, for_team: bool = False) -> SourceAccount:
        return self.connections.connect(self.user, kind, GIVEN[kind], self.now, for_team=for_team).account

    def account(self, source_id: str = "pagerduty", owner: str = "ada") -> SourceAccount:
        return self.accounts.get(owner, source_id)

    def read(self, source_id: str = "pagerduty", owner: str = "ada") -> SourceAccount | None:
        return self.readings.read(owner, source_id)

    def known(self, kind: RecordKind = RecordKind.INCIDENTS) -> KnownRecords:
        return self.records.known("ada", "platform", kind)

    def wait(self, time: timedelta) -> None:
        self.now += time

    def _new_token(self) -> str:
        self._tokens += 1
        return f"token-{self._tokens}"


def an_incident(number: int, **values: Any) -> SourceRow:
    given = {"severity": "SEV2", "title": f"Queue {number} backed up", "opened_at": "2026-11-20T10:00:00+00:00"}
    given |= {"as_of": "2026-11-20T12:00:00+00:00"}
    return SourceRow(RecordKind.INCIDENTS, f"P{number}", {**given, **values})

"""A stage on which u1 has something in every table, beside somebody else; the services over it."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from lambdas.calendars.unwatch import Unwatch
from lambdas.credentials.source_secrets import SourceSecrets
from lambdas.credentials.vaults import SecretPlaces, Vaults
from lambdas.domain.accounts.consents import CalendarAccount, IdentityProvider
from lambdas.domain.accounts.logins import LoginSession, SignInLink
from lambdas.domain.accounts.phones import PhoneCode
from lambdas.domain.accounts.working_week import DaysOff
from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from lambdas.domain.actions.pending_action import ActionLook
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.subscription import Subscription
from lambdas.domain.notifications.slack import SlackLink
from lambdas.domain.personal_data.receipt import ForgettingReceipt
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.personal_data.export import ExportPlace, PersonalDataExports
from lambdas.personal_data.find_person import PersonFinder, person_of
from lambdas.personal_data.forget import PersonForgettings
from lambdas.personal_data.outside import OutsideEnds
from lambdas.personal_data.take_in import PersonalDataImports
from lambdas.source_readings.rows import records_of
from lambdas.store.action_looks import ActionLooks
from lambdas.store.audit_log import AuditLog
from lambdas.store.autonomy_rows import AutonomyRows
from lambdas.store.calendar_accounts import CalendarAccounts
from lambdas.store.forgettings import Forgettings
from lambdas.store.login_sessions import LoginSessions
from lambdas.store.personal_rows import PersonalDeletions, PersonalImports, PersonalRows, PersonalScans
from lambdas.store.phone_codes import PhoneCodes
from lambdas.store.sign_in_links import SignInLinks
from lambdas.store.source_accounts import SourceAccounts
from lambdas.store.spend import Account, Reservation, Spend
from lambdas.store.subscriptions import Subscriptions
from lambdas.store.timing_proposals import TimingProposals
from stacks.tables import TABLES
from tests.fakes.faults import Fragile, Gate
from tests.fakes.open_vault import OpenVault
from tests.fakes.samples import NOW, a_connection, a_meeting, a_tracked, a_user
from tests.fakes.stores import FakeSourceRecords
from tests.fakes.table import FakeTable, FakeTables
from tests.fakes.workflows import FakeWorkflows
from tests.unit.meeting_erasure.test_erase import MINE, OTHER, START, Office

ME, OTHERS = "u1", "ada"
NAME, ADDRESS = "Ute Example", "u1@example.com"
SECRETS = ("feed-secret", "refresh-secret", "token-hash", "code-proof", "link-hash", "watch-secret")
OPERATOR = "agent:operator"


class Consents:
    """An identity provider that is told of consents that end."""

    def __init__(self) -> None:
        self.withdrawn: list[str] = []

    def withdraw(self, provider: IdentityProvider, tokens: Any) -> None:
        self.withdrawn.append(provider.value)


class Watcher:
    def __init__(self) -> None:
        self.ended: list[str] = []

    def unwatch(self, _request: Any, subscription: Subscription) -> None:
        self.ended.append(subscription.subscription_id)


class World:
    def __init__(self, office: Office) -> None:
        self.office, self.app = office, office.app
        self.tables = FakeTables()
        for store in {**office.stores, "log": office.log, "calendars": self.app.connected_calendars}.values():
            if isinstance(table := getattr(store, "table", None), FakeTable):
                self.tables[table.spec.name] = table
        self.tables["absences"] = self.app.absences.table
        self.buckets: dict[str, Any] = {"documents": self.app.documents, "sessions": self.app.transcripts}
        self.gate = Gate()
        self.vault, self.consents, self.watcher = OpenVault(), Consents(), Watcher()
        self.approvals = FakeWorkflows()
        self.now = START + timedelta(hours=3)
        self._furnish()

    def _furnish(self) -> None:
        """What the office has not: accounts, ties, sessions, links, codes, rights, watches, looks."""
        users, later = self.app.users, self.now + timedelta(hours=1)
        users.put(a_user(ME, name=NAME, phone="+4915112345", role="reviewer", reviews_for={OTHERS}))
        users.put(a_user(OTHERS, reviews_for={ME}, team_id="leads"))
        users.link_identity(IdentityProvider.GOOGLE, "subject-1", ME)
        users.link_identity(IdentityProvider.GOOGLE, "subject-2", OTHERS)
        PhoneCodes(self.tables("users")).put(ME, PhoneCode(phone="+4915112345", proof="code-proof", expires=later))
        self.app.absences.record(ME, [DaysOff(first=START.date(), last=START.date())])
        kept = self.vault.seal(ME, "g1", {"access": "a", "refresh": "refresh-secret"})
        account = {"user_id": ME, "account_id": "g1", "provider": "google", "email": "ute@gmail.example", "kept": kept}
        account["kept"] = {"in": "table", **kept}
        times = {"consented_at": NOW, "obtained_at": NOW, "expires_at": later}
        CalendarAccounts(self.tables("calendar_accounts")).put(CalendarAccount.model_validate(account | times))
        google = {"source": Source.GOOGLE, "account_id": "g1", "watched_until": later}
        self.app.connected_calendars.connect(ME, a_connection("primary", address="feed-secret", **google))
        watch = Subscription(
            subscription_id="w1",
            source=Source.GOOGLE,
            user_id=ME,
            calendar_id="primary",
            secret_hash="watch-secret",
            lasts_until=later,
        )
        self._connect_source()
        subscriptions = Subscriptions(self.tables("subscriptions"))
        subscriptions.put(watch)
        subscriptions.make_current(watch)
        for user_id in (ME, OTHERS):
            session = {"user_id": user_id, "session_id": f"s-{user_id}", "token_hash": "token-hash"}
            LoginSessions(self.tables("page_sessions")).begin(
                LoginSession.model_validate(session | {"begun_at": NOW, "renewed_at": NOW, "device": "Firefox"})
            )
            link = SignInLink(user_id=user_id)
            SignInLinks(self.tables("sign_in_links")).create(link, f"link-hash-{user_id}", later)
        tie = {"team_id": "T1", "slack_user_id": "U1", "user_id": ME, "channel_id": "D1"}
        self.app.records_of_slack.link(SlackLink.model_validate(tie | {"proof": "email", "linked_at": NOW}))
        autonomy = AutonomyRows(self.tables("autonomy"), self.audit)
        entry = AuditEntry(team_id="leads", at=NOW, event=AuditEvent.ROLE_GIVEN, actor=OPERATOR, note="x")
        autonomy.add_member("leads", ME, entry, reviews_for=frozenset({OTHERS}))
        autonomy.add_member("leads", OTHERS, entry, given_by=frozenset({ME}))
        look = ActionLook(user_id=ME, at=NOW)
        ActionLooks(self.tables("action_looks")).add("somebody-s", look, NOW + timedelta(days=400))
        for user_id, team_id in ((ME, f"own-{ME}"), (OTHERS, "leads")):
            paid = Reservation(Account("prep#m77#1", user_id, team_id), 10)
            Spend(self.tables("spend")).settle(paid, 7, self.now)
        theirs = a_meeting("m77", user_id=OTHERS, start=START)
        self.app.meetings.create(a_tracked(theirs))
        self.buckets["documents"].put(f"{OTHERS}/m77/r1/plan.json", b"{}", "application/json")
        self.buckets["sessions"].put(f"uploads/{ME}/c1.ics", b"BEGIN:VCALENDAR", "text/calendar")

    def _connect_source(self) -> None:
        """One that is read, with what it filled in, and one that tells AMO by itself; and one of the team."""
        accounts, records = self.source_accounts, FakeSourceRecords(self.app.records, self.source_accounts)
        for owner, kind in ((ME, SourceKind.PAGERDUTY), (ME, SourceKind.GREENHOUSE), ("team#leads", SourceKind.JIRA)):
            kept = self.source_secrets.seal(owner, kind.value, {"token": "source-secret"})
            hook = "hook-hash" if kind is SourceKind.GREENHOUSE else ""
            named: dict[str, Any] = {"source_id": kind.value, "kind": kind, "name": kind.value, "connected_by": ME}
            accounts.connect(SourceAccount(owner=owner, **named, kept=kept, hook=hook, connected_at=NOW))
        values = {"severity": "SEV1", "title": "Checkout was down", "opened_at": NOW.isoformat()}
        row = SourceRow(RecordKind.INCIDENTS, "P1", values)
        records.put_all(ME, records_of(accounts.get(ME, "pagerduty"), [row], self.now).records)

    @property
    def source_accounts(self) -> SourceAccounts:
        return SourceAccounts(self.tables("source_accounts"))

    @property
    def source_secrets(self) -> SourceSecrets:
        return SourceSecrets(SecretPlaces("table", {"table": lambda: self.vault}))

    @property
    def audit(self) -> AuditLog:
        return self.office.log

    @property
    def rows(self) -> PersonalRows:
        return PersonalRows(self.tables_by_name)

    @property
    def tables_by_name(self) -> dict[str, Any]:
        return {spec.name: self.tables(spec.name) for spec in TABLES}

    def export(self, person: str = ME) -> list[dict[str, Any]]:
        """Every answer, as the command asks for them."""
        exports = PersonalDataExports(self.rows, self.buckets)
        user, after, answers = PersonFinder(self.app.users).find(person), None, []
        while True:
            part = exports.part(person_of(user), after)
            answer = part.model_dump(mode="json")
            answers.append(json.loads(json.dumps({"user_id": user.user_id, "at": self.now.isoformat(), **answer})))
            if part.after is None:
                return answers
            after = ExportPlace.model_validate(answer["after"])

    @property
    def imports(self) -> PersonalDataImports:
        return PersonalDataImports(
            self.app.users,
            TimingProposals(self.tables("users")),
            self.app.meetings,
            PersonalImports(self.tables_by_name),
        )

    @property
    def forgettings(self) -> PersonForgettings:
        part: Callable[[Any, str], Any] = lambda what, name: Fragile(what, self.gate, name)  # noqa: E731
        rows = PersonalRows(self.tables_by_name)
        calls: Any = Vaults("table", {"table": lambda: self.vault})
        subscriptions = Subscriptions(self.tables("subscriptions"))
        watchers: Any = {Source.GOOGLE: self.watcher}
        outside = OutsideEnds(
            rows=rows,
            accounts=part(CalendarAccounts(self.tables("calendar_accounts")), "accounts"),
            calendars=self.app.connected_calendars,
            vaults=part(calls, "vaults"),
            oauth=part(self.consents, "oauth"),
            unwatch=Unwatch(subscriptions, watchers, lambda: self.now),
            sources=part(self.source_accounts, "sources"),
            source_secrets=part(self.source_secrets, "source secrets"),
            schedules=part(self.app.schedules, "schedules"),
            preparations=part(self.app.workflows, "workflows"),
            approvals=part(self.approvals, "approvals"),
        )
        return PersonForgettings(
            rows=rows,
            scans=part(PersonalScans(self.tables_by_name), "scans"),
            deletions=part(PersonalDeletions(self.tables_by_name), "deletions"),
            buckets={name: part(bucket, name) for name, bucket in self.buckets.items()},
            outside=outside,
            forgettings=part(Forgettings(self.tables("users")), "forgettings"),
            audit=part(self.audit, "audit"),
            stage="demo",
        )

    def forget(self, person: str = ME, has_time: Callable[[], bool] = lambda: True) -> ForgettingReceipt:
        for _ in range(5_000):
            user = PersonFinder(self.app.users).find(person)
            _, receipt = self.forgettings.go_on(user, OPERATOR, self.now, has_time)
            if receipt:
                return receipt
        raise AssertionError("it never comes to an end")

    def places(self, *words: str) -> dict[str, list[Any]]:
        """The rows and objects in which one of these words stands, by table and bucket."""
        named = re.compile("|".join(rf"(?<![0-9A-Za-z]){re.escape(word)}(?![0-9A-Za-z])" for word in words))
        found = {}
        for name, table in self.tables.items():
            found[name] = [row for row in table.rows.values() if named.search(json.dumps(row))]
        for name, bucket in self.buckets.items():
            found[f"bucket {name}"] = [key for key in bucket.stored if named.search(f"{key}{bucket.stored[key]}")]
        return {name: rows for name, rows in found.items() if rows}

    @contextmanager
    def again(self) -> Iterator["World"]:
        """Whatever happens meanwhile, all is as it was afterwards."""
        tables = {name: dict(table.rows) for name, table in self.tables.items()}
        buckets = {name: dict(bucket.stored) for name, bucket in self.buckets.items()}
        kept, statuses = dict(self.vault.kept), dict(self.app.workflows.statuses)
        timers = dict(self.app.schedules.waiting)
        self.consents.withdrawn.clear()
        self.watcher.ended.clear()
        try:
            yield self
        finally:
            for name, table in self.tables.items():
                table.rows.clear()
                table.rows.update(tables.get(name, {}))
            for name, bucket in self.buckets.items():
                bucket.stored.clear()
                bucket.stored.update(buckets[name])
            self.vault.kept.clear()
            self.vault.kept.update(kept)
            self.app.workflows.statuses.update(statuses)
            self.app.schedules.waiting.clear()
            self.app.schedules.waiting.update(timers)
            self.office.log.remembered.clear()
            self.gate.begin({})


def a_world() -> World:
    office = Office()
    for meeting_id in (MINE, OTHER):
        office.answer(meeting_id)
    office.rings(START + timedelta(hours=2))
    for meeting_id in (MINE, OTHER):
        office.furnish(meeting_id)
    return World(office)

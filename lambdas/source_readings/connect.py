"""Connects, tries and disconnects sources, and says how each stands: a person's own, and those of their team."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lambdas.aws.queue import Queue
from lambdas.credentials.source_secrets import SourceSecrets
from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.plain_text import plain
from lambdas.domain.sources.account import SourceAccount, SourceStatus, free_id, owner_of_team
from lambdas.domain.sources.kinds import ADDRESS, SPECS, SourceField, SourceKind
from lambdas.domain.sources.source_config import SourcesConfig
from lambdas.errors import Forbidden, NotFound, Refused
from lambdas.source_readings.sweep import reading_of
from lambdas.sources.addresses import checked_address
from lambdas.sources.base import SourceReader
from lambdas.store.source_accounts import SourceAccounts
from lambdas.store.source_records import SourceRecords

MAX_SOURCES = 20
"""Of one person, and of one team."""
MAX_SETTING = 2000
MAX_SECRET = 8000
MAX_NAME = 60
EXTERNAL_ID = "external_id"
"""What a role of another account asks for, so that nobody else can have AMO assume it."""

MISSING = "{} is missing."
GIVE_AGAIN = "{} has to be given again at another address: it was given for the one before."
TOO_LONG = "{} is longer than {:,} characters."
UNKNOWN = "{} is no setting of {}."
TEAM_ONLY = "Sources of a team are connected by its reviewers and operators."
NO_TEAM = "You are in no team."
TOO_MANY = f"There are {MAX_SOURCES} sources already; disconnect one first."


@dataclass(frozen=True, slots=True)
class ConnectedSource:
    """``hook`` is the address the service is to tell AMO at, shown this once; ``answer`` is what trying it said."""

    account: SourceAccount
    hook: str = field(default="", repr=False)
    answer: str = ""


@dataclass(frozen=True, slots=True)
class SourceConnections:
    """``new_token`` makes what nobody can guess. ``page_url`` is where services reach AMO."""

    accounts: SourceAccounts
    records: SourceRecords
    secrets: SourceSecrets
    readers: Callable[[SourceKind], SourceReader]
    queue: Queue
    config: SourcesConfig
    trusted_origins: frozenset[str]
    page_url: str
    new_token: Callable[[], str]

    def of_person(self, user: User) -> tuple[SourceAccount, ...]:
        """Their own, then their team's."""
        return tuple(account for owner in _owners(user) for account in self.accounts.of(owner))

    def find(self, user: User, source_id: str) -> SourceAccount:
        """Raises NotFound for one that is neither theirs nor their team's."""
        found = next((one for one in self.of_person(user) if one.source_id == source_id), None)
        if found is None:
            raise NotFound("There is no such source.")
        return found

    def connect(
        self,
        user: User,
        kind: SourceKind,
        given: Mapping[str, str],
        now: datetime,
        *,
        name: str = "",
        for_team: bool = False,
    ) -> ConnectedSource:
        """Tries it first: nothing is stored of one that does not answer. Raises as SourceReader does, and Refused.

        A role in AWS cannot be tried before it knows the external id, which is made here: it is tried afterwards.
        """
        owner = _owner(user, for_team=for_team)
        there = self.of_person(user)
        if sum(one.owner == owner for one in there) >= MAX_SOURCES:
            raise Refused(TOO_MANY)
        settings, secret = self._settings(kind, given), _secret(kind, given)
        if kind is SourceKind.AWS_COSTS:
            settings[EXTERNAL_ID] = self.new_token()
        hook = self.new_token() if SPECS[kind].is_pushed else ""
        source_id = free_id(kind, owner, frozenset(one.source_id for one in there))
        account = SourceAccount(
            owner=owner,
            source_id=source_id,
            kind=kind,
            name=plain(name)[:MAX_NAME] or SPECS[kind].label,
            settings=settings,
            hook=digest(hook) if hook else "",
            connected_by=user.user_id,
            connected_at=now,
            next_at=now if SPECS[kind].is_read else None,
            look_at=now if SPECS[kind].is_read else None,
        )
        answer = self._tried(account, secret, now) if kind is not SourceKind.AWS_COSTS else ""
        return self._stored(account, secret, hook, answer)

    def reconnect(self, user: User, source_id: str, given: Mapping[str, str], now: datetime) -> ConnectedSource:
        """New settings and secrets in the place of the old. What is left out stays, as a secret does that is empty; a
        setting that is empty is taken away. What it filled in stays, too.

        At another address the secret has to be given again: it was given for the one it had.
        """
        before = self.find(user, source_id)
        _must_manage(user, before)
        secrets = {one.name for one in before.spec.secrets}
        told = {name: value for name, value in given.items() if value or name not in secrets}
        settings = self._settings(before.kind, {**before.settings, **told})
        if settings.get(ADDRESS) == before.settings.get(ADDRESS):
            told = {**self.secrets.open(before), **told}
        elif kept_secret := next((one for one in before.spec.secrets if one.name not in told), None):
            raise Refused(GIVE_AGAIN.format(kept_secret.label))
        secret = _secret(before.kind, told)
        kept = {name: before.settings[name] for name in (EXTERNAL_ID,) if name in before.settings}
        fresh = {"status": SourceStatus.NEW, "problem": "", "failing_since": None, "reading": None}
        at = now if before.spec.is_read else None
        account = before.model_copy(
            update={
                **fresh,
                "settings": settings | kept,
                "connected_by": user.user_id,
                "connected_at": now,
                "next_at": at,
                "look_at": at,
            }
        )
        return self._stored(account, secret, "", self._tried(account, secret, now))

    def test(self, user: User, source_id: str, now: datetime) -> str:
        """Asks it one thing. Returns in words whom it takes AMO for; raises as SourceReader does."""
        account = self.find(user, source_id)
        return self._tried(account, self.secrets.open(account), now)

    def refresh(self, user: User, source_id: str) -> None:
        """Has it read at once. Raises Refused for one that tells by itself."""
        account = self.find(user, source_id)
        if not account.spec.is_read:
            raise Refused(f"{account.name} tells AMO by itself; there is nothing to read there.")
        self.queue.send([reading_of(account)])

    def disconnect(self, user: User, source_id: str, *, keep_records: bool) -> int:
        """With what it filled in, or leaving that with this person as if imported. Returns how many records that were.

        The account goes last: whatever ends this half-way, doing it again finishes it.
        """
        account = self.find(user, source_id)
        _must_manage(user, account)
        kept = self.records.keep_as_own(account, user.user_id) if keep_records else 0
        gone = self.records.forget_source(account)
        self.secrets.forget(account)
        self.accounts.disconnect(account)
        self.records.forget_source(account)  # a page that was under way
        return kept if keep_records else gone

    def _stored(self, account: SourceAccount, secret: Mapping[str, str], hook: str, answer: str) -> ConnectedSource:
        account = account.model_copy(update={"kept": self.secrets.seal(account.owner, account.source_id, secret)})
        self.accounts.connect(account)
        if account.spec.is_read:
            self.queue.send([reading_of(account)])
        return ConnectedSource(account, f"{self.page_url}/hooks/sources/{hook}" if hook else "", answer)

    def _tried(self, account: SourceAccount, secret: Mapping[str, str], now: datetime) -> str:
        if not account.spec.is_read:
            return "It tells AMO by itself; its first message is the proof."
        return self.readers(account.kind).check(account, secret, now)

    def _settings(self, kind: SourceKind, given: Mapping[str, str]) -> dict[str, str]:
        """Raises Refused for what is missing, too long, or no field of the kind."""
        spec = SPECS[kind]
        names = {one.name for one in spec.fields} | {ADDRESS, EXTERNAL_ID}
        if unknown := [name for name in given if name not in names]:
            raise Refused(UNKNOWN.format(unknown[0], spec.label))
        settings = dict(_values(spec.settings, given, MAX_SETTING))
        if address := settings.get(ADDRESS) or given.get(ADDRESS, ""):
            settings[ADDRESS] = checked_address(self.config, kind, address, self.trusted_origins)
        return settings


def _secret(kind: SourceKind, given: Mapping[str, str]) -> dict[str, str]:
    return dict(_values(SPECS[kind].secrets, given, MAX_SECRET))


def may_manage(user: User, account: SourceAccount) -> bool:
    """A person their own sources; a team's reviewers and operators the team's."""
    return account.owner == user.user_id or (account.team == user.team_id and user.role != "member")


def _must_manage(user: User, account: SourceAccount) -> None:
    if not may_manage(user, account):
        raise Forbidden(TEAM_ONLY)


def _owner(user: User, *, for_team: bool) -> str:
    if not for_team:
        return user.user_id
    if not user.team_id:
        raise Refused(NO_TEAM)
    if user.role == "member":
        raise Forbidden(TEAM_ONLY)
    return owner_of_team(user.team_id)


def _owners(user: User) -> tuple[str, ...]:
    return (user.user_id, *([owner_of_team(user.team_id)] if user.team_id else []))


def _values(fields: tuple[SourceField, ...], given: Mapping[str, str], most: int) -> Iterator[tuple[str, str]]:
    """Raises Refused, naming the field."""
    for one in fields:
        value = str(given.get(one.name) or one.default).strip()
        if one.is_required and not value:
            raise Refused(MISSING.format(one.label))
        if len(value) > most:
            raise Refused(TOO_LONG.format(one.label, most))
        if value:
            yield one.name, value

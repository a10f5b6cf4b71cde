"""Accounts whose calendars AMO may read: connected, chosen among, disconnected."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lambdas.accounts.authorization_flow import AuthorizationFlows
from lambdas.accounts.consents import CalendarConsents, scopes_of, write_scopes_of
from lambdas.accounts.sync_requests import SyncRequests
from lambdas.accounts.tokens import Identity
from lambdas.calendar_monitor.service import EndedCalendars
from lambdas.calendars.account_calendars import REFUSED, OfferedCalendar
from lambdas.calendars.base import CalendarRequest
from lambdas.calendars.unwatch import Unwatch
from lambdas.calendars.watch import WatchRequest
from lambdas.credentials.clients import OAuthClient
from lambdas.credentials.id_tokens import IdTokens
from lambdas.credentials.oauth import OAuth
from lambdas.credentials.renewing_access import RenewingAccess
from lambdas.credentials.vaults import Vaults
from lambdas.domain.accounts.consents import CalendarAccount, IdentityProvider
from lambdas.domain.accounts.user import CalendarConnection, ConnectionHealth
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.subscription import Subscription
from lambdas.errors import AmoError, NeedsConsent, NotFound, Refused, Retryable
from lambdas.store.user_accounts import OwnCalendars
from tests.fakes.identity_provider import FakeIdentityProvider
from tests.fakes.open_vault import OpenVault
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_connection
from tests.fakes.stores import (
    FakeCalendarAccounts,
    FakeConnectedCalendars,
    FakeSignInFlows,
    FakeSubscriptions,
    FakeUsers,
)

GOOGLE, MICROSOFT = IdentityProvider.GOOGLE, IdentityProvider.MICROSOFT
READ, PLANNED_ANEW = {"user_id": "ada", "replan": False}, {"user_id": "ada", "replan": True}
OPENID = {"openid", "email", "profile"}


class Watcher:
    """Refuses while it has ``problems``; ``ended`` are the subscriptions it was told to end, ``asked`` all of them."""

    is_local = True

    def __init__(self, source: Source) -> None:
        self.source, self.problems, self.asked, self.ended = source, list[AmoError](), list[str](), list[str]()

    def watch(self, request: WatchRequest) -> Subscription:
        raise AssertionError(request)

    def unwatch(self, request: CalendarRequest, subscription: Subscription) -> None:
        assert request.connection.account_id
        self.asked.append(subscription.subscription_id)
        if self.problems:
            raise self.problems.pop(0)
        self.ended.append(subscription.subscription_id)


class Office:
    """``there``: the provider, whose account has the calendars ``offered`` while its list ``is_up``."""

    def __init__(self, syncs: SyncRequests, provider: IdentityProvider = GOOGLE) -> None:
        self.there, self.connected_calendars = FakeIdentityProvider(provider), FakeConnectedCalendars()
        self.vault = OpenVault()
        self.accounts, self.offered, self.is_up = FakeCalendarAccounts(), ["Team", "Ada", "Choir"], True
        self.subscriptions, self.watcher = FakeSubscriptions(), Watcher(provider.source)
        vaults, oauth = Vaults("table", {"table": lambda: self.vault}), OAuth(self.get, lambda: NOW, self.there.post)
        self.consents = CalendarConsents(
            accounts=self.accounts,
            connected=OwnCalendars(FakeUsers(), self.connected_calendars),
            vaults=vaults,
            access=RenewingAccess(self.accounts, vaults, oauth, lambda: NOW),
            oauth=oauth,
            calendar_lists={provider: self.list_calendars},
            flows=AuthorizationFlows(
                FakeSignInFlows(),
                oauth,
                self,  # type: ignore[arg-type] # as the registrations in Secrets Manager
                IdTokens(self.get, self.there.keys),
                "https://amo.example",
            ),
            syncs=syncs,
            unwatch=Unwatch(self.subscriptions, {provider.source: self.watcher}, lambda: NOW),
        )

    def get(self, _provider: IdentityProvider) -> OAuthClient:
        return self.there.registered

    def list_calendars(self, _token: str) -> list[OfferedCalendar]:
        if not self.is_up:
            raise Retryable(REFUSED)
        return [OfferedCalendar(address=f"{n}@cal", name=n, is_primary=n == "Ada") for n in self.offered]

    def connect(self, user_id: str = "ada", now: datetime = NOW, **asked: Any) -> CalendarAccount:
        """Agreed to at the provider, and back."""
        owner, provider = Identity(user_id, "s1"), self.there.provider
        begun = self.consents.begin(owner, provider, now, **asked)
        returned = self.consents.finish(owner, provider, self.there.consent(begun.url), begun.browser, now)
        return self.consents.keep(returned, now)

    def watch(self, name: str = "s1") -> None:
        """Ada's calendar is watched."""
        (connection,) = self.connected()
        subscription = Subscription(
            subscription_id=name,
            source=connection.source,
            user_id="ada",
            calendar_id=connection.calendar_id,
            secret_hash="",
            lasts_until=NOW,
        )
        self.subscriptions.put(subscription)
        self.subscriptions.make_current(subscription)

    def connected(self, user_id: str = "ada") -> list[CalendarConnection]:
        return [one for (owner, _), one in self.connected_calendars.connections.items() if owner == user_id]

    def counted(self) -> set[str]:
        return {one.label for one in self.connected() if one.counts}


@pytest.fixture
def office(syncs: SyncRequests) -> Office:
    return Office(syncs)


@pytest.mark.parametrize(("provider", "source"), [(GOOGLE, Source.GOOGLE), (MICROSOFT, Source.MICROSOFT)])
def test_an_account_is_connected_with_its_primary_calendar_and_read(
    syncs: SyncRequests, queue: FakeQueue, provider: IdentityProvider, source: Source
) -> None:
    office = Office(syncs, provider)
    account = office.connect()
    assert (account.email, account.consented_at, account.may_write) == ("ada@example.com", NOW, False)
    (connection,) = office.connected()
    assert (connection.source, connection.address, connection.label) == (source, "Ada@cal", "Ada")
    assert queue.bodies == [READ]


@pytest.mark.parametrize("writes", [False, True])
@pytest.mark.parametrize("provider", [GOOGLE, MICROSOFT])
def test_writing_is_asked_for_only_where_it_is_wanted(
    syncs: SyncRequests, provider: IdentityProvider, writes: bool
) -> None:
    office = Office(syncs, provider)
    begun = office.consents.begin(Identity("ada", "s1"), provider, NOW, writes=writes)
    asked = set(parse_qs(urlsplit(begun.url).query)["scope"][0].split())
    assert asked == OPENID | set(scopes_of(provider)) | (set(write_scopes_of(provider)) if writes else set())
    assert office.connect(writes=writes).may_write is writes


def test_a_consent_is_kept_while_the_list_of_calendars_is_down_and_they_are_chosen_later(
    office: Office, queue: FakeQueue
) -> None:
    office.is_up = False
    account = office.connect()
    assert (office.connected(), queue.bodies) == ([], [READ])
    with pytest.raises(Retryable):
        office.consents.choose("ada", account.account_id, frozenset({"Team@cal"}), NOW)
    office.is_up = True
    office.consents.choose("ada", account.account_id, frozenset({"Team@cal"}), NOW)
    assert office.counted() == {"Team"}


def test_a_consent_without_the_box_for_calendars_is_not_kept(office: Office) -> None:
    office.there.granted = OPENID
    with pytest.raises(Refused, match="leave that box ticked"):
        office.connect()
    assert (len(office.accounts.rows), office.vault.kept) == (0, {})


def test_a_consent_that_does_not_last_is_not_kept(office: Office) -> None:
    office.there.gives_refresh_token = False
    with pytest.raises(Refused, match="Google gave no lasting consent; connect it again"):
        office.connect()
    assert (len(office.accounts.rows), office.vault.kept) == (0, {})


def test_connecting_again_mends_what_was_chosen_before_and_leaves_out_what_was_left_out(office: Office) -> None:
    account = office.connect()
    office.consents.choose("ada", account.account_id, frozenset({"Team@cal", "Choir@cal"}), NOW)
    for connection in office.connected():
        broken = {"health": ConnectionHealth.REVOKED, "problem": "over", "counts": connection.label == "Team"}
        office.connected_calendars.connect("ada", connection.model_copy(update=broken))
    office.accounts.end(account, NOW)
    again = office.connect(account_id=account.account_id)
    assert (again.account_id, again.revoked_at) == (account.account_id, None)
    assert [(one.health, one.problem) for one in office.connected()] == [(ConnectionHealth.OK, "")] * 2
    assert office.counted() == {"Team"}


def test_connected_again_it_is_a_consent_of_that_day(office: Office) -> None:
    """Which calendars are read, told of and warned about goes by when its owner last agreed."""
    account = office.connect()
    office.consents.choose("ada", account.account_id, frozenset({"Ada@cal", "Team@cal"}), NOW)
    later = NOW + timedelta(days=170)
    again = office.connect(now=later, account_id=account.account_id)
    assert again.consented_at == later
    assert office.accounts.get("ada", account.account_id).consented_at == later
    assert [one.consented_at for one in office.connected()] == [later, later]


def test_the_calendars_of_an_account_are_offered_the_primary_one_first(office: Office) -> None:
    account = office.connect()
    found, offered = office.consents.list_calendars("ada", account.account_id)
    assert (found, [one.name for one in offered]) == (account, ["Ada", "Team", "Choir"])


def test_a_calendar_keeps_the_account_it_is_read_with(office: Office) -> None:
    account = office.connect()
    assert {one.account_email for one in office.connected()} == {account.email}


def test_the_calendars_that_are_ticked_count_and_no_other_and_all_is_planned_anew(
    office: Office, queue: FakeQueue
) -> None:
    account_id = office.connect().account_id
    office.connected_calendars.connect("ada", a_connection("feed"))
    office.consents.choose("ada", account_id, frozenset({"Team@cal", "Choir@cal", "somebody-else@cal"}), NOW)
    assert office.counted() == {"Team", "Choir", "Feed"}
    assert office.consents.list_chosen("ada", account_id) == {"Team@cal", "Choir@cal"}
    assert [body for body in queue.bodies if "replan" in body] == [READ, PLANNED_ANEW]


def test_a_calendar_that_was_left_out_counts_when_it_is_ticked_and_what_is_known_of_it_stays(office: Office) -> None:
    account_id = office.connect().account_id
    (connection,) = office.connected()
    left_out = connection.model_copy(update={"counts": False, "sync_state": {"token": "1"}})
    office.connected_calendars.connect("ada", left_out)
    assert office.consents.list_chosen("ada", account_id) == frozenset()
    office.consents.choose("ada", account_id, frozenset({"Ada@cal"}), NOW)
    assert office.connected() == [left_out.model_copy(update={"counts": True})]


def test_an_account_may_have_no_calendar_chosen(office: Office) -> None:
    account_id = office.connect().account_id
    office.consents.choose("ada", account_id, frozenset(), NOW)
    assert (office.connected(), office.consents.list_chosen("ada", account_id)) == ([], frozenset())


@pytest.mark.parametrize("is_down", [False, True], ids=["there as well", "while the provider is down"])
def test_disconnecting_forgets_the_consent_and_its_calendars_alone(
    office: Office, queue: FakeQueue, is_down: bool
) -> None:
    account_id = office.connect().account_id
    office.connected_calendars.connect("ada", a_connection("feed"))
    office.there.failures = [(503, "")] if is_down else []
    office.consents.disconnect("ada", account_id)
    assert (len(office.accounts.rows), office.vault.kept, office.counted()) == (0, {}, {"Feed"})
    assert bool(office.there.alive) is is_down
    assert queue.bodies == [READ, PLANNED_ANEW]


@pytest.mark.parametrize(
    ("problems", "ended"),
    [
        ([], ["s1"]),
        ([Retryable("busy")], ["s1"]),
        ([Retryable("down")] * 9, []),
        ([NeedsConsent("over")], []),
    ],
    ids=["at once", "at the second try", "not while it is down", "not without a consent"],
)
def test_what_watches_its_calendars_is_ended_before_the_consent_goes(
    office: Office, problems: list[AmoError], ended: list[str]
) -> None:
    account_id = office.connect().account_id
    office.watch()
    office.watcher.problems = problems
    office.consents.disconnect("ada", account_id)
    assert (office.watcher.ended, len(office.accounts.rows)) == (ended, 0)
    assert len(office.watcher.asked) <= 2
    assert office.subscriptions.get("s1") is None, "it is not heard any more either way"


def test_a_calendar_that_is_not_ticked_any_more_is_to_be_unwatched(office: Office, queue: FakeQueue) -> None:
    account_id = office.connect().account_id
    (left,) = office.connected()
    office.consents.choose("ada", account_id, frozenset({"Team@cal"}), NOW)
    (told,) = [body for body in queue.bodies if "connections" in body]
    ended = EndedCalendars.model_validate(told)
    assert [(one.calendar_id, one.account_id) for one in ended.connections] == [(left.calendar_id, account_id)]


def test_two_people_have_the_same_account_each_for_themselves(office: Office) -> None:
    account_id = office.connect().account_id
    assert office.connect("eve").account_id == account_id
    office.consents.disconnect("ada", account_id)
    assert len(office.connected("eve")) == 1
    assert office.consents.list_calendars("eve", account_id)[1]


def test_fault_116_somebody_else_s_account_is_not_there(office: Office) -> None:
    eves = office.connect("eve").account_id
    for attempt in (
        lambda: office.consents.begin(Identity("ada", "s1"), GOOGLE, NOW, eves),
        lambda: office.consents.list_chosen("ada", eves),
        lambda: office.consents.list_calendars("ada", eves),
        lambda: office.consents.choose("ada", eves, frozenset({"Ada@cal"}), NOW),
        lambda: office.consents.disconnect("ada", eves),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert office.connected() == []
    assert len(office.connected("eve")) == 1

"""Whether the hosts of sources can be reached is asked without anything that sources are connected with."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from lambdas.config_files import load_sources_config
from lambdas.connectivity import source_hosts
from lambdas.connectivity.probe import Probed, probe_all
from lambdas.connectivity.source_hosts import SourceHosts
from lambdas.domain.sources.account import ADDRESSED, SourceAccount
from lambdas.domain.sources.kinds import SourceKind
from lambdas.errors import Refused
from lambdas.outbound.json_http import JsonHttp, RawAnswer
from tests.fakes.samples import NOW
from tests.fakes.sources.base import SourceFault, SourceReply, SourceRequest
from tests.fakes.sources.server import FakeSources
from tests.fakes.stores import FakeSourceAccounts
from tests.fakes.table import FakeTable

SEALED = "what it is connected with"


class ClosedJira:
    settings: Mapping[str, str] = {}
    secret: Mapping[str, str] = {}

    def reply(self, request: SourceRequest) -> SourceReply:
        return SourceReply(200 if "authorization" in request.headers else 401, {})


@pytest.fixture
def accounts() -> FakeSourceAccounts:
    return FakeSourceAccounts()


@pytest.fixture
def fakes() -> Iterator[FakeSources]:
    server = FakeSources({"jira": ClosedJira()}).start()
    yield server
    server.stop()


def connect(accounts: FakeSourceAccounts, source_id: str, address: str, **changes: Any) -> None:
    told: dict[str, Any] = {"owner": "ada", "kind": SourceKind.JIRA, "name": "Roadmap", "connected_at": NOW}
    told |= {"kept": {"sealed": SEALED}, "settings": {"address": address}, "look_at": NOW + timedelta(hours=6)}
    accounts.connect(SourceAccount(**{**told, "source_id": source_id, **changes}))


def probed(accounts: FakeSourceAccounts, *trusted: str) -> dict[str, Probed]:
    hosts = SourceHosts(accounts, load_sources_config(), frozenset(trusted), lambda: NOW)
    return {one.service: one for one in probe_all(hosts.probes())}


def test_a_host_that_refuses_whoever_shows_nothing_is_there(accounts: FakeSourceAccounts, fakes: FakeSources) -> None:
    connect(accounts, "jira", fakes.address("jira"))
    connect(accounts, "jira", fakes.address("jira"), owner="eve")
    (told,) = probed(accounts, fakes.origin).values()
    assert (told.service, told.state) == (f"Jira {fakes.origin}", "unproven_live")
    assert "answers (401); asked without credentials" in told.detail
    ((_, request),) = fakes.asked["jira"]
    assert not {"authorization", "cookie"} & set(request.headers)


def test_one_of_the_internet_that_answers_is_reachable(
    accounts: FakeSourceAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(JsonHttp, "fetch_json", lambda *_, **__: RawAnswer(403, {}, b""))
    connect(accounts, "jira", "https://acme.atlassian.net")
    assert probed(accounts)["Jira acme.atlassian.net"].state == "reachable"


def test_one_that_fails_or_hangs_up_is_slow(accounts: FakeSourceAccounts, fakes: FakeSources) -> None:
    connect(accounts, "jira", fakes.address("jira"))
    for fault in (SourceFault.ERROR, SourceFault.HALF):
        fakes.break_("jira", fault)
        assert probed(accounts, fakes.origin)[f"Jira {fakes.origin}"].state == "slow"


def test_a_host_that_is_no_longer_on_the_list_is_not_called(accounts: FakeSourceAccounts, fakes: FakeSources) -> None:
    connect(accounts, "jira", fakes.address("jira"))
    (told,) = probed(accounts).values()
    assert told.state == "rejected"
    assert fakes.asked == {}


def test_what_has_no_address_is_not_called(accounts: FakeSourceAccounts) -> None:
    connect(accounts, "hr_files", "", kind=SourceKind.HR_FILES, settings={})
    connect(accounts, "opsgenie", "", kind=SourceKind.OPSGENIE, settings={}, look_at=None, hook="h")
    assert probed(accounts)["sources"].state == "not_configured"


def test_there_are_no_more_rows_than_can_be_asked_at_once(
    accounts: FakeSourceAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(JsonHttp, "fetch_json", lambda *_, **__: RawAnswer(403, {}, b""))
    for number in range(source_hosts.MAX_HOSTS + 3):
        connect(accounts, f"jira-{number}", f"https://acme{number}.atlassian.net")
    assert len(probed(accounts)) == source_hosts.MAX_HOSTS


def test_the_accounts_are_read_without_what_they_are_connected_with(
    accounts: FakeSourceAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As probe_services is granted it: the query names the attributes that it is shown."""
    asked: list[Any] = []
    query = FakeTable.query

    def watched(*where: Any, only: Any = (), **more: Any) -> Any:
        asked.append(only)
        return query(*where, only=only, **more)

    monkeypatch.setattr(FakeTable, "query", watched)
    connect(accounts, "jira", "https://acme.atlassian.net")
    assert accounts.addresses(NOW, 10) == {(SourceKind.JIRA, "https://acme.atlassian.net")}
    assert set(asked) == {ADDRESSED}


def test_what_cannot_be_listed_is_a_row(accounts: FakeSourceAccounts, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> Any:
        raise Refused("AWS refuses it.")

    monkeypatch.setattr(FakeTable, "query", refused)
    assert (probed(accounts)["sources"].state, probed(accounts)["sources"].detail) == ("rejected", "AWS refuses it.")

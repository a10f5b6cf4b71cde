"""Connecting tries first and stores nothing of what does not answer; a team's sources are its reviewers' matter."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from urllib3.util import parse_url

from lambdas.config_files import load_sources_config
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.sources.account import SourceStatus
from lambdas.domain.sources.kinds import SPECS, SourceKind
from lambdas.domain.sources.sourced_record import FieldCorrection
from lambdas.errors import Forbidden, NeedsConsent, NotFound, Refused, Retryable
from lambdas.sources.addresses import checked_address
from tests.fakes.samples import a_user
from tests.unit.source_readings.world import GIVEN, NOW, World, an_incident


def test_a_connected_source_is_tried_sealed_and_read_at_once() -> None:
    world = World()
    connected = world.connections.connect(
        world.user, SourceKind.PAGERDUTY, GIVEN[SourceKind.PAGERDUTY], NOW, name="On call"
    )
    assert connected.answer == "reads everything"
    assert world.source.secrets == [{"token": "top-secret"}]
    assert world.queue.sent == [{"owner": "ada", "source_id": "pagerduty"}]
    account = world.account()
    assert (account.name, account.settings) == ("On call", {"address": "https://api.pagerduty.com"})
    assert "top-secret" not in f"{account!r} {connected!r} {world.accounts.table.rows}"


def test_nothing_is_stored_of_one_that_does_not_answer() -> None:
    world = World()

    def refuse(_number: int) -> None:
        raise NeedsConsent("PagerDuty does not take what it was connected with (HTTP 401); connect it again.")

    world.source.before_page = refuse
    with pytest.raises(NeedsConsent):
        world.connect()
    assert not world.accounts.table.rows
    assert not world.vault.kept


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        (SourceKind.PAGERDUTY, {}, "API key is missing"),
        (SourceKind.PAGERDUTY, {"token": "x", "colour": "red"}, "colour is no setting of PagerDuty"),
        (SourceKind.PAGERDUTY, {"token": "x" * 9000}, "API key is longer than 8,000 characters"),
        (SourceKind.PAGERDUTY, {"token": "x", "address": "https://evil.example"}, "not a host of PagerDuty"),
        (
            SourceKind.PAGERDUTY,
            {"token": "x", "address": "https://api.pagerduty.com@evil.example"},
            "begins with https",
        ),
        (SourceKind.PAGERDUTY, {"token": "x", "address": "https://api.pagerduty.com.evil.example"}, "not a host"),
        (SourceKind.PAGERDUTY, {"token": "x", "address": "http://api.pagerduty.com"}, "begins with https"),
        (SourceKind.PAGERDUTY, {"token": "x", "address": "http://127.0.0.1:80"}, "begins with https"),
        (SourceKind.PAGERDUTY, {"token": "x", "address": "https://[::1"}, "begins with https"),
        (SourceKind.JIRA, GIVEN[SourceKind.JIRA] | {"address": "https://evil.example\\.atlassian.net"}, "begins with"),
        (SourceKind.JIRA, GIVEN[SourceKind.JIRA] | {"address": "https://evil.example%5c.atlassian.net"}, "begins with"),
        (SourceKind.JIRA, GIVEN[SourceKind.JIRA] | {"address": "https://evil.example;.atlassian.net"}, "begins with"),
        (SourceKind.JIRA, GIVEN[SourceKind.JIRA] | {"address": "https://x.atlassian.net/a\\b"}, "begins with"),
        (
            SourceKind.JIRA,
            GIVEN[SourceKind.JIRA] | {"address": "https://atlassian.net.evil.example"},
            "not a host of Jira",
        ),
        (SourceKind.JIRA, GIVEN[SourceKind.JIRA] | {"address": "https://x.atlassian.net/?a=b"}, "begins with https"),
    ],
)
def test_what_cannot_be_connected_is_said_in_one_line(kind: SourceKind, given: dict[str, str], said: str) -> None:
    world = World()
    with pytest.raises(Refused, match=said) as refused:
        world.connections.connect(world.user, kind, given, NOW)
    assert "\n" not in str(refused.value)
    assert not world.accounts.table.rows


def test_of_one_kind_there_may_be_several_and_a_teams_are_told_apart() -> None:
    world = World()
    world.users.put(reviewer := a_user("ada", team_id="platform", role="reviewer"))
    world.user = reviewer
    ids = [world.connect(for_team=team).source_id for team in (False, False, True)]
    assert ids == ["pagerduty", "pagerduty-2", "team-pagerduty"]
    assert [one.team for one in world.connections.of_person(reviewer)] == ["", "", "platform"]


def test_a_member_reads_what_the_team_connected_and_cannot_change_it() -> None:
    world = World()
    boss = a_user("bo", team_id="platform", role="reviewer")
    world.source.rows = [an_incident(1)]
    world.connections.connect(boss, SourceKind.PAGERDUTY, GIVEN[SourceKind.PAGERDUTY], NOW, for_team=True)
    world.read("team-pagerduty", "team#platform")
    assert [record.record_id for record in world.known().records] == ["team-pagerduty:P1"]
    with pytest.raises(Forbidden):
        world.connections.disconnect(world.user, "team-pagerduty", keep_records=False)
    with pytest.raises(Forbidden):
        world.connect(for_team=True)
    stranger = a_user("eve", team_id="sales")
    with pytest.raises(NotFound):
        world.connections.test(stranger, "team-pagerduty", NOW)
    assert world.records.known("eve", "sales", RecordKind.INCIDENTS).records == ()


@pytest.mark.parametrize("keep", [True, False])
def test_disconnecting_takes_its_records_or_leaves_them_as_ones_own(keep: bool) -> None:
    world = World()
    world.source.rows = [an_incident(n) for n in range(3)]
    world.connect()
    world.read()
    assert world.connections.disconnect(world.user, "pagerduty", keep_records=keep) == 3
    assert not world.vault.kept
    assert not world.accounts.table.rows
    known = world.known()
    assert (len(known.records), len(known.origins)) == (3 if keep else 0, 0)


def test_connected_again_a_secret_left_out_stays_and_so_does_what_it_filled_in() -> None:
    world = World()
    world.source.rows = [an_incident(1)]
    world.connect(SourceKind.JIRA)
    world.read("jira")
    world.wait(NOW - NOW)
    again = world.connections.reconnect(world.user, "jira", {"projects": "PLAT,WEB", "token": ""}, world.now)
    assert again.account.settings["projects"] == "PLAT,WEB"
    assert world.source.secrets[-1] == {"token": "top-secret"}
    assert again.account.status is SourceStatus.NEW
    assert len(world.known(RecordKind.INCIDENTS).records) == 1


@pytest.mark.parametrize("kind", [kind for kind in SourceKind if not SPECS[kind].is_read])
def test_one_that_tells_by_itself_gets_an_address_that_is_shown_once(kind: SourceKind) -> None:
    world = World()
    given = {field.name: "signing-key" for field in SPECS[kind].secrets}
    connected = world.connections.connect(world.user, kind, given, NOW)
    assert connected.hook == "https://amo.example/hooks/sources/token-1"
    assert world.accounts.of_hook(digest("token-1")).source_id == kind.value
    assert "token-1" not in f"{connected!r} {world.accounts.table.rows}"
    assert not world.queue.sent
    with pytest.raises(Refused, match="tells AMO by itself"):
        world.connections.refresh(world.user, kind.value)
    world.connections.disconnect(world.user, kind.value, keep_records=False)
    with pytest.raises(NotFound):
        world.accounts.of_hook(digest("token-1"))


def test_one_that_only_tells_when_to_look_gets_an_address_and_is_read_at_once() -> None:
    world = World()
    connected = world.connections.connect(world.user, SourceKind.LEVER, {"token": "top-secret"}, NOW)
    assert (connected.hook, connected.answer) == ("https://amo.example/hooks/sources/token-1", "reads everything")
    assert world.queue.sent == [{"owner": "ada", "source_id": "lever"}]
    world.connections.reconnect(world.user, "lever", {"key": "one two"}, NOW)
    assert world.source.secrets[-1] == {"token": "top-secret", "key": "one two"}
    assert world.accounts.of_hook(digest("token-1")).look_at == NOW


def test_a_role_in_aws_gets_an_external_id_of_its_own_before_it_can_be_tried() -> None:
    world = World()
    given: dict[str, Any] = {"account_number": "123456789012", "role_arn": "arn:aws:iam::123456789012:role/amo-costs"}
    first = world.connections.connect(world.user, SourceKind.AWS_COSTS, given, NOW)
    second = world.connections.connect(world.user, SourceKind.AWS_COSTS, given, NOW)
    assert first.account.settings["external_id"] != second.account.settings["external_id"]
    assert world.source.asked == 0
    again = world.connections.reconnect(world.user, "aws_costs", {"grouped_by": "tag:Team"}, NOW)
    assert again.account.settings["external_id"] == first.account.settings["external_id"]


def test_nobody_connects_without_end() -> None:
    world = World()
    for _ in range(20):
        world.connect()
    with pytest.raises(Refused, match="20 sources already"):
        world.connect()


def test_what_is_kept_is_as_its_person_corrected_it_also_when_it_takes_two_attempts() -> None:
    world = World()
    world.source.rows = [an_incident(n) for n in range(3)]
    world.connect()
    world.read()
    correction = {"title": FieldCorrection(value="Checkout was down", instead_of="Queue 1 backed up")}
    world.records.correct("ada", RecordKind.INCIDENTS, "pagerduty:P1", correction)

    def end(*_: object) -> None:
        raise Retryable("AWS was too busy while disconnecting a source; it is tried again.")

    disconnect = world.accounts.disconnect
    object.__setattr__(world.accounts, "disconnect", end)
    with pytest.raises(Retryable):
        world.connections.disconnect(world.user, "pagerduty", keep_records=True)
    object.__setattr__(world.accounts, "disconnect", disconnect)
    world.connections.disconnect(world.user, "pagerduty", keep_records=True)
    titles = {record.record_id: getattr(record, "title", "") for record in world.known().records}
    assert titles["pagerduty:P1"] == "Checkout was down"
    assert len(titles) == 3
    assert not world.accounts.table.rows


def test_what_is_kept_of_a_team_s_source_is_kept_by_whoever_disconnects_it() -> None:
    world = World()
    world.user = a_user("ada", team_id="platform", role="reviewer")
    world.source.rows = [an_incident(1)]
    world.connect(for_team=True)
    world.read("team-pagerduty", "team#platform")
    assert world.connections.disconnect(world.user, "team-pagerduty", keep_records=True) == 1
    assert [record.record_id for record in world.own.of_kind("ada", RecordKind.INCIDENTS)] == ["team-pagerduty:P1"]
    assert world.records.known("bo", "platform", RecordKind.INCIDENTS).records == ()


def test_at_another_address_a_secret_is_not_shown_that_was_given_for_the_one_before() -> None:
    """Whoever manages a team's source could otherwise read at an address of their own what somebody else typed."""
    world = World()
    world.connect(SourceKind.JIRA)
    asked = len(world.source.secrets)
    with pytest.raises(Refused, match="API token has to be given again at another address"):
        world.connections.reconnect(world.user, "jira", {"address": "https://other.atlassian.net"}, NOW)
    assert len(world.source.secrets) == asked
    moved = {"address": "https://other.atlassian.net", "token": "another"}
    world.connections.reconnect(world.user, "jira", moved, NOW)
    assert world.source.secrets[-1] == {"token": "another"}


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("aevil.xample\\/@:;#?%[]_-\u3002\uff0f 09"), max_size=40))
def test_whatever_is_typed_an_address_that_is_taken_leads_urllib3_to_a_host_of_the_service(middle: str) -> None:
    try:
        address = checked_address(
            load_sources_config(), SourceKind.JIRA, f"https://{middle}.atlassian.net", frozenset()
        )
    except Refused:
        return
    found = parse_url(f"{address}/rest/api/3/myself")
    assert found.scheme == "https"
    assert (found.host or "").endswith(".atlassian.net")
    assert found.auth is None

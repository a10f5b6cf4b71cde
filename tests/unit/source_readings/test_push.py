"""What a source tells by itself is stored once, whatever order it comes in and whoever else calls its address."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from lambdas.config_files import load_sources_config
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.sources.account import SourceAccount, SourceStatus
from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.source_pages import SourceChange, SourceRow
from lambdas.domain.sources.sourced_record import SourcedRecord
from lambdas.errors import Conflict, NeedsConsent, NotFound, Refused, Retryable
from lambdas.source_readings.notices import SourceNotices
from lambdas.source_readings.push import MAX_TRIES, READ_APART, SourcePushes
from lambdas.sources.adapters import push_of
from lambdas.sources.base import Secret, SourcePush
from tests.fakes.sources.greenhouse import DIRECTOR, ENGINEER, KEY, MANAGER, GreenhouseFake
from tests.fakes.sources.lever import LeverFake
from tests.fakes.sources.pushed import PushedMessage
from tests.unit.source_readings.world import NOW, World, an_incident

FAKE = GreenhouseFake()
TOKEN = "token-1"
STRANGE = GreenhouseFake(key="another key")


@dataclass
class ScriptedPush:
    """Says whatever a test wants next."""

    changes: list[SourceChange] = field(default_factory=list)

    def change(
        self, _account: SourceAccount, _secret: Secret, _headers: Mapping[str, str], _body: bytes, _now: datetime
    ) -> SourceChange:
        return self.changes.pop(0)


class Hook:
    """A source that tells by itself, connected; ``push`` in place of its adapter."""

    def __init__(self, kind: SourceKind, given: Mapping[str, str], push: SourcePush | None = None) -> None:
        self.world, self.kind, self.push = World(), kind, push or push_of(kind, load_sources_config())
        self.world.connections.connect(self.world.user, kind, given, NOW)

    @property
    def pushes(self) -> SourcePushes:
        world = self.world
        notifier: Any = world.notifier
        notices = SourceNotices(world.users, notifier)
        return SourcePushes(
            world.accounts, world.records, world.secrets, lambda _kind: self.push, notices, lambda: world.now
        )

    @property
    def account(self) -> SourceAccount:
        return self.world.account(self.kind.value)

    @property
    def stored(self) -> dict[str, SourcedRecord]:
        return {one.external_id: one for one in self.world.records.of_source(self.account).values()}

    def take(self, *messages: PushedMessage) -> None:
        for message in messages:
            self.pushes.take(TOKEN, message.headers, message.body)


@pytest.fixture
def greenhouse() -> Hook:
    return Hook(SourceKind.GREENHOUSE, FAKE.secret)


def scripted(*changes: SourceChange) -> Hook:
    return Hook(SourceKind.STATUSPAGE, {}, ScriptedPush(list(changes)))


def told(number: int, at: str = "2026-11-20T12:00:00+00:00", **values: Any) -> SourceChange:
    return SourceChange((an_incident(number, as_of=at, **values),))


def test_a_hiring_autumn_is_told_and_known(greenhouse: Hook) -> None:
    greenhouse.take(*FAKE.story())
    known = greenhouse.world.known(RecordKind.STAFFING)
    assert [one.record_id for one in known.records] == [f"greenhouse:{n}" for n in (ENGINEER, ENGINEER + 1)]
    assert [one.sourced.external_id for one in known.closed] == [str(MANAGER)]
    assert str(DIRECTOR) not in greenhouse.stored
    account = greenhouse.account
    assert (account.status, account.rows, account.refused, account.read_at) == (SourceStatus.OK, 2, 0, NOW)


def test_told_twice_it_is_stored_once(greenhouse: Hook) -> None:
    story = list(FAKE.story())
    greenhouse.take(*story)
    before, rows = greenhouse.stored, greenhouse.account.rows
    writes = list(greenhouse.world.own.table.writes)
    greenhouse.take(story[-1], *(one for one in story if b"offer_created" in one.body or b"hire" in one.body))
    assert (greenhouse.stored, greenhouse.account.rows) == (before, rows)
    assert greenhouse.world.own.table.writes == writes


def test_a_message_changes_no_other_source_and_no_correction(greenhouse: Hook) -> None:
    greenhouse.take(FAKE.of_job("job_created"))
    with pytest.raises(NotFound):
        greenhouse.pushes.take("token-2", {}, b"")
    assert greenhouse.world.records.known("eve", "", RecordKind.STAFFING).records == ()


def test_an_older_message_does_not_overwrite_a_newer_one() -> None:
    newer, older = told(1, "2026-11-22T12:00:00+00:00", title="New"), told(1, "2026-11-21T12:00:00+00:00", title="Old")
    hook = scripted(newer, older, newer)
    hook.take(*[FAKE.ping()] * 3)
    assert (hook.stored["P1"].values["title"], hook.account.rows) == ("New", 1)


def test_what_was_closed_is_not_opened_by_a_message_from_before() -> None:
    closed = SourceChange(closed=((RecordKind.INCIDENTS, "P1"), (RecordKind.INCIDENTS, "unknown")))
    late, reopened = told(1, "2026-11-30T08:00:00+00:00"), told(1, "2026-11-30T09:30:00+00:00")
    hook = scripted(told(1), closed, closed, late, reopened)
    hook.take(*[FAKE.ping()] * 4)
    assert (hook.stored["P1"].closed_at, hook.account.rows) == (NOW, 0)
    hook.world.wait(timedelta(hours=1))
    hook.take(FAKE.ping())
    assert (hook.stored["P1"].closed_at, hook.account.rows) == (None, 1)


def test_rows_that_cannot_be_used_are_counted_with_the_reason_and_end_nothing() -> None:
    wrong = SourceRow(RecordKind.INCIDENTS, "P9", {"title": "x", "severity": "awful"})
    hook = scripted(SourceChange((wrong, an_incident(1))), SourceChange((wrong,) * 6), told(2))
    hook.take(*[FAKE.ping()] * 3)
    account = hook.account
    assert (account.status, account.rows, account.refused) == (SourceStatus.OK, 2, 7)
    assert len(account.refused_rows) == 5
    assert account.refused_rows[0].startswith("P9: severity “awful” is not known")


def test_two_messages_at_once_do_not_undo_each_other(greenhouse: Hook) -> None:
    greenhouse.take(FAKE.of_job("job_created"))
    interrupt_once(greenhouse, lambda: greenhouse.take(moved(1, "Offer")))
    greenhouse.take(moved(2, "Assessment"))
    (record,) = greenhouse.stored.values()
    assert set(record.memory["applications"]) == {"1", "2"}
    assert record.values["stage"] == "offer"


def moved(number: int, stage: str) -> PushedMessage:
    return FAKE.of_application("candidate_stage_change", number, stage)


def interrupt_once(hook: Hook, meanwhile: Callable[[], None]) -> None:
    """Somebody else's message comes between reading the record and storing it."""
    replace, done = hook.world.records.replace, list[bool]()

    def late(*given: Any) -> None:
        if not done:
            done.append(True)
            meanwhile()
        replace(*given)

    hook.world.records.__dict__["replace"] = late


def test_where_others_are_always_faster_it_is_to_be_sent_again(greenhouse: Hook) -> None:
    tries: list[Any] = []

    def lose(*given: Any) -> None:
        tries.append(given)
        raise Conflict("somebody else was faster")

    greenhouse.world.records.__dict__["replace"] = lose
    with pytest.raises(Retryable, match="send it again"):
        greenhouse.take(FAKE.of_job("job_created"))
    assert (len(tries), greenhouse.account.read_at) == (MAX_TRIES, None)


def test_a_stranger_at_the_address_changes_no_figure_and_no_status(greenhouse: Hook) -> None:
    greenhouse.take(*FAKE.story())
    before, stored = greenhouse.account, greenhouse.stored
    for _ in range(3):
        with pytest.raises(NeedsConsent):
            greenhouse.take(STRANGE.of_job("job_deleted"))
    after = greenhouse.account
    assert (after.status, after.rows, after.read_at, after.refused) == (before.status, 2, NOW, 0)
    assert after.problem.startswith("Web hooks come that are not signed")
    assert (after.failing_since, greenhouse.stored) == (NOW, stored)
    assert greenhouse.world.accounts.table.writes.count("noting what a source told") == len(list(FAKE.story())) + 1
    assert not greenhouse.world.notifier.messages
    greenhouse.take(FAKE.ping())
    assert (greenhouse.account.problem, greenhouse.account.failing_since) == ("", None)


def test_a_source_that_nobody_signs_any_more_is_told_of_once(greenhouse: Hook) -> None:
    for _ in range(4):
        with pytest.raises(NeedsConsent):
            greenhouse.take(STRANGE.ping())
        greenhouse.world.wait(timedelta(hours=3))
    (message,) = greenhouse.world.notifier.messages.values()
    assert "not signed with the key" in message.lines[0]
    assert greenhouse.account.status is SourceStatus.NEW


def test_what_is_proven_and_cannot_be_read_is_one_more_refused_line(greenhouse: Hook) -> None:
    with pytest.raises(Refused):
        greenhouse.take(FAKE.message("job_created", {"job": "none"}))
    account = greenhouse.account
    assert (account.status, account.refused, account.problem) == (SourceStatus.NEW, 1, "")
    assert account.refused_rows == ("Greenhouse sent something AMO cannot read.",)


def test_a_key_that_cannot_be_opened_is_no_stranger_s_message(greenhouse: Hook) -> None:
    def locked(*_given: Any) -> Any:
        raise Refused("The lock does not yield.")

    greenhouse.world.vault.__dict__["open"] = locked
    with pytest.raises(Retryable, match="send it again"):
        greenhouse.take(FAKE.ping())
    assert not greenhouse.account.problem


def test_a_source_that_is_disconnected_meanwhile_is_not_made_anew(greenhouse: Hook) -> None:
    account = greenhouse.account
    interrupt_once(greenhouse, lambda: greenhouse.world.accounts.disconnect(account))
    greenhouse.take(FAKE.of_job("job_created"))
    assert not greenhouse.world.accounts.table.rows
    assert greenhouse.world.known(RecordKind.STAFFING).records == ()
    with pytest.raises(NotFound):
        greenhouse.take(FAKE.ping())


def test_no_key_and_nothing_of_a_message_is_in_a_log(greenhouse: Hook, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    greenhouse.take(*FAKE.story())
    with pytest.raises(NeedsConsent) as refused:
        greenhouse.take(STRANGE.of_job("job_created"))
    said = f"{caplog.text}{refused.value!r}"
    assert not [
        word for word in (KEY, TOKEN, "Secreta", "Data Engineer", FAKE.ping().headers["signature"]) if word in said
    ]


@pytest.fixture
def lever() -> Hook:
    hook = Hook(SourceKind.LEVER, LeverFake().secret)
    hook.world.readings.read("ada", "lever")
    return hook


def test_a_source_that_is_read_is_told_when_to_look_and_no_more_often_than_that(lever: Hook) -> None:
    assert lever.account.next_at == NOW + timedelta(hours=1)
    lever.world.wait(timedelta(minutes=2))
    lever.take(LeverFake().message("candidateHired"))
    assert (lever.account.next_at, lever.account.look_at) == (NOW + READ_APART, NOW + READ_APART)
    lever.world.wait(timedelta(minutes=1))
    writes = list(lever.world.accounts.table.writes)
    lever.take(LeverFake().message("candidateStageChange"))
    assert lever.world.accounts.table.writes == writes
    lever.world.wait(READ_APART)
    assert [one.source_id for one in lever.world.accounts.due(lever.world.now)] == ["lever"]
    assert lever.world.sweep.request_due(lever.world.now) == 1


def test_a_reading_says_how_a_source_is_that_is_read_and_a_stranger_nothing(lever: Hook) -> None:
    before = lever.account
    with pytest.raises(NeedsConsent):
        lever.take(LeverFake().message("candidateHired", token="another"))
    with pytest.raises(Refused):
        lever.take(LeverFake().message("candidateHired", triggered_at=NOW - timedelta(days=2)))
    lever.take(LeverFake().message("interviewCreated"))
    assert lever.account == before
    assert json.dumps(before.model_dump(mode="json"))


def test_a_reading_under_way_is_left_alone_by_a_message(lever: Hook) -> None:
    account = lever.world.accounts.claim("ada", "lever", lever.world.now, NOW + timedelta(minutes=3))
    assert account is not None
    lever.take(LeverFake().message("candidateHired"))
    assert lever.world.accounts.claim("ada", "lever", lever.world.now, NOW) is None

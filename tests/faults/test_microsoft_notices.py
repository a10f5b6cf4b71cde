"""Graph's change notifications (28 to 31): the real door, watcher and worker; Graph's side on loopback."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from botocore.exceptions import ClientError

from lambdas import wiring
from lambdas.calendar_monitor.monitor import CalendarNotice, Monitor, SyncReport
from lambdas.calendar_monitor.noticing import sync_noticed
from lambdas.calendar_monitor.watching import Watching
from lambdas.calendars.microsoft_watching import MicrosoftWatcher
from lambdas.calendars.watching import RENEWED_BEFORE
from lambdas.domain.meetings import Source
from lambdas.edges import hooks
from lambdas.settings import Settings
from lambdas.store.items import to_item
from tests.fakes.graph.door import HOOK, Door, NoticeQueue
from tests.fakes.graph.events import an_event
from tests.fakes.graph.reader import NOW
from tests.fakes.graph.server import FakeGraph, Reply
from tests.fakes.graph.subscriptions import LONGEST
from tests.fakes.graph.world import GraphWorld
from tests.fakes.subscriptions import FakeSubscriptions

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

SOON = NOW + timedelta(days=3)


class Pushed(GraphWorld):
    """A watched calendar: what Graph tells goes through the door into a queue; ``work`` does what the worker does."""

    def __init__(self, graph: FakeGraph) -> None:
        super().__init__(graph)
        self.registry = FakeSubscriptions()
        self.queue = NoticeQueue()
        self.door = Door()
        self.secrets = iter(f"agreed-word-{number}" for number in range(100))
        self.watching = Watching(
            self.registry,  # type: ignore[arg-type]
            {Source.MICROSOFT: Reachable(self.reader.client)},
            "https://amo.example.org",
            lambda: "unused",
            lambda: next(self.secrets),
        )
        graph.subscriptions.send = self.door
        graph.subscriptions._clock = lambda: self.around.now

    def monitor(self) -> Monitor:
        return replace(super().monitor(), watching=self.watching)

    def get_item(self, *, Key: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: N803 - botocore's name
        known = self.registry.get(Key["subscription_id"]["S"])
        return {"Item": to_item(known)} if known else {}

    def work(self) -> list[SyncReport | None]:
        self.passes(seconds=hooks.DELAY_SECONDS)
        hooks._queued.clear()
        found = []
        for body in self.queue.taken():
            notice = CalendarNotice.model_validate(body | {"noticed_at": self.around.now - timedelta(seconds=2)})
            found.append(sync_noticed(self.monitor(), self.registry, notice))  # type: ignore[arg-type]
        return found

    @property
    def name(self) -> str:
        (name,) = self.graph.subscriptions.current
        return name


class Reachable(MicrosoftWatcher):
    is_local = False


@pytest.fixture
def graph() -> Iterator[FakeGraph]:
    with FakeGraph() as graph:
        yield graph


@pytest.fixture
def world(graph: FakeGraph, monkeypatch: pytest.MonkeyPatch) -> Pushed:
    from lambdas.store.watched_calendars import WatchedCalendars

    world = Pushed(graph)
    monkeypatch.setattr(wiring, "sqs", lambda: world.queue)
    monkeypatch.setattr(wiring, "settings", lambda: Settings({"AMO_QUEUE_URL_CALENDAR_NOTICES": "https://queue"}))
    monkeypatch.setattr(wiring, "watched_calendars", lambda: WatchedCalendars(world, "subscriptions"))
    monkeypatch.setattr(hooks, "_queued", {})
    world.sync()
    return world


def asked_with(token: str) -> dict[str, Any]:
    event = {"rawPath": "/hooks/microsoft", "rawQueryString": f"validationToken={token}", "headers": {}, "body": ""}
    return hooks.hooks_door(event, None)


@pytest.mark.parametrize(
    "token",
    [
        "<script>alert(1)</script>",
        'Validation: Testing client application reachability for subscription Request-Id: "a&b+c=d%"',
        "“ü”\r\nSet-Cookie: x=1",
        "+",
        "a,b;c",
    ],
)
def test_fault_28_a_validation_token_comes_back_decoded_as_plain_text_and_nothing_is_done(
    world: Pushed, token: str
) -> None:
    answer = asked_with(quote(token, safe=""))
    assert (answer["statusCode"], answer["body"]) == (200, token)
    assert answer["headers"] == {"Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"}
    assert world.queue.sent == []


def test_fault_28_blanks_may_come_as_plus_signs_and_no_book_is_echoed(world: Pushed) -> None:
    assert asked_with("Validation%3a+Testing+client")["body"] == "Validation: Testing client"
    assert asked_with("x" * 5000)["statusCode"] == 400


def test_a_connected_calendar_is_watched_after_the_handshake_and_for_less_than_graph_allows(world: Pushed) -> None:
    (told,) = world.graph.subscriptions.current.values()
    assert (told["changeType"], told["resource"]) == ("created,updated,deleted", "/me/events")
    assert (told["notificationUrl"], told["lifecycleNotificationUrl"]) == (HOOK, HOOK)
    assert told["clientState"] == "agreed-word-0"
    assert [answer["statusCode"] for answer in world.door.answers] == [200], "the handshake alone"
    kept = world.registry.of("u1", "outlook")
    assert kept is not None
    assert kept.lasts_until - NOW < LONGEST
    assert "agreed-word" not in repr(kept), "what is kept is a hash"
    assert world.around.users.account("u1").connections[0].watched_until == kept.lasts_until


def test_a_change_is_read_with_the_notice_and_not_with_the_next_poll(world: Pushed) -> None:
    world.graph.mailbox.put(an_event("new", SOON))
    assert world.graph.subscriptions.notify(world.name) == 202
    (report,) = world.work()
    assert report is not None
    assert (report.created, report.requests) == (1, 1)
    assert world.rows().keys() == {"new"}


def test_a_burst_of_fifty_notices_makes_one_sync(world: Pushed) -> None:
    world.graph.mailbox.put(*(an_event(f"e{number}", SOON) for number in range(50)))
    assert {world.graph.subscriptions.notify(world.name) for _ in range(25)} == {202}
    assert world.graph.subscriptions.notify(*([world.name] * 25)) == 202
    reports = [report for report in world.work() if report]
    assert [report.created for report in reports] == [50]


def test_fault_29_of_a_batch_only_the_item_with_the_wrong_word_is_dropped(world: Pushed) -> None:
    genuine = {"subscriptionId": world.name, "changeType": "updated", "clientState": "agreed-word-0"}
    for wrong in ("agreed-word-1", "", None, "AGREED-WORD-0", "ägreed-word-0"):
        forged = genuine | {"clientState": wrong, "subscriptionId": world.name}
        stranger = genuine | {"subscriptionId": "nobody-s"}
        assert world.graph.subscriptions.delivered(HOOK, [forged, stranger]) == 202
        assert world.queue.taken() == []
        assert world.graph.subscriptions.delivered(HOOK, [forged, genuine, stranger]) == 202
        (kept,) = world.queue.taken()
        assert (kept["user_id"], kept["calendar_id"]) == ("u1", "outlook")
        hooks._queued.clear()


def test_fault_29_a_word_for_another_provider_s_subscription_opens_nothing(world: Pushed) -> None:
    (known,) = world.registry.kept.values()
    world.registry.keep(known.model_copy(update={"source": Source.GOOGLE}))
    assert world.graph.subscriptions.notify(world.name) == 202
    assert world.queue.sent == []


@pytest.mark.parametrize(
    "body",
    ["", "no json", "[]", "{}", '{"value": {}}', '{"value": ["x"]}', "[" * 50_000, json.dumps({"value": [{}] * 1001})],
)
def test_fault_29_what_is_no_delivery_is_refused(world: Pushed, body: str) -> None:
    event = {"rawPath": "/hooks/microsoft", "rawQueryString": "", "headers": {}, "body": body}
    assert hooks.hooks_door(event, None)["statusCode"] == 400
    assert world.queue.sent == []


def test_fault_29_an_answer_does_not_tell_which_subscriptions_there_are(world: Pushed) -> None:
    known = {"subscriptionId": world.name, "changeType": "updated", "clientState": "wrong"}
    unknown = known | {"subscriptionId": "nobody-s"}
    for item in (known, unknown):
        world.graph.subscriptions.delivered(HOOK, [item])
    assert world.door.answers[-1] == world.door.answers[-2]


def test_fault_30_it_is_kept_before_it_is_acknowledged_however_slow_what_follows_is(world: Pushed) -> None:
    asked = world.graph.requests
    world.graph.refuse_next = [Reply(503)]
    assert world.graph.subscriptions.notify(world.name) == 202
    assert len(world.queue.sent) == 1
    assert world.graph.requests == asked, "the door asks Graph nothing"
    world.queue.failure = ClientError({"Error": {"Code": "ServiceUnavailable"}}, "SendMessage")
    hooks._queued.clear()
    assert world.graph.subscriptions.notify(world.name) == 503, "Graph sends it again"


def test_fault_31_missed_leads_to_a_sync(world: Pushed) -> None:
    world.graph.mailbox.put(an_event("missed", SOON))
    assert world.graph.subscriptions.tell_lifecycle(world.name, "missed") == 202
    (report,) = world.work()
    assert report is not None
    assert report.created == 1
    assert world.name in world.registry.kept


def test_fault_31_reauthorization_required_prolongs_the_same_subscription(world: Pushed) -> None:
    name, before = world.name, world.graph.subscriptions.current[world.name]["expirationDateTime"]
    world.passes(days=2)
    assert world.graph.subscriptions.tell_lifecycle(name, "reauthorizationRequired") == 202
    world.work()
    assert world.name == name
    assert world.graph.subscriptions.current[name]["expirationDateTime"] > before
    kept = world.registry.of("u1", "outlook")
    assert kept is not None
    assert kept.lasts_until > NOW + LONGEST


def test_fault_31_a_removed_subscription_is_made_anew_and_what_was_missed_is_read(world: Pushed) -> None:
    gone = world.name
    world.graph.mailbox.put(an_event("meanwhile", SOON))
    assert world.graph.subscriptions.tell_lifecycle(gone, "subscriptionRemoved") == 202
    (report,) = world.work()
    assert report is not None
    assert report.created == 1
    assert world.name != gone
    assert list(world.registry.kept) == [world.name], "the old word opens nothing any more"
    world.graph.mailbox.put(an_event("after", SOON))
    assert world.graph.subscriptions.notify(world.name) == 202
    assert [report.created for report in world.work() if report] == [1]


def test_a_subscription_is_prolonged_by_the_poll_before_it_ends(world: Pushed) -> None:
    for _ in range(12 * 20):
        world.passes(hours=2)
        world.graph.subscriptions._clock = lambda: world.around.now
        world.sync()
        kept = world.registry.of("u1", "outlook")
        assert kept is not None
        assert kept.lasts_until - world.around.now > RENEWED_BEFORE - timedelta(hours=2)
    renewals = [asked for asked in world.graph.asked if asked.method == "PATCH"]
    assert 3 <= len(renewals) <= 5, "once in about five days, not at each poll"
    assert len(world.graph.subscriptions.current) == 1


def test_an_unwatched_calendar_s_subscription_is_ended_and_gone_is_fine(world: Pushed) -> None:
    known = world.registry.of("u1", "outlook")
    assert known is not None
    watcher = MicrosoftWatcher(world.reader.client)
    watcher.unwatch(world.reader.request(), known)
    assert world.graph.subscriptions.current == {}
    watcher.unwatch(world.reader.request(), known)


def test_a_hook_that_fails_the_handshake_leaves_the_poll_as_the_net(
    graph: FakeGraph, world: Pushed, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph.subscriptions.current.clear()
    graph.subscriptions.send = lambda *_: (200, "text/html", b"<p>hello</p>")
    world.passes(days=6)
    graph.mailbox.put(an_event("polled", SOON + timedelta(days=6)))
    assert world.sync().created == 1
    assert graph.subscriptions.current == {}


def test_fault_31_a_renewal_that_fails_is_tried_again_with_the_next_poll(world: Pushed) -> None:
    gone = world.name
    assert world.graph.subscriptions.tell_lifecycle(gone, "subscriptionRemoved") == 202
    world.graph.refuse_next = [None, Reply(500)]
    world.work()
    assert world.graph.subscriptions.current == {}
    world.passes(hours=2)
    world.sync()
    assert world.name != gone

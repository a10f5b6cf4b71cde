"""Graph's change notifications (28 to 31): the real endpoint, watcher and worker; Graph's side on loopback."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from botocore.exceptions import ClientError

from cli.local.microsoft_fake.events import an_event
from cli.local.microsoft_fake.server import Reply
from cli.local.microsoft_fake.subscriptions import MAX_LIFE
from lambdas import wiring
from lambdas.calendar_monitor.change_notification import sync_changed_calendar
from lambdas.calendar_monitor.service import CalendarMonitor, ChangedCalendar, SyncReport
from lambdas.calendar_monitor.watches import Watches
from lambdas.calendars.microsoft.watch import MicrosoftWatcher
from lambdas.calendars.watch import RENEWED_BEFORE
from lambdas.domain.kernel.source import Source
from lambdas.edges.http.answer_headers import HEADERS
from lambdas.edges.webhooks import handlers
from lambdas.errors import Retryable
from lambdas.settings import Settings
from tests.fakes.graph.harness import GraphHarness
from tests.fakes.graph.reader import NOW
from tests.fakes.graph.server import FakeGraph
from tests.fakes.graph.webhooks import HOOK, Endpoint, NoticeQueue
from tests.fakes.stores import FakeSubscriptions

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

SOON = NOW + timedelta(days=3)

ENVIRONMENT = {"AMO_QUEUES": "https://queue/", "AMO_QUEUE_CALENDAR_NOTICES": "calendar_notices"}


class Pushed(GraphHarness):
    """A watched calendar: what Graph tells goes through it into a queue; ``work`` does what the worker does."""

    def __init__(self, graph: FakeGraph) -> None:
        super().__init__(graph)
        self.registry = FakeSubscriptions()
        self.queue = NoticeQueue()
        self.endpoint = Endpoint()
        self.secrets = iter(f"agreed-word-{number}" for number in range(100))
        self.watches = Watches(
            self.registry,
            {Source.MICROSOFT: Reachable(self.reader.client)},
            "https://amo.example.org",
            lambda: "unused",
            lambda: next(self.secrets),
        )
        graph.subscriptions.send = self.endpoint
        graph.subscriptions._clock = lambda: self.around.now

    def monitor(self) -> CalendarMonitor:
        return replace(super().monitor(), watches=self.watches)

    def work(self) -> list[SyncReport | None]:
        self.passes(seconds=handlers.DELAY_SECONDS)
        handlers._queued.clear()
        found = []
        for body in self.queue.taken():
            notice = ChangedCalendar.model_validate(body | {"noticed_at": self.around.now - timedelta(seconds=2)})
            found.append(sync_changed_calendar(self.monitor(), self.registry, notice))
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
def harness(graph: FakeGraph, monkeypatch: pytest.MonkeyPatch) -> Pushed:
    from lambdas.store.watched_calendars import WatchedCalendars

    harness = Pushed(graph)
    monkeypatch.setattr(wiring, "sqs", lambda: harness.queue)
    monkeypatch.setattr(wiring, "settings", lambda: Settings(ENVIRONMENT))
    monkeypatch.setattr(wiring, "watched_calendars", lambda: WatchedCalendars(harness.registry.table))
    monkeypatch.setattr(handlers, "_queued", {})
    harness.sync()
    return harness


def asked_with(token: str) -> dict[str, Any]:
    event = {"rawPath": "/hooks/microsoft", "rawQueryString": f"validationToken={token}", "headers": {}, "body": ""}
    return handlers.webhooks_endpoint(event, None)


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
    harness: Pushed, token: str
) -> None:
    answer = asked_with(quote(token, safe=""))
    assert (answer["statusCode"], answer["body"]) == (200, token)
    assert answer["headers"] == {"Content-Type": "text/plain; charset=utf-8", **HEADERS}
    assert harness.queue.sent == []


def test_fault_28_blanks_may_come_as_plus_signs_and_no_book_is_echoed(harness: Pushed) -> None:
    assert asked_with("Validation%3a+Testing+client")["body"] == "Validation: Testing client"
    assert asked_with("x" * 5000)["statusCode"] == 400


def test_a_connected_calendar_is_watched_after_the_handshake_and_for_less_than_graph_allows(harness: Pushed) -> None:
    (told,) = harness.graph.subscriptions.current.values()
    assert (told["changeType"], told["resource"]) == ("created,updated,deleted", "/me/events")
    assert (told["notificationUrl"], told["lifecycleNotificationUrl"]) == (HOOK, HOOK)
    assert told["clientState"] == "agreed-word-0"
    assert [answer["statusCode"] for answer in harness.endpoint.answers] == [200], "the handshake alone"
    kept = harness.registry.of("u1", "outlook")
    assert kept is not None
    assert kept.lasts_until - NOW < MAX_LIFE
    assert "agreed-word" not in repr(kept), "what is kept is a hash"
    assert harness.around.connected_calendars.of_user("u1")[0].watched_until == kept.lasts_until


def test_a_change_is_read_with_the_notice_and_not_with_the_next_poll(harness: Pushed) -> None:
    harness.graph.mailbox.put(an_event("new", SOON))
    assert harness.graph.subscriptions.notify(harness.name) == 202
    (report,) = harness.work()
    assert report is not None
    assert (report.created, report.requests) == (1, 1)
    assert harness.rows().keys() == {"new"}


def test_a_notice_that_meets_a_429_is_read_after_its_retry_after_by_the_same_message(harness: Pushed) -> None:
    harness.graph.mailbox.put(an_event("e", SOON))
    throttled = {"error": {"code": "ApplicationThrottled", "message": "Too many requests"}}
    harness.graph.refuse_next = [Reply(429, throttled, {"Retry-After": "120"})]
    assert harness.graph.subscriptions.notify(harness.name) == 202
    (message,) = harness.queue.sent
    with pytest.raises(Retryable) as caught:
        harness.work()
    assert caught.value.after == 120
    harness.queue.sent = [message]
    with pytest.raises(Retryable) as caught:
        harness.work()
    assert caught.value.after == 118, "it is told how long the mailbox stays closed"
    harness.passes(seconds=118)
    harness.queue.sent = [message]
    assert [report and report.created for report in harness.work()] == [1]


def test_a_burst_of_fifty_notices_makes_one_sync(harness: Pushed) -> None:
    harness.graph.mailbox.put(*(an_event(f"e{number}", SOON) for number in range(50)))
    assert {harness.graph.subscriptions.notify(harness.name) for _ in range(25)} == {202}
    assert harness.graph.subscriptions.notify(*([harness.name] * 25)) == 202
    reports = [report for report in harness.work() if report]
    assert [report.created for report in reports] == [50]


def test_fault_29_of_a_batch_only_the_item_with_the_wrong_word_is_dropped(harness: Pushed) -> None:
    genuine = {"subscriptionId": harness.name, "changeType": "updated", "clientState": "agreed-word-0"}
    for wrong in ("agreed-word-1", "", None, "AGREED-WORD-0", "ägreed-word-0"):
        forged = genuine | {"clientState": wrong, "subscriptionId": harness.name}
        stranger = genuine | {"subscriptionId": "nobody-s"}
        assert harness.graph.subscriptions.delivered(HOOK, [forged, stranger]) == 202
        assert harness.queue.taken() == []
        assert harness.graph.subscriptions.delivered(HOOK, [forged, genuine, stranger]) == 202
        (kept,) = harness.queue.taken()
        assert (kept["user_id"], kept["calendar_id"]) == ("u1", "outlook")
        handlers._queued.clear()


def test_fault_29_a_word_for_another_provider_s_subscription_opens_nothing(harness: Pushed) -> None:
    (known,) = harness.registry.stored.values()
    harness.registry.put(known.model_copy(update={"source": Source.GOOGLE}))
    assert harness.graph.subscriptions.notify(harness.name) == 202
    assert harness.queue.sent == []


@pytest.mark.parametrize(
    "body",
    ["", "no json", "[]", "{}", '{"value": {}}', '{"value": ["x"]}', "[" * 50_000, json.dumps({"value": [{}] * 1001})],
)
def test_fault_29_what_is_no_delivery_is_refused(harness: Pushed, body: str) -> None:
    event = {"rawPath": "/hooks/microsoft", "rawQueryString": "", "headers": {}, "body": body}
    assert handlers.webhooks_endpoint(event, None)["statusCode"] == 400
    assert harness.queue.sent == []


def test_fault_29_an_answer_does_not_tell_which_subscriptions_there_are(harness: Pushed) -> None:
    known = {"subscriptionId": harness.name, "changeType": "updated", "clientState": "wrong"}
    unknown = known | {"subscriptionId": "nobody-s"}
    for item in (known, unknown):
        harness.graph.subscriptions.delivered(HOOK, [item])
    assert harness.endpoint.answers[-1] == harness.endpoint.answers[-2]


def test_fault_30_it_is_kept_before_it_is_acknowledged_however_slow_what_follows_is(harness: Pushed) -> None:
    asked = harness.graph.requests
    harness.graph.refuse_next = [Reply(503)]
    assert harness.graph.subscriptions.notify(harness.name) == 202
    assert len(harness.queue.sent) == 1
    assert harness.graph.requests == asked, "the endpoint asks Graph nothing"
    harness.queue.failure = ClientError({"Error": {"Code": "ServiceUnavailable"}}, "SendMessage")
    handlers._queued.clear()
    assert harness.graph.subscriptions.notify(harness.name) == 503, "Graph sends it again"


def test_fault_31_missed_leads_to_a_sync(harness: Pushed) -> None:
    harness.graph.mailbox.put(an_event("missed", SOON))
    assert harness.graph.subscriptions.tell_lifecycle(harness.name, "missed") == 202
    (report,) = harness.work()
    assert report is not None
    assert report.created == 1
    assert harness.name in harness.registry.stored


def test_fault_31_reauthorization_required_prolongs_the_same_subscription(harness: Pushed) -> None:
    name, before = harness.name, harness.graph.subscriptions.current[harness.name]["expirationDateTime"]
    harness.passes(days=2)
    assert harness.graph.subscriptions.tell_lifecycle(name, "reauthorizationRequired") == 202
    harness.work()
    assert harness.name == name
    assert harness.graph.subscriptions.current[name]["expirationDateTime"] > before
    kept = harness.registry.of("u1", "outlook")
    assert kept is not None
    assert kept.lasts_until > NOW + MAX_LIFE


def test_fault_31_a_removed_subscription_is_made_anew_and_what_was_missed_is_read(harness: Pushed) -> None:
    gone = harness.name
    harness.graph.mailbox.put(an_event("meanwhile", SOON))
    assert harness.graph.subscriptions.tell_lifecycle(gone, "subscriptionRemoved") == 202
    (report,) = harness.work()
    assert report is not None
    assert report.created == 1
    assert harness.name != gone
    assert list(harness.registry.stored) == [harness.name], "the old word opens nothing any more"
    harness.graph.mailbox.put(an_event("after", SOON))
    assert harness.graph.subscriptions.notify(harness.name) == 202
    assert [report.created for report in harness.work() if report] == [1]


def test_a_subscription_is_prolonged_by_the_poll_before_it_ends(harness: Pushed) -> None:
    for _ in range(12 * 20):
        harness.passes(hours=2)
        harness.graph.subscriptions._clock = lambda: harness.around.now
        harness.sync()
        kept = harness.registry.of("u1", "outlook")
        assert kept is not None
        assert kept.lasts_until - harness.around.now > RENEWED_BEFORE - timedelta(hours=2)
    renewals = [asked for asked in harness.graph.asked if asked.method == "PATCH"]
    assert 3 <= len(renewals) <= 5, "once in about five days, not at each poll"
    assert len(harness.graph.subscriptions.current) == 1


def test_an_unwatched_calendar_s_subscription_is_ended_and_gone_is_fine(harness: Pushed) -> None:
    known = harness.registry.of("u1", "outlook")
    assert known is not None
    watcher = MicrosoftWatcher(harness.reader.client)
    watcher.unwatch(harness.reader.request(), known)
    assert harness.graph.subscriptions.current == {}
    watcher.unwatch(harness.reader.request(), known)


def test_a_hook_that_fails_the_handshake_leaves_the_poll_as_the_net(
    graph: FakeGraph, harness: Pushed, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph.subscriptions.current.clear()
    graph.subscriptions.send = lambda *_: (200, "text/html", b"<p>hello</p>")
    harness.passes(days=6)
    graph.mailbox.put(an_event("polled", SOON + timedelta(days=6)))
    assert harness.sync().created == 1
    assert graph.subscriptions.current == {}


def test_fault_31_a_renewal_that_fails_is_tried_again_with_the_next_poll(harness: Pushed) -> None:
    gone = harness.name
    assert harness.graph.subscriptions.tell_lifecycle(gone, "subscriptionRemoved") == 202
    harness.graph.refuse_next = [None, Reply(500)]
    harness.work()
    assert harness.graph.subscriptions.current == {}
    harness.passes(hours=2)
    harness.sync()
    assert harness.name != gone

"""The calendar providers' endpoint under what the internet sends there; numbers are those of the catalogue."""

import json
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambdas import wiring
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.subscription import Subscription, secret_hash
from lambdas.edges.webhooks import handlers
from lambdas.settings import Settings
from tests.fakes.samples import NOW
from tests.fakes.stores import FakeSubscriptions

WATCHED = Subscription(
    subscription_id="channel1",
    source=Source.GOOGLE,
    user_id="u1",
    calendar_id="work",
    secret_hash=secret_hash("secret1"),
    resource_id="r1",
    lasts_until=NOW + timedelta(days=6),
)


class FakeQueueClient:
    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.is_down = False

    def send_message(self, **message: Any) -> None:
        if self.is_down:
            raise ClientError({"Error": {"Code": "ServiceUnavailable"}}, "SendMessage")
        self.sent.append(message)

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(message["MessageBody"]) for message in self.sent]


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> FakeQueueClient:
    from lambdas.store.watched_calendars import WatchedCalendars

    queue = FakeQueueClient()
    subscriptions = FakeSubscriptions()
    for name in ("channel1", "channel2"):
        subscriptions.put(WATCHED.model_copy(update={"subscription_id": name}))
    environment = {"AMO_QUEUES": "https://queue/", "AMO_QUEUE_CALENDAR_NOTICES": "calendar_notices"}
    monkeypatch.setattr(wiring, "sqs", lambda: queue)
    monkeypatch.setattr(wiring, "settings", lambda: Settings(environment))
    monkeypatch.setattr(wiring, "watched_calendars", lambda: WatchedCalendars(subscriptions.table))
    monkeypatch.setattr(handlers, "_queued", {})
    return queue


def google(state: str = "exists", path: str = "/hooks/google", **headers: str) -> dict[str, Any]:
    told = {
        "X-Goog-Channel-ID": "channel1",
        "X-Goog-Channel-Token": "secret1",
        "X-Goog-Resource-ID": "r1",
        "X-Goog-Resource-State": state,
        "X-Goog-Message-Number": "7",
    }
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    return {"rawPath": path, "headers": {**told, **changed}, "body": ""}


def status(event: dict[str, Any]) -> int:
    return int(handlers.webhooks_endpoint(event, None)["statusCode"])


def test_a_genuine_notice_is_kept_before_it_is_acknowledged(queue: FakeQueueClient) -> None:
    assert status(google()) == 200
    (body,) = queue.bodies()
    assert (body["user_id"], body["calendar_id"], body["rewatch"]) == ("u1", "work", False)
    assert datetime.fromisoformat(body["noticed_at"]).tzinfo is not None
    assert queue.sent[0]["DelaySeconds"] == handlers.DELAY_SECONDS
    assert "secret" not in json.dumps(queue.sent)


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Goog_Channel_Token": "secret2"},
        {"X_Goog_Channel_Token": ""},
        {"X_Goog_Channel_Token": "sécret1"},
        {"X_Goog_Channel_ID": "channel9"},
        {"X_Goog_Channel_ID": "calendar#u1#work"},
        {"X_Goog_Resource_ID": "r2"},
    ],
)
def test_fault_17_a_wrong_token_or_an_unknown_channel_leads_to_no_sync(
    queue: FakeQueueClient, headers: dict[str, str]
) -> None:
    assert status(google(**headers)) == 404
    assert queue.sent == []


def test_fault_17_what_is_no_notice_or_no_hook_is_refused(queue: FakeQueueClient) -> None:
    assert status({"rawPath": "/hooks/google", "headers": {}, "body": "{}"}) == 400
    assert status({"rawPath": "/hooks/google"}) == 400
    assert status(google(X_Goog_Channel_ID="x" * 5000)) == 400
    assert status(google(path="/hooks/elsewhere")) == 404
    assert queue.sent == []


def test_fault_18_hello_is_acknowledged_and_nothing_is_read(queue: FakeQueueClient) -> None:
    assert status(google("sync")) == 200
    assert queue.sent == []


def test_fault_18_a_burst_in_one_process_is_kept_once(queue: FakeQueueClient, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: moment)
    assert {status(google()) for _ in range(25)} == {200}
    assert {status(google(X_Goog_Channel_ID="channel2")) for _ in range(25)} == {200}
    assert len(queue.sent) == 1
    moment += handlers.DELAY_SECONDS
    status(google())
    assert len(queue.sent) == 2, "the first one's sync may have begun: this notice needs another"


def test_fault_30_what_cannot_be_kept_is_sent_again_by_the_provider(queue: FakeQueueClient) -> None:
    queue.is_down = True
    assert status(google()) == 503
    queue.is_down = False
    assert status(google()) == 200
    assert len(queue.sent) == 1

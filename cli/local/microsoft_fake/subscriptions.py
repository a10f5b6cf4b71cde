"""Graph's change notifications: the validation handshake, lifetimes, renewals, notices and lifecycle events.

Unlike the real one it also calls plain http addresses, since both ends are on loopback.
"""

import json
import secrets
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from cli.local.microsoft_fake.events import Json

MAX_LIFE = timedelta(minutes=10_080)
PATIENCE_SECONDS = 10
TENANT = "11111111-2222-3333-4444-555555555555"

Check = Callable[[str, Json], None]
"""Is shown what is said, with the name of its published type."""
Send = Callable[[str, bytes, str], tuple[int, str, bytes]]
"""Address, body and content type to status, content type and body of the answer."""


def nothing(_kind: str, _said: Json) -> None:
    """Nobody checks on a laptop."""


class FakeSubscriptions:
    def __init__(self, clock: Callable[[], datetime], send: Send | None = None, check: Check = nothing) -> None:
        self._clock = clock
        self._check = check
        self.send = send or over_http
        self.current: dict[str, Json] = {}
        self.reauthorized: list[str] = []

    def answer(self, method: str, rest: list[str], body: Json) -> tuple[int, Json | None]:
        """Status and body, as the endpoint ``/v1.0/subscriptions`` gives them."""
        match method, rest:
            case "POST", []:
                return self._create(body)
            case _, [name, *_] if name not in self.current:
                return _refused(404, "ResourceNotFound")
            case "PATCH", [name]:
                return self._renew(name, body)
            case "POST", [name, "reauthorize"]:
                self.reauthorized.append(name)
                return 204, None
            case "DELETE", [name]:
                del self.current[name]
                return 204, None
        return _refused(405, "MethodNotAllowed")

    def notify(self, *names: str, change: str = "updated", **changes: Any) -> int:
        """One delivery with a notice for each subscription named. Returns how it was answered."""
        notices = [self._notice(name) | {"changeType": change} | changes for name in names]
        return self._delivered(str(self.current[names[0]]["notificationUrl"]), notices)

    def tell_lifecycle(self, name: str, event: str) -> int:
        told = self.current[name]
        url = str(told["lifecycleNotificationUrl"])
        if event == "subscriptionRemoved":
            del self.current[name]
        notice = _base(name, told) | {"lifecycleEvent": event}
        return self._delivered(url, [notice])

    def delivered(self, url: str, notices: list[Json]) -> int:
        return self._delivered(url, notices)

    def _create(self, body: Json) -> tuple[int, Json | None]:
        self._check("subscription", body)
        if not self._lasts(body) or not {"changeType", "notificationUrl", "resource"} <= body.keys():
            return _refused(400, "InvalidRequest")
        for url in {body["notificationUrl"], body.get("lifecycleNotificationUrl", body["notificationUrl"])}:
            if not self._is_validated(url):
                return _refused(400, "ValidationError")
        name = secrets.token_hex(8)
        self.current[name] = {"id": name, "applicationId": "amo", "creatorId": "ann"} | body
        shown = {key: value for key, value in self.current[name].items() if key != "clientState"}
        return 201, shown | {"clientState": None}

    def _renew(self, name: str, body: Json) -> tuple[int, Json | None]:
        if not self._lasts(body):
            return _refused(400, "InvalidRequest")
        self.current[name] |= {"expirationDateTime": body["expirationDateTime"]}
        return 200, self.current[name] | {"clientState": None}

    def _lasts(self, body: Json) -> bool:
        until = datetime.fromisoformat(str(body.get("expirationDateTime", "0001-01-01T00:00:00Z")))
        return self._clock() < until <= self._clock() + MAX_LIFE

    def _is_validated(self, url: str) -> bool:
        """The endpoint answers with the very token, decoded, as plain text."""
        token = f"Validation: <b>{secrets.token_hex(4)}</b> & more+signs for “{TENANT}”"
        joint = "&" if "?" in url else "?"
        address = f"{url}{joint}validationToken={urllib.parse.quote(token, safe='')}"
        status, kind, body = self.send(address, b"", "text/plain; charset=utf-8")
        return status == 200 and kind.partition(";")[0] == "text/plain" and body.decode() == token

    def _notice(self, name: str) -> Json:
        told = self.current[name]
        event = {"@odata.type": "#Microsoft.Graph.Event", "id": "AAkALg"}
        return _base(name, told) | {"resource": "Users/ann/Events/AAkALg", "resourceData": event}

    def _delivered(self, url: str, notices: list[Json]) -> int:
        for notice in notices:
            self._check("changeNotification", notice)
        return self.send(url, json.dumps({"value": notices}).encode(), "application/json")[0]


def over_http(url: str, body: bytes, kind: str) -> tuple[int, str, bytes]:
    sent = urllib.request.Request(url, data=body, headers={"Content-Type": kind}, method="POST")
    try:
        with urllib.request.urlopen(sent, timeout=PATIENCE_SECONDS) as answer:
            return answer.status, answer.headers.get("Content-Type", ""), answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers.get("Content-Type", ""), refused.read()
    except OSError:
        return 0, "", b""


def _base(name: str, told: Json) -> Json:
    return {
        "subscriptionId": name,
        "subscriptionExpirationDateTime": told["expirationDateTime"],
        "tenantId": TENANT,
        "clientState": told.get("clientState"),
    }


def _refused(status: int, code: str) -> tuple[int, Json]:
    return status, {"error": {"code": code, "message": "The fake refuses."}}

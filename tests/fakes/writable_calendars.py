"""Google's and Graph's ways of changing entries, over real HTTP on loopback: what the writers ask, and little more.

Strict where the real ones are: entity tags, ids a client chooses, transaction ids, who may answer, tokens that ended.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.fakes.loopback import Asked, Reply, serving

Event = dict[str, Any]
GOOGLE_ID = re.compile(r"[a-v0-9]{5,1024}")


class WritableCalendars:
    """``asked`` are method and path of each request; ``will`` are statuses to answer next instead, 0 for silence."""

    def __init__(self) -> None:
        self.google: dict[str, Event] = {}
        self.graph: dict[str, Event] = {}
        self.answers: list[tuple[str, dict[str, Any]]] = []
        self.asked: list[tuple[str, str]] = []
        self.will: list[int] = []
        self.good_tokens = {"good"}
        self.url = ""

    def put_google(self, event_id: str, **fields: Any) -> None:
        self.google[event_id] = {"id": event_id, "etag": '"1"', "status": "confirmed", **fields}

    def answer(self, method: str, target: str, headers: Any, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        path, query = unquote(urlsplit(target).path), parse_qs(urlsplit(target).query)
        self.asked.append((method, path))
        if headers.get("Authorization", "").removeprefix("Bearer ") not in self.good_tokens:
            return 401, {"error": {"code": "InvalidAuthenticationToken"}}
        if path.startswith("/v1.0/"):
            return self._of_graph(method, path, query, body)
        return self._of_google(method, path, headers, body)

    def _of_google(self, method: str, path: str, headers: Any, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        event_id = path.partition("/events")[2].strip("/")
        if method == "POST":
            assert GOOGLE_ID.fullmatch(body["id"]), body["id"]
            if body["id"] in self.google:
                return 409, {}
            self.put_google(body["id"], **{name: value for name, value in body.items() if name != "id"})
            return 200, self.google[body["id"]]
        event = self.google.get(event_id)
        if event is None:
            return 404, {}
        if method == "DELETE":
            event["status"] = "cancelled"
            return 204, {}
        if method == "PATCH":
            if headers.get("If-Match") not in ("*", event["etag"]):
                return 412, {}
            self._patch(event, body)
        return 200, event

    def _patch(self, event: Event, body: dict[str, Any]) -> None:
        private = {**event.get("extendedProperties", {}).get("private", {})}
        private |= body.pop("extendedProperties", {}).get("private", {})
        if body.pop("attendeesOmitted", False):
            (answer,) = body.pop("attendees")
            for person in event["attendees"]:
                if person["email"] == answer["email"]:
                    person.update(answer)
        event.update(body)
        event["extendedProperties"] = {"private": private}
        event["etag"] = f'"{int(event["etag"].strip(chr(34))) + 1}"'

    def _of_graph(self, method: str, path: str, query: Any, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        event_id, _, verb = path.partition("/events")[2].strip("/").partition("/")
        if method == "GET" and not event_id:
            mark = re.search(r"p/id eq '([^']+)'", query["$filter"][0])
            assert mark is not None
            return 200, {"value": [{"id": e["id"]} for e in self.graph.values() if mark[1] in _marks(e)]}
        if method == "POST" and not event_id:
            if any(e.get("transactionId") == body["transactionId"] for e in self.graph.values()):
                return 409, {}
            self.graph[f"AAMk{len(self.graph)}"] = {"id": f"AAMk{len(self.graph)}", **body}
            return 201, {}
        event = self.graph.get(event_id)
        if event is None:
            return 404, {}
        if method == "DELETE":
            del self.graph[event_id]
            return 204, {}
        if method == "POST":
            self.answers.append((verb, body))
            return 202, {}
        if method == "PATCH":
            event.update(body)
        return 200, event


def _marks(event: Event) -> set[str]:
    return {each["id"] for each in event.get("singleValueExtendedProperties", ())}


@contextmanager
def writable_calendars() -> Iterator[WritableCalendars]:
    calendars = WritableCalendars()

    def reply(asked: Asked) -> Reply | None:
        planned = calendars.will.pop(0) if calendars.will else None
        status, content = calendars.answer(asked.method, asked.path, asked.headers, json.loads(asked.body or b"{}"))
        if planned == 0:  # it was done, and the answer is lost
            return None
        return planned or status, {}, b"" if status == 204 else json.dumps(content).encode()

    with serving(reply) as calendars.url:
        yield calendars

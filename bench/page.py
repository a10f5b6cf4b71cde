"""Server time of every view of the page, beside a bare handler that returns a constant page of the same size."""

import base64
import gzip
import html
import re
import sys
import time
import urllib.parse
from collections.abc import Callable
from typing import Any

from bench.effort import Effort
from bench.figures import Figure, Result, percentile
from bench.instance import Instance, as_the_function, chat, coming_meetings, instance
from bench.running import main
from lambdas.domain.meetings.tracked_meeting import PrepStatus

MEETINGS = 40
ROUNDS = 60
WARMING_UP = 5
QUICK_MEETINGS, QUICK_ROUNDS = 10, 5
FIRST_VIEW_BYTES = 60_000
METHOD = f"""The page's own handler runs in the bench's process against the tables, buckets and workflow of an embedded
engine on this machine, so that a figure is what the function itself spends: routing, session, reads, view, template and
compression, without the engine's own way to it. A user with {MEETINGS} coming meetings, one of them waiting for answers
and one with materials, and the example records. {ROUNDS} calls each after {WARMING_UP} to warm up. The bare handler is
the same framework answering with a constant page as long as Today's, compressed as well. The first view is what a
browser fetches for Today with nothing kept: page, styles, scripts, typeface and icon, as they travel. A look
is an open page asking what changed: ever more seldom while nothing does, in the end once a minute (web/static/live.js).
One that finds nothing is an answer without a body; its bytes are those of its headers as text."""

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def measure(effort: Effort) -> Result:
    with instance(coming_meetings(effort.of(MEETINGS, QUICK_MEETINGS))) as amo, as_the_function(amo, "page"):
        from lambdas.edges.web import page

        session, rounds = _session(amo), effort.of(ROUNDS, QUICK_ROUNDS)
        ready, waiting = _prepared(amo)
        paths = {
            "today": "/",
            "today, the moving part": "/live",
            "meeting with materials": f"/meetings/{ready}",
            "meeting with questions": f"/meetings/{waiting}",
            "calendar": "/calendar",
            "search": "/search?q=review",
            "records": "/records/budget",
            "record, edited": "/records/budget/edit",
            "settings": "/settings",
        }
        sizes = {path: _size(page.handler(_event(path, session), None)) for path in paths.values()}
        bare = _times(_bare(page.handler(_event("/", session), None)), _event("/", session), rounds)
        figures = [Figure("bare handler p50", percentile(bare, 0.5) * 1000, "ms")]
        beside = f"bare {figures[0].value:.2f} ms"
        for name, path in paths.items():
            effort.say(name)
            times = _times(page.handler, _event(path, session), rounds)
            figures.append(Figure(f"{name} p50", percentile(times, 0.5) * 1000, "ms", beside=beside))
            figures.append(Figure(f"{name} p95", percentile(times, 0.95) * 1000, "ms"))
        for name, path in {"today": "/", "meeting": f"/meetings/{ready}", "queue": "/approvals"}.items():
            look = _event(_look_again(page.handler, path, session), session)
            times = _times(page.handler, look, rounds)
            figures.append(Figure(f"{name}, looked at again p50", percentile(times, 0.5) * 1000, "ms", beside=beside))
        look = _event(_look_again(page.handler, "/", session), session)
        figures.append(Figure("a look that finds nothing", _header_bytes(page.handler(look, None)), "bytes"))
        figures.append(
            Figure("a look that finds something", _size(page.handler(_event("/live", session), None)), "bytes")
        )
        assets = sum(_size(page.handler(_event(path, ""), None)) for path in _assets(page.handler, session))
        figures.append(Figure("first view", sizes["/"] + assets, "bytes", bar=FIRST_VIEW_BYTES))
    return Result(METHOD, figures)


def _session(amo: Instance) -> str:
    from lambdas import wiring
    from lambdas.accounts.wiring import logins

    return logins().begin(amo.stage.user_id, wiring.new_id(), "bench/page.py", wiring.now()).session


def _prepared(amo: Instance) -> tuple[str, str]:
    """One meeting with materials, one that waits for answers."""
    chosen = amo.coming()[:2]
    ready, waiting = (tracked.meeting.meeting_id for tracked in chosen)
    amo.ask_for(chosen, "bench")
    amo.wait_until([ready, waiting], [PrepStatus.WAITING], 60)
    chat(amo.api, ready, ("What must be said",))
    amo.wait_until([ready], [PrepStatus.READY], 60)
    return ready, waiting


def _times(handler: Handler, event: dict[str, Any], rounds: int) -> list[float]:
    for _ in range(WARMING_UP):
        handler(event, None)
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        handler(event, None)
        spent.append(time.perf_counter() - began)
    return spent


def _bare(answer: dict[str, Any]) -> Handler:
    """One route, one constant text of the length of ``answer`` before compression."""
    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

    text = gzip.decompress(base64.b64decode(answer["body"])).decode()
    app = APIGatewayHttpResolver()
    app.get("/", compress=True)(lambda: Response(200, "text/html; charset=utf-8", text))
    return lambda event, context: dict(app.resolve(event, context))


def _look_again(handler: Handler, path: str, session: str) -> str:
    """The address at which the page asks for what changed since."""
    return html.unescape(_text(handler, path, session).partition('data-live="')[2].partition('"')[0])


def _assets(handler: Handler, session: str) -> set[str]:
    """Every file that Today names, also what is loaded when it is first wanted."""
    return set(re.findall(r'="(/static/[^"]+)"', _text(handler, "/", session)))


def _text(handler: Handler, path: str, session: str) -> str:
    return gzip.decompress(base64.b64decode(handler(_event(path, session), None)["body"])).decode()


def _header_bytes(answer: dict[str, Any]) -> int:
    assert answer["statusCode"] == 204, answer["statusCode"]
    return sum(len(f"{name}: {value}\r\n") for name, value in answer["headers"].items())


def _size(answer: dict[str, Any]) -> int:
    assert answer["statusCode"] == 200, answer["statusCode"]
    return len(base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"].encode())


def _event(path: str, session: str) -> dict[str, Any]:
    route, _, query = path.partition("?")
    return {
        "version": "2.0",
        "rawPath": urllib.parse.unquote(route),
        "rawQueryString": query,
        "headers": {"accept-encoding": "gzip", "cookie": f"amo_session={session}"},
        "requestContext": {"stage": "$default", "http": {"method": "GET", "path": route}},
        "isBase64Encoded": False,
    }


if __name__ == "__main__":
    sys.exit(main("page"))

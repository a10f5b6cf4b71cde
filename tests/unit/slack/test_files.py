"""A file comes from Slack alone: nothing else is asked, no redirect followed, no more read than there may be."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from lambdas.errors import Refused, Retryable
from lambdas.slack.files import read_slack_file

MOST = 1000
TOKEN = "xoxb-secret"
ANSWERS: dict[str, tuple[int, str, bytes]] = {
    "/notes": (200, "text/plain", b"It rained."),
    "/long": (200, "text/plain", b"x" * (MOST + 1)),
    "/sign-in": (200, "text/html; charset=utf-8", b"<html>Sign in</html>"),
    "/elsewhere": (302, "text/plain", b""),
    "/broken": (503, "text/plain", b""),
}


class StandIn(BaseHTTPRequestHandler):
    asked: list[tuple[str, str]]

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Authorization"]))
        status, kind, content = ANSWERS[self.path]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Location", "/notes")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def stand_in() -> Iterator[str]:
    """What speaks Slack's API, and holds its files, on loopback; its address."""
    StandIn.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def read(stand_in: str, path: str) -> bytes:
    return read_slack_file(f"{stand_in}{path}", TOKEN, f"{stand_in}/api/", MOST)


def test_a_file_is_read_with_the_bot_s_token(stand_in: str) -> None:
    assert read(stand_in, "/notes") == b"It rained."
    assert StandIn.asked == [("/notes", f"Bearer {TOKEN}")]


@pytest.mark.parametrize(
    ("path", "reason"), [("/long", "longer than"), ("/sign-in", "does not let"), ("/elsewhere", "does not let")]
)
def test_what_is_too_long_or_not_given_is_refused_at_once(stand_in: str, path: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read(stand_in, path)
    assert [asked for asked, _ in StandIn.asked] == [path]


def test_a_slack_that_fails_is_asked_again_later(stand_in: str) -> None:
    with pytest.raises(Retryable):
        read(stand_in, "/broken")


def test_one_that_gives_it_drop_by_drop_is_left(stand_in: str) -> None:
    moments = iter((0.0, 1000.0))
    with pytest.raises(Retryable, match="too long"):
        read_slack_file(f"{stand_in}/notes", TOKEN, f"{stand_in}/api/", MOST, lambda: next(moments))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://files.slack.com/x",
        "https://files.slack.com.evil.example/x",
        "https://files.slack.com:444/x",
        "https://user@files.slack.com/x",
        "https://evil.example/files.slack.com",
        "https://slack.com/x",
        "https://[files.slack.com/x",
        "file:///etc/passwd",
    ],
)
def test_the_token_goes_to_nobody_else(url: str) -> None:
    with pytest.raises(Refused, match="does not lie in Slack"):
        read_slack_file(url, TOKEN, "https://slack.com/api/", MOST)

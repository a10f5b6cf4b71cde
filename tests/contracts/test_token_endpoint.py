"""A token endpoint on a real socket, asked by both providers' libraries: redirects, floods, busy answers."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lambdas.credentials.http import MAX_ANSWER
from lambdas.credentials.oauth import OAuth
from lambdas.credentials.tokens import TokenSet
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.errors import Refused, Retryable
from tests.fakes.identity_provider import FakeIdentityProvider

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HELD = TokenSet(access_token="old", refresh_token="refresh", expires_at=NOW)
TOKENS = {"access_token": "new", "token_type": "Bearer", "expires_in": 3599}


class TokenEndpoint(ThreadingHTTPServer):
    """Answers ``/token`` with ``status`` and ``text``, redirects to ``/elsewhere``, and remembers what was asked."""

    status, text = 200, json.dumps(TOKENS)

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []

    def oauth(self, provider: IdentityProvider) -> OAuth:
        moved = {"token_url": f"http://127.0.0.1:{self.server_address[1]}/token"}
        registered = FakeIdentityProvider(provider).registered.model_copy(update=moved)
        return OAuth(lambda _: registered, lambda: NOW)


class _Handler(BaseHTTPRequestHandler):
    server: TokenEndpoint

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(self.path)
        content = self.server.text.encode()
        self.send_response(self.server.status)
        if self.server.status in (302, 307, 308):
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        self.server.asked.append(self.path)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def endpoint() -> Iterator[TokenEndpoint]:
    with TokenEndpoint() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


BOTH = pytest.mark.parametrize("provider", list(IdentityProvider))


@BOTH
def test_a_code_is_exchanged_and_a_token_renewed(endpoint: TokenEndpoint, provider: IdentityProvider) -> None:
    oauth = endpoint.oauth(provider)
    oauth.exchange(provider, "code", "https://amo.example/back", "v" * 64)
    assert oauth.renew(provider, HELD).access_token.get_secret_value() == "new"
    assert endpoint.asked == ["/token", "/token"]


@BOTH
@pytest.mark.parametrize("status", [302, 307, 308])
def test_a_secret_is_not_carried_along_a_redirect(
    endpoint: TokenEndpoint, provider: IdentityProvider, status: int
) -> None:
    endpoint.status, endpoint.text = status, ""
    with pytest.raises(Refused):
        endpoint.oauth(provider).exchange(provider, "code", "https://amo.example/back", "v" * 64)
    with pytest.raises(Refused):
        endpoint.oauth(provider).renew(provider, HELD)
    assert endpoint.asked == ["/token", "/token"]


@BOTH
def test_an_answer_without_end_is_not_read_to_it(endpoint: TokenEndpoint, provider: IdentityProvider) -> None:
    endpoint.text = json.dumps({**TOKENS, "padding": "x" * MAX_ANSWER})
    with pytest.raises(Retryable):
        endpoint.oauth(provider).exchange(provider, "code", "https://amo.example/back", "v" * 64)
    with pytest.raises(Retryable):
        endpoint.oauth(provider).renew(provider, HELD)
    assert endpoint.asked == ["/token", "/token"]


@BOTH
@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_endpoint_is_asked_once_and_left_to_the_queue(
    endpoint: TokenEndpoint, provider: IdentityProvider, status: int
) -> None:
    endpoint.status = status
    with pytest.raises(Retryable):
        endpoint.oauth(provider).renew(provider, HELD)
    assert endpoint.asked == ["/token"]

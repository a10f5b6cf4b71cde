"""A token endpoint on a real socket, asked by both providers' libraries: redirects, floods, busy answers."""

import gzip
import json
from collections.abc import Iterator

import pytest

from lambdas.credentials.http import MAX_ANSWER, get_document
from lambdas.credentials.oauth import OAuth
from lambdas.credentials.tokens import TokenSet
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.errors import Refused, Retryable
from tests.fakes.identity_provider import FakeIdentityProvider
from tests.fakes.loopback import Asked, Reply, serving
from tests.fakes.samples import NOW

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]
HELD = TokenSet(access_token="old", refresh_token="refresh", expires_at=NOW)
TOKENS = {"access_token": "new", "token_type": "Bearer", "expires_in": 3599}


class TokenEndpoint:
    """Answers with ``status`` and ``text``, packed or not, or sends to ``/elsewhere``; remembers what was asked."""

    status, text, url, is_packed = 200, json.dumps(TOKENS), "", False

    def __init__(self) -> None:
        self.asked: list[str] = []

    def oauth(self, provider: IdentityProvider) -> OAuth:
        moved = {"token_url": f"{self.url}/token"}
        registered = FakeIdentityProvider(provider).registered.model_copy(update=moved)
        return OAuth(lambda _: registered, lambda: NOW)

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked.path)
        moved = {"Location": "/elsewhere"} if self.status in (302, 307, 308) else {}
        if self.is_packed:
            return self.status, moved | {"Content-Encoding": "gzip"}, gzip.compress(self.text.encode())
        return self.status, moved, self.text.encode()


@pytest.fixture
def endpoint() -> Iterator[TokenEndpoint]:
    endpoint = TokenEndpoint()
    with serving(endpoint.reply) as endpoint.url:
        yield endpoint


def neither_works(endpoint: TokenEndpoint, provider: IdentityProvider, error: type[Exception]) -> None:
    """Neither exchanging a code nor renewing a token does; each asks once and goes nowhere else."""
    oauth = endpoint.oauth(provider)
    with pytest.raises(error):
        oauth.exchange(provider, "code", "https://amo.example/back", "v" * 64)
    with pytest.raises(error):
        oauth.renew(provider, HELD)
    assert endpoint.asked == ["/token", "/token"]


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
    neither_works(endpoint, provider, Refused)


@BOTH
def test_an_answer_without_end_is_not_read_to_it(endpoint: TokenEndpoint, provider: IdentityProvider) -> None:
    padding = MAX_ANSWER - len(json.dumps({**TOKENS, "padding": ""}))
    endpoint.text = json.dumps({**TOKENS, "padding": "x" * padding})
    assert endpoint.oauth(provider).renew(provider, HELD).access_token.get_secret_value() == "new"
    endpoint.asked.clear()
    for more in (1, MAX_ANSWER):
        endpoint.text = json.dumps({**TOKENS, "padding": "x" * (padding + more)})
        neither_works(endpoint, provider, Retryable)
        endpoint.asked.clear()


@BOTH
def test_an_answer_that_is_packed_is_read_and_counted_as_it_is_unpacked(
    endpoint: TokenEndpoint, provider: IdentityProvider
) -> None:
    endpoint.is_packed = True
    assert endpoint.oauth(provider).renew(provider, HELD).access_token.get_secret_value() == "new"
    endpoint.asked.clear()
    endpoint.text = json.dumps({**TOKENS, "padding": "x" * MAX_ANSWER})
    neither_works(endpoint, provider, Retryable)


@BOTH
@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_endpoint_is_asked_once_and_left_to_the_queue(
    endpoint: TokenEndpoint, provider: IdentityProvider, status: int
) -> None:
    endpoint.status = status
    with pytest.raises(Retryable):
        endpoint.oauth(provider).renew(provider, HELD)
    assert endpoint.asked == ["/token"]


def test_whoever_hangs_up_is_asked_once() -> None:
    asked: list[Asked] = []
    with serving(asked.append) as url, pytest.raises(Retryable):
        get_document(f"{url}/.well-known/openid-configuration")
    assert len(asked) == 1

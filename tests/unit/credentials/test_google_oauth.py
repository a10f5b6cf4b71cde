"""google-auth-oauthlib and google-auth between AMO and Google: bounded, asked once, silent about secrets."""

import json
import logging
import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lambdas.credentials.clients import OAuthClient
from lambdas.credentials.http import post_form
from lambdas.credentials.oauth import Exchanged, OAuth
from lambdas.credentials.tokens import TokenSet
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.errors import AmoError, NeedsConsent, Refused, Retryable
from tests.fakes.identity_provider import CLIENT_ID, CLIENT_SECRET, FakeIdentityProvider
from tests.fakes.samples import NOW

BACK = "https://amo.example/auth/callback/google"
GOOGLE, MICROSOFT = IdentityProvider.GOOGLE, IdentityProvider.MICROSOFT
READONLY = "https://www.googleapis.com/auth/calendar.readonly"
VERIFIER = "v" * 64
CODE, REFRESH = "a-code-of-somebody", "a-refresh-token-of-somebody"
HELD = TokenSet(access_token="old-access-of-somebody", refresh_token=REFRESH, expires_at=NOW)
TOKENS = {"access_token": "new-access-of-somebody", "token_type": "Bearer", "expires_in": 3599}


class Google(FakeIdentityProvider):
    """``moved`` puts its pages elsewhere; ``answers`` are given before its own."""

    def __init__(self, *answers: tuple[int, str], **moved: str) -> None:
        super().__init__()
        self.failures, self.moved = list(answers), moved

    @property
    def oauth(self) -> OAuth:
        return OAuth(lambda _: self.there, lambda: NOW, self.post)

    @property
    def there(self) -> OAuthClient:
        return self.registered.model_copy(update=self.moved)

    def consent_url(self, scopes: tuple[str, ...] = (), hint: str = "") -> str:
        return self.oauth.consent_url(
            GOOGLE, BACK, state="s-1", nonce="n-1", verifier=VERIFIER, scopes=scopes, hint=hint
        )

    def exchange(self, code: str = CODE) -> Exchanged:
        return self.oauth.exchange(GOOGLE, code, BACK, VERIFIER)

    def renew(self) -> TokenSet:
        return self.oauth.renew(GOOGLE, HELD)


Asking = Callable[[Google], Any]
BOTH = pytest.mark.parametrize("ask", [Google.exchange, Google.renew], ids=["exchange", "renewal"])


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query, keep_blank_values=True).items()}


def test_the_consent_page_is_asked_for_as_google_describes() -> None:
    query = query_of(Google().consent_url((READONLY,), hint="ada@example.com"))
    assert query.pop("code_challenge")
    assert query == {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": BACK,
        "scope": f"openid email profile {READONLY}",
        "state": "s-1",
        "nonce": "n-1",
        "code_challenge_method": "S256",
        "access_type": "offline",
        "prompt": "consent",
        "include_granted_scopes": "true",
        "login_hint": "ada@example.com",
    }


def test_signing_in_says_nothing_of_access_or_of_a_person_nobody_named() -> None:
    query = query_of(Google().consent_url())
    assert query["prompt"] == "select_account"
    assert not {"access_type", "include_granted_scopes", "login_hint"} & set(query)


def test_a_stand_in_on_this_machine_is_reached_over_http() -> None:
    google = Google(
        (200, json.dumps(TOKENS)), authorize_url="http://localhost:4700/a", token_url="http://localhost:4700/token"
    )
    assert google.consent_url().startswith("http://localhost:4700/a?response_type=code&")
    google.exchange()
    assert google.requests[0]["url"] == "http://localhost:4700/token"


@BOTH
def test_a_token_endpoint_without_tls_is_refused_before_anything_is_sent(ask: Asking) -> None:
    google = Google(token_url="http://login.example/token")
    with pytest.raises(Refused, match="https"):
        ask(google)
    assert google.requests == []


def test_a_consent_page_without_tls_is_refused() -> None:
    with pytest.raises(Refused, match="https"):
        Google(authorize_url="http://login.example/authorize").consent_url()


def test_the_code_is_sent_as_one_form_with_the_client_in_it() -> None:
    google = Google((200, json.dumps(TOKENS)))
    google.exchange()
    assert google.requests == [
        {
            "url": google.there.token_url,
            "grant_type": "authorization_code",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "code": CODE,
            "code_verifier": VERIFIER,
            "redirect_uri": BACK,
        }
    ]


@BOTH
@pytest.mark.parametrize(
    ("answer", "leaf"),
    [
        *(((status, json.dumps(TOKENS)), Refused) for status in (301, 302, 303, 307, 308)),
        ((400, '{"error": "temporarily_unavailable"}'), Retryable),
        ((400, '{"error": "server_error"}'), Retryable),
        ((408, "{}"), Refused),
        ((200, '{"error": "internal_failure"}'), Refused),
    ],
)
def test_neither_a_redirect_nor_what_google_s_libraries_would_repeat_is_followed_up(
    ask: Asking, answer: tuple[int, str], leaf: type[AmoError]
) -> None:
    google = Google(answer)
    with pytest.raises(leaf):
        ask(google)
    assert len(google.requests) == 1


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>sorry</html>",
        "[]",
        "null",
        "{}",
        '{"access_token": ""}',
        '{"access_token": {"a": 1}}',
        '{"access_token": "a", "expires_in": "soon"}',
        '{"access_token": "a", "expires_in": {}}',
        '{"error": {"status": "PERMISSION_DENIED"}}',
        "access_token=a&token_type=Bearer",
    ],
)
def test_an_answer_that_makes_no_sense_is_refused_in_one_sentence(ask: Asking, text: str) -> None:
    with pytest.raises(Refused, match=r"^Google refuses: unreadable answer\. Whoever runs AMO .* put that right\.\Z"):
        ask(Google((200, text)))


def test_a_wrong_secret_is_named() -> None:
    with pytest.raises(Refused, match="invalid client"):
        Google((401, '{"error": "invalid_client", "error_description": "Unauthorized"}')).exchange()


def test_an_empty_code_is_refused_unsent() -> None:
    google = Google()
    with pytest.raises(Refused):
        google.exchange("")
    assert google.requests == []


@pytest.mark.parametrize("subtype", ["", "invalid_rapt", "rapt_required"])
def test_fault_14_a_consent_that_is_over_has_to_be_given_anew(subtype: str) -> None:
    """A Workspace that wants people to sign in again says so in a subtype; google-auth would name gcloud."""
    with pytest.raises(NeedsConsent, match="Google no longer accepts this consent"):
        Google((400, json.dumps({"error": "invalid_grant", "error_subtype": subtype}))).renew()


def test_fault_16_a_renewal_keeps_the_refresh_token_it_is_not_given_anew() -> None:
    assert Google((200, json.dumps(TOKENS))).renew().refresh_token.get_secret_value() == REFRESH


def test_other_scopes_than_asked_for_are_known_and_no_error() -> None:
    google = Google((200, json.dumps({**TOKENS, "scope": "openid https://www.googleapis.com/auth/tasks"})))
    google.consent_url((READONLY,))
    assert google.exchange().scopes == {"openid", "https://www.googleapis.com/auth/tasks"}


@BOTH
@pytest.mark.parametrize(
    "answer",
    [
        (200, json.dumps({**TOKENS, "refresh_token": "new-refresh-of-somebody", "id_token": "id-of-somebody"})),
        (200, '{"access_token": "new-access-of-somebody", "expires_in": "of-somebody"}'),
        (400, '{"error": "of-somebody: new-access-of-somebody"}'),
        (400, '{"error": "invalid_grant", "error_description": "new-access-of-somebody"}'),
        (500, "new-access-of-somebody"),
    ],
)
def test_no_log_and_no_error_holds_a_secret(
    ask: Asking, answer: tuple[int, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shown = ""
    try:
        ask(Google(answer))
    except AmoError as error:
        shown = f"{error!r} " + "".join(traceback.format_exception(error))
    shown += caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert not [secret for secret in ("of-somebody", CLIENT_SECRET, VERIFIER) if secret in shown]


@BOTH
def test_the_environment_is_not_changed_and_leads_nowhere_else(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    before = dict(os.environ)
    google = Google((200, json.dumps(TOKENS)))
    ask(google)
    assert dict(os.environ) == before
    assert len(google.requests) == 1


def imported_by(script: str) -> set[str]:
    """Returns which of the libraries are there after ``script``."""
    shown = f"{script}\nimport sys\nprint(*{LIBRARIES!r} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


LIBRARIES = {"google.auth", "google_auth_oauthlib", "oauthlib", "requests"}
ASK_MICROSOFT = """
from lambdas.credentials.authorization_server import AuthorizationRequest
from lambdas.credentials.microsoft_oauth import MicrosoftAuthorizationServer
from tests.fakes.identity_provider import FakeIdentityProvider, IdentityProvider
there = FakeIdentityProvider(IdentityProvider.MICROSOFT)
request = AuthorizationRequest("https://amo.example/back", "s", "n", "v" * 64)
MicrosoftAuthorizationServer(there.registered, there.post).authorization_url(request)
"""


def test_libraries_are_imported_by_whoever_calls_them() -> None:
    assert imported_by("import lambdas.credentials.oauth") == set()
    assert imported_by(ASK_MICROSOFT) == {"oauthlib"}


def test_microsoft_is_asked_as_before() -> None:
    there = FakeIdentityProvider(MICROSOFT)
    oauth = OAuth(lambda _: there.registered, lambda: NOW, there.post)
    url = oauth.consent_url(
        MICROSOFT, BACK, state="s", nonce="n", verifier=VERIFIER, scopes=("Calendars.Read",), hint="ada@example.com"
    )
    challenge = query_of(url)["code_challenge"]
    assert url == (
        "https://microsoft.example/authorize?response_type=code&client_id=amo-client"
        "&redirect_uri=https%3A%2F%2Famo.example%2Fauth%2Fcallback%2Fgoogle"
        f"&scope=openid+email+profile+Calendars.Read&state=s&nonce=n&code_challenge={challenge}"
        "&code_challenge_method=S256&prompt=select_account&login_hint=ada%40example.com"
    )


def test_post_form_is_what_production_sends_with() -> None:
    assert OAuth(lambda _: Google().there, lambda: NOW).post is post_form

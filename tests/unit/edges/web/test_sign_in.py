"""Signing in with Google and Microsoft, and everything that must not pass for it (faults 118 to 120)."""

from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from lambdas.domain.accounts.logins import local_path
from lambdas.domain.accounts.user import AddressProof
from lambdas.edges.http.logins import FLOW_COOKIE, RENEWAL_COOKIE
from tests.unit.edges.harness import ADA, Answer, Harness
from tests.unit.edges.identities import GOOGLE, MICROSOFT


def cookies(answer: Answer) -> dict[str, str]:
    jar = SimpleCookie()
    for line in answer.cookies:
        jar.load(line)
    return {name: morsel.value for name, morsel in jar.items()}


def go(harness: Harness, path: str, user: str | None = None) -> tuple[str, dict[str, str]]:
    """To the provider and its consent page: where it went, and the cookies the browser now has."""
    answer = harness.get(path, user)
    assert answer.status == 303, answer.text
    return answer.headers["Location"], cookies(answer)


def back(
    harness: Harness,
    query: dict[str, str],
    kept: dict[str, str],
    path: str = "/auth/callback/google",
    user: str | None = None,
) -> Answer:
    lines = "; ".join(f"{name}={value}" for name, value in kept.items())
    return harness.get(f"{path}?{urlencode(query)}", user, cookie=lines)


def sign_in(harness: Harness, to: str | None = None) -> Answer:
    """With Google, all the way."""
    url, kept = go(harness, "/auth/google" if to is None else f"/auth/google?{urlencode({'next': to})}")
    return back(harness, harness.identities.google.consent(url), kept)


def sign_in_with_microsoft(harness: Harness) -> Answer:
    url, kept = go(harness, "/auth/microsoft")
    return back(harness, harness.identities.microsoft.consent(url), kept, "/auth/callback/microsoft")


def signed_in_as(harness: Harness) -> list[str]:
    """Everybody who has a session besides the two of the world."""
    return [user_id for user_id, session_id in harness.login_sessions.rows if not session_id.startswith("s-")]


def nothing_kept(harness: Harness) -> bool:
    return not signed_in_as(harness) and not harness.calendar_accounts.rows


def test_somebody_invited_signs_in_with_google(harness: Harness) -> None:
    answer = sign_in(harness)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert signed_in_as(harness) == [ADA]
    assert {RENEWAL_COOKIE, "amo_session", FLOW_COOKIE} == set(cookies(answer))
    for line in answer.cookies:
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line
        assert "Secure" in line


def test_somebody_invited_signs_in_with_microsoft(harness: Harness) -> None:
    assert sign_in_with_microsoft(harness).status == 303
    assert signed_in_as(harness) == [ADA]


def test_signing_in_asks_for_no_calendar(harness: Harness) -> None:
    url, _ = go(harness, "/auth/google")
    assert parse_qs(urlsplit(url).query)["scope"] == ["openid email profile"]


def test_somebody_nobody_invited_stays_outside(harness: Harness) -> None:
    harness.identities.google.person |= {"email": "mallory@example.com", "sub": "g-2"}
    answer = sign_in(harness)
    assert answer.status == 401
    assert "ask an operator" in answer.text
    assert nothing_kept(harness)


def test_somebody_of_an_allowed_domain_comes_in_as_a_member(harness: Harness) -> None:
    harness.identities.domains = ("example.com",)
    harness.identities.google.person |= {
        "email": "grace@example.com",
        "sub": "g-3",
        "hd": "example.com",
        "name": "Grace",
    }
    assert sign_in(harness).status == 303
    (user_id,) = signed_in_as(harness)
    grace = harness.users.get(user_id)
    assert (grace.role, grace.email_proof, grace.name) == ("member", AddressProof.GOOGLE, "Grace")


def test_an_address_that_only_looks_like_the_domain_s_does_not(harness: Harness) -> None:
    harness.identities.domains = ("example.com",)
    harness.identities.google.person |= {"email": "grace@example.com", "sub": "g-3"}  # no Workspace stands behind it
    assert sign_in(harness).status == 401


@pytest.mark.parametrize("claim", [{"email_verified": False}, {"email": ""}])
def test_an_address_google_does_not_vouch_for_recognises_nobody(harness: Harness, claim: dict[str, object]) -> None:
    harness.identities.google.person |= claim
    assert sign_in(harness).status == 401
    assert nothing_kept(harness)


def test_an_address_of_a_foreign_directory_recognises_nobody(harness: Harness) -> None:
    """Anybody may write any address into a directory of their own."""
    harness.identities.microsoft.person["tid"] = "00000000-0000-4000-8000-000000000666"
    assert sign_in_with_microsoft(harness).status == 401


def test_somebody_deactivated_stays_outside(harness: Harness) -> None:
    sign_in(harness)
    harness.login_sessions.rows.clear()
    harness.users.patch(ADA, {"active": False})
    assert sign_in(harness).status == 401
    assert nothing_kept(harness)


def test_without_a_registration_there_is_no_endpoint(harness: Harness) -> None:
    harness.identities.without = {GOOGLE, MICROSOFT}
    assert harness.get("/auth/google", None).status == 400
    assert harness.get("/auth/nobody", None).status == 404
    assert "Continue with" not in harness.get("/", None).text


def test_the_endpoints_that_are_open_are_offered_and_lead_back(harness: Harness) -> None:
    harness.users.register_provider(GOOGLE)
    text = harness.get("/records/decisions", None).text
    assert 'href="/auth/google?next=/records/decisions"' in text
    assert "Microsoft" not in text


def test_fault_118_a_state_works_once(harness: Harness) -> None:
    url, kept = go(harness, "/auth/google")
    query = harness.identities.google.consent(url)
    assert back(harness, query, kept).status == 303
    harness.login_sessions.rows.clear()
    assert back(harness, harness.identities.google.consent(url), kept).status == 401
    assert nothing_kept(harness)


def test_fault_118_a_state_of_another_browser_is_refused(harness: Harness) -> None:
    """Somebody sends their own link around, so that others sign in as them."""
    url, _ = go(harness, "/auth/google")
    _, others = go(harness, "/auth/google")
    assert back(harness, harness.identities.google.consent(url), others).status == 401
    assert back(harness, harness.identities.google.consent(url), {}).status == 401
    assert nothing_kept(harness)


def test_fault_119_an_answer_of_one_provider_is_not_another_s(harness: Harness) -> None:
    url, kept = go(harness, "/auth/google")
    query = harness.identities.google.consent(url)
    assert back(harness, query, kept, "/auth/callback/microsoft").status == 401
    assert not harness.identities.microsoft.requests
    assert nothing_kept(harness)


def test_fault_119_a_sign_in_s_answer_connects_no_calendar_and_the_other_way_round(harness: Harness) -> None:
    url, kept = go(harness, "/auth/google")
    query = harness.identities.google.consent(url)
    assert back(harness, query, kept, "/calendar/callback/google", ADA).status == 400
    url, kept = go(harness, "/calendar/auth/google", ADA)
    assert back(harness, harness.identities.google.consent(url), kept).status == 401
    assert nothing_kept(harness)


def test_somebody_who_does_not_agree_is_told_that_nothing_changed(harness: Harness) -> None:
    url, kept = go(harness, "/auth/google")
    state = harness.identities.google.consent(url)["state"]
    answer = back(harness, {"error": "access_denied", "state": state}, kept)
    assert answer.status == 401
    assert "You did not agree" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/a\nb",
        "javascript:alert(1)",
        "evil.example",
        "",
        "/auth/sign-out",
        "/" + "a" * 600,
    ],
)
def test_fault_120_after_signing_in_only_our_own_pages_are_opened(harness: Harness, path: str) -> None:
    assert local_path(path) == "/"
    assert sign_in(harness, path).headers["Location"] == "/"


def test_after_signing_in_one_is_where_one_wanted_to_be(harness: Harness) -> None:
    assert sign_in(harness, "/meetings/m1?done=saved").headers["Location"] == "/meetings/m1?done=saved"


def test_a_link_that_is_over_says_where_another_comes_from(harness: Harness) -> None:
    body = urlencode({"token": "used"}).encode()
    form = {"content-type": "application/x-www-form-urlencoded", "origin": harness.public_url}
    answer = harness.send("POST", "/auth/link", body, None, form)
    assert answer.status == 401
    assert "This link is over. Ask AMO in Slack for a new one (/amo sign-in), or sign in." in answer.text
    over = harness.get("/slack/connect?token=used")
    assert "This link is over" in over.text
    assert "Type /amo connect in Slack for a new one." in over.text

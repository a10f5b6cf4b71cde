"""Sessions: short, renewed while they are used, ended anywhere at once where it matters, and never twice alive."""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest

from lambdas.accounts.tokens import SESSION_LIFE, Identity, read_session
from lambdas.accounts.wiring import logins
from lambdas.edges.http.form_tokens import form_token
from lambdas.edges.http.logins import RENEWAL_COOKIE
from lambdas.edges.http.requests import COOKIE
from tests.unit.edges.harness import ADA, EVE, KEYS, NOW, PUBLIC, Answer, Harness

pytestmark = pytest.mark.usefixtures("tokens_read_at_one_time")


class Browser:
    """Keeps cookies as a browser does, without looking at their ages: what is too old the server has to see."""

    def __init__(self, harness: Harness) -> None:
        self.harness = harness
        opened = logins().begin(ADA, "id1", "Firefox/140.0 Linux", NOW)
        self.jar = {COOKIE: opened.session, RENEWAL_COOKIE: opened.renewal}

    @property
    def identity(self) -> Identity:
        return read_session(self.jar[COOKIE], KEYS)

    def open(self, path: str = "/settings") -> Answer:
        return self._kept(self.harness.get(path, None, cookie=self._line()))

    def post(self, path: str, identity: Identity) -> Answer:
        body = f"form_token={form_token(identity, KEYS)}".encode()
        headers = {"origin": PUBLIC, "content-type": "application/x-www-form-urlencoded", "cookie": self._line()}
        return self._kept(self.harness.send("POST", path, body, None, headers))

    def loses_the_short_one(self) -> None:
        self.jar.pop(COOKIE)

    def _line(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.jar.items())

    def _kept(self, answer: Answer) -> Answer:
        for line in answer.cookies:
            for name, morsel in SimpleCookie(line).items():
                self.jar[name] = morsel.value
        return answer


@pytest.fixture
def browser(harness: Harness) -> Browser:
    return Browser(harness)


def test_a_session_is_good_for_ten_minutes_and_renews_itself(browser: Browser) -> None:
    assert timedelta(minutes=10) == SESSION_LIFE
    assert browser.open().cookies == []
    before = dict(browser.jar)
    browser.loses_the_short_one()
    assert browser.open().status == 200
    assert browser.jar[COOKIE]
    assert browser.jar[RENEWAL_COOKIE] != before[RENEWAL_COOKIE]
    assert browser.identity.user_id == ADA


def test_a_view_that_fails_loses_no_renewal(browser: Browser) -> None:
    browser.loses_the_short_one()
    assert browser.open("/meetings/m99999999999999999999").status == 404
    browser.loses_the_short_one()
    assert browser.open().status == 200


def test_requests_sent_at_the_same_moment_all_pass(browser: Browser) -> None:
    browser.loses_the_short_one()
    old = dict(browser.jar)
    assert browser.open().status == 200
    again = browser.harness.get("/settings", None, cookie=f"{RENEWAL_COOKIE}={old[RENEWAL_COOKIE]}")
    assert again.status == 200
    assert again.cookies == []


def test_signing_out_everywhere_stops_changes_at_once_and_reading_within_minutes(browser: Browser) -> None:
    harness, identity = browser.harness, browser.identity
    assert harness.post("/auth/sign-out-everywhere", ADA).status == 303
    assert browser.post("/settings/sync", identity).status == 401
    browser.loses_the_short_one()
    assert browser.open().status == 401
    assert harness.login_sessions.of_user(EVE, NOW)


def test_signing_out_takes_the_browser_s_cookies_away(browser: Browser) -> None:
    answer = browser.post("/auth/sign-out", browser.identity)
    assert answer.status == 303
    assert (browser.jar[COOKIE], browser.jar[RENEWAL_COOKIE]) == ("", "")
    assert all("Max-Age=0" in line for line in answer.cookies)


def test_somebody_deactivated_is_out_with_the_next_renewal(browser: Browser) -> None:
    browser.harness.users.patch(ADA, {"active": False})
    browser.loses_the_short_one()
    assert browser.open().status == 401


def test_a_command_s_session_ends_at_once_when_it_is_ended(harness: Harness) -> None:
    opened = logins().begin(ADA, "id1", "a command", NOW, timedelta(hours=1))
    header = {"authorization": f"Bearer {opened.session}"}
    assert harness.call("GET", "/api/settings", None, None, **header).status == 200
    logins().end_all(ADA, NOW)
    assert harness.call("GET", "/api/settings", None, None, **header).status == 401


def test_a_renewal_is_no_session_and_a_session_no_renewal(browser: Browser) -> None:
    renewal, session = browser.jar[RENEWAL_COOKIE], browser.jar[COOKIE]
    assert browser.harness.get("/settings", None, cookie=f"{COOKIE}={renewal}").status == 401
    assert browser.harness.get("/settings", None, cookie=f"{RENEWAL_COOKIE}={session}").status == 401


def test_the_api_leaves_the_next_proof_to_the_page(browser: Browser) -> None:
    browser.loses_the_short_one()
    header = {"cookie": f"{RENEWAL_COOKIE}={browser.jar[RENEWAL_COOKIE]}"}
    assert browser.harness.call("GET", "/api/settings", None, None, **header).status == 200
    browser.open()
    assert browser.jar[COOKIE]


def test_commands_are_one_line_of_the_settings(browser: Browser) -> None:
    for number in range(3):
        logins().begin(ADA, f"c{number}", "A command", NOW, timedelta(hours=1))
    assert browser.open().text.count("<b>Commands</b>") == 1


def test_the_settings_show_where_one_is_signed_in(browser: Browser) -> None:
    text = browser.open().text
    assert "Firefox on Linux" in text
    assert "Sign out everywhere" in text


def test_a_command_opens_a_page_s_link_by_its_header_until_its_session_is_ended(browser: Browser) -> None:
    """``./amo materials --out`` follows /m/ links like that."""
    command = {"authorization": f"Bearer {browser.jar[COOKIE]}"}
    assert browser.harness.send("GET", "/settings", b"", None, command).status == 200
    logins().end_all(ADA, NOW)
    assert browser.harness.send("GET", "/settings", b"", None, command).status == 401

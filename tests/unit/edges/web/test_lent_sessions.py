"""Whoever comes in by a link that somebody else made reads, and decides nothing before a code has confirmed them."""

import json
import re
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest

from lambdas.accounts.tokens import Identity
from lambdas.accounts.wiring import logins
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.pending_action import ActionStatus
from lambdas.domain.notifications.messages import MessageKind
from lambdas.edges.api import people_api, sources_api
from lambdas.edges.api.api import OPERATIONS
from lambdas.edges.http.decisions import OWN_WORD, is_own_word
from lambdas.edges.http.form_tokens import form_token
from lambdas.edges.http.requests import COOKIE
from lambdas.edges.operator.accounts import provision_user
from lambdas.edges.web import accounts, page, source_settings
from tests.fakes.samples import a_user
from tests.unit.edges.harness import ADA, KEYS, NOW, PUBLIC, Answer, Harness
from tests.unit.edges.http.test_hostile_requests import right_body
from tests.unit.edges.pending import ACTION
from tests.unit.edges.web.test_safety import filled
from tests.unit.edges.web.test_sign_in import sign_in

pytestmark = pytest.mark.usefixtures("tokens_read_at_one_time")

OPERATOR = "olga"
LENT = Identity(ADA, "id1")
FORM = {"origin": PUBLIC, "content-type": "application/x-www-form-urlencoded"}


class Lent:
    """A browser and a command in which somebody uses the link that Olga made for Ada."""

    def __init__(self, harness: Harness) -> None:
        self.harness = harness
        harness.users.put(a_user(OPERATOR, role="operator", name="Olga", created_at=NOW))
        logins().begin(OPERATOR, f"s-{OPERATOR}", "", NOW)
        text = harness.post(f"/people/{ADA}/link", OPERATOR).text
        (token,) = re.findall(r"/auth/link\?token=([\w-]+)", text)
        entered = harness.send("POST", "/auth/link", f"token={token}".encode(), None, FORM)
        assert entered.status == 303
        self.session = next(jar[COOKIE].value for jar in map(SimpleCookie, entered.cookies) if COOKIE in jar)

    def get(self, path: str) -> Answer:
        return self.harness.get(path, None, cookie=f"{COOKIE}={self.session}")

    def post(self, path: str, **fields: str) -> Answer:
        form = "&".join(f"{name}={value}" for name, value in {"form_token": form_token(LENT, KEYS), **fields}.items())
        return self.harness.send("POST", path, form.encode(), None, {**FORM, "cookie": f"{COOKIE}={self.session}"})

    def call(self, method: str, path: str, body: Any = None) -> Answer:
        return self.harness.call(method, path, body, None, authorization=f"Bearer {self.session}")

    def approve(self) -> Answer:
        return self.post(f"/approvals/{ACTION}/decide", verdict="approve", payload_hash=self.action.payload_hash)

    def approve_by_api(self) -> Answer:
        body = {"decision": "approve", "payload_hash": self.action.payload_hash}
        return self.call("POST", f"/api/approvals/{ACTION}", body)

    @property
    def action(self) -> Any:
        return self.harness.approvals.pending_actions.get(ACTION)

    def code(self) -> str:
        told = [one.title for one in self.harness.approvals.notifier.sent if one.kind is MessageKind.SIGN_IN_CODE]
        return str(re.findall(r"^([0-9]{6}) ", told[-1])[0])

    def events(self) -> list[tuple[str, str]]:
        chain = self.harness.approvals.audit_log.chain(f"own-{ADA}")
        return [(row["event"], row["actor"]) for row in chain if row["event"] != "seen"]


@pytest.fixture
def lent(furnished: Harness) -> Lent:
    return Lent(furnished)


def test_a_link_made_for_somebody_is_on_the_log_and_told_them(lent: Lent) -> None:
    assert lent.events()[-1] == ("link_given", f"user:{OPERATOR}")
    (told,) = lent.harness.approvals.notifier.sent
    assert (told.user_id, told.title) == (ADA, "Olga made a sign-in link for you")
    assert lent.session not in f"{told}{lent.harness.approvals.audit_log.table.rows}"


def test_whoever_no_channel_reaches_finds_it_on_the_page(lent: Lent) -> None:
    (told,) = lent.harness.approvals.notifier.sent
    lent.harness.inbox.put(ADA, told)
    assert "Olga made a sign-in link for you" in lent.harness.get("/").text


def test_the_settings_name_a_session_that_somebody_else_s_link_began(lent: Lent) -> None:
    assert "by somebody else’s link, decides nothing" in lent.harness.get("/settings").text
    lent.post("/auth/proof")
    lent.post("/auth/proof/confirmation", code=lent.code())
    assert "by somebody else’s link, confirmed" in lent.harness.get("/settings").text


def test_a_lent_session_reads_and_does_ordinary_things(lent: Lent) -> None:
    assert lent.get("/").status == lent.get("/approvals").status == 200
    assert lent.post("/settings/sync").status == 303
    assert lent.call("GET", "/api/approvals").status == 200


def test_a_lent_session_approves_nothing_on_the_page_and_is_led_on(lent: Lent) -> None:
    answer = lent.approve()
    assert answer.status == 403
    assert "You came in by a link that Olga made." in answer.text
    assert 'href="/auth/proof"' in answer.text
    assert lent.action.status is ActionStatus.PENDING


def test_a_lent_session_approves_nothing_by_the_api(lent: Lent) -> None:
    bulk = {"items": [{"action_id": ACTION, "payload_hash": lent.action.payload_hash}], "decision": "approve"}
    for answer in (
        lent.approve_by_api(),
        lent.call("POST", "/api/approvals/bulk", bulk),
    ):
        assert answer.status == 403
        assert answer.json["message"].startswith("You came in by a link that Olga made. Before you decide anything")
    assert lent.action.status is ActionStatus.PENDING


def test_the_approvals_say_so_above_them_and_no_own_session_s_do(lent: Lent) -> None:
    banner = "You came in by a link that Olga made. To decide, confirm that it is you."
    assert banner in lent.get("/approvals").text
    assert banner in lent.get("/audit").text
    assert banner not in lent.harness.get("/approvals").text


@pytest.mark.parametrize("path", ["/approvals", "/approvals/live", f"/approvals/{ACTION}"])
def test_instead_of_what_would_be_refused_a_lent_session_is_shown_the_way_to_confirm_itself(
    lent: Lent, path: str
) -> None:
    own = lent.harness.get(path).text
    assert 'name="verdict"' in own
    assert "confirm-first" not in own
    text = lent.get(path).text
    assert re.search(r'<p class="confirm-first"><a href="/auth/proof">Confirm that it is you</a>, then decide\.', text)
    assert not re.findall(r'name="verdict"|id="bulk"|class="pick"|/decide"|/edit"|/ask"', text)
    lent.post("/auth/proof")
    lent.post("/auth/proof/confirmation", code=lent.code())
    assert 'name="verdict"' in lent.get(path).text


def test_a_lent_session_is_led_to_no_second_word_of_its_own(lent: Lent) -> None:
    other = f"a{'7' * 20}"
    lent.harness.approvals.add(other, ADA, "Budget", NOW, requested_by=f"user:{ADA}", risk=Risk.MEDIUM)
    assert f'href="/approvals/{other}/confirm"' in lent.harness.get("/approvals").text
    for path in ("/approvals", f"/approvals/{other}", f"/approvals/{other}/confirm"):
        text = lent.get(path).text
        assert "Confirm that it is you</a>, then decide" in text
        assert f"{other}/confirm" not in text


def test_after_the_code_the_page_decides_and_the_log_says_how_it_came_to_that(lent: Lent) -> None:
    assert lent.post("/auth/proof").headers["Location"] == "/auth/proof?done=sign-in-code-sent"
    assert "e-mail to ada@example.com" in lent.get("/auth/proof").text
    wrong = lent.post("/auth/proof/confirmation", code=f"{(int(lent.code()) + 1) % 10**6:06d}")
    assert "That is not the code" in wrong.text
    assert lent.approve().status == 403
    confirmed = lent.post("/auth/proof/confirmation", code=lent.code())
    assert confirmed.headers["Location"] == "/approvals?done=session-confirmed"
    assert "To decide, confirm" not in lent.get("/approvals").text
    assert lent.get("/auth/proof").status == 303
    assert lent.approve().status == 303
    assert lent.action.status is ActionStatus.APPROVED
    assert lent.events()[-3:] == [
        ("link_given", f"user:{OPERATOR}"),
        ("session_proved", f"user:{ADA}"),
        ("approved", f"user:{ADA}"),
    ]


def test_after_the_code_a_command_decides(lent: Lent) -> None:
    said = {"is_own": False, "lender": "Olga", "reaches": ["e-mail to ada@example.com"]}
    assert lent.call("GET", "/api/sign-in/proof").json == lent.call("POST", "/api/sign-in/proof").json == said
    assert lent.call("POST", "/api/sign-in/proof/confirmation", {"code": "x"}).status == 400
    assert lent.call("POST", "/api/sign-in/proof/confirmation", {"code": lent.code()}).json["is_own"]
    assert lent.approve_by_api().json["status"] == "approved"


def test_the_code_is_shown_on_no_page_and_in_no_answer(lent: Lent) -> None:
    """Whoever lent the link reads those."""
    answers = [lent.post("/auth/proof"), lent.call("POST", "/api/sign-in/proof")]
    answers += [lent.get(path) for path in ("/", "/auth/proof", "/approvals", "/audit", "/settings")]
    answers += [lent.call("GET", path) for path in ("/api/notices", "/api/audit", "/api/settings")]
    assert lent.code() not in " ".join(answer.text for answer in answers)


def test_a_link_for_oneself_begins_a_session_of_one_s_own(lent: Lent) -> None:
    text = lent.harness.post(f"/people/{OPERATOR}/link", OPERATOR).text
    (token,) = re.findall(r"/auth/link\?token=([\w-]+)", text)
    body = json.dumps({"token": token}).encode()
    headers = {"content-type": "application/json"}
    opened = lent.harness.ask("POST", "/api/sign-in", body, None, headers).json
    command = {"authorization": f"Bearer {opened['session']}"}
    assert lent.harness.call("GET", "/api/sign-in/proof", None, None, **command).json["is_own"]
    assert lent.harness.call("PUT", f"/api/users/{ADA}", {"role": "reviewer"}, None, **command).status == 200


API = (*OPERATIONS, *people_api.OPERATIONS, *sources_api.OPERATIONS)
RULES = sorted(
    {("POST", rule) for rule in (*page.CHANGES, *accounts.CHANGES, *source_settings.CHANGES)}
    | {(method, rule) for method, rule, *_ in API if method != "GET"}
)
ORDINARY = (
    "/api/calendars", "/api/items", "/api/meetings", "/api/notices", "/api/records", "/api/sessions",
    "/api/settings/days-off", "/api/settings/prep-hours", "/api/settings/working-week", "/api/sign-in", "/auth/proof",
    "/auth/sign-out", "/auth/sign-out-everywhere", "/calendar/accounts", "/chat", "/first-steps", "/items", "/meetings",
    "/notices", "/records", "/results", "/sessions", "/settings/after-meetings", "/settings/brief",
    "/settings/calendars", "/settings/days-off", "/settings/prep-hours", "/settings/profile", "/settings/second-zone",
    "/settings/seen-timezone", "/settings/sync", "/settings/timezone", "/settings/timing", "/settings/wishes",
    "/settings/working-week", "/undo",
)  # fmt: skip
"""What a lent session may do; a new address is put here, or among those of decisions.py."""


@pytest.mark.parametrize(("method", "rule"), [route for route in RULES if not is_own_word(*route)])
def test_what_is_not_somebody_s_own_word_was_meant_to_be_ordinary(method: str, rule: str) -> None:
    assert any(rule == place or rule.startswith(f"{place}/") for place in ORDINARY), f"{method} {rule}"


@pytest.mark.parametrize("place", OWN_WORD)
def test_every_place_of_one_s_own_word_is_one(place: str) -> None:
    assert [rule for _, rule in RULES if rule == place or rule.startswith(f"{place}/")]


@pytest.mark.parametrize(("method", "rule"), [route for route in RULES if is_own_word(*route)])
def test_a_lent_session_is_refused_wherever_its_user_s_own_word_counts(lent: Lent, method: str, rule: str) -> None:
    path = filled(rule)
    answer = lent.call(method, path, right_body(method, rule)) if path.startswith("/api/") else lent.post(path)
    assert answer.status == 403, answer.text
    assert "confirm that it is you" in answer.text


def with_google(harness: Harness, email: str) -> Answer:
    """By an account that nobody has used yet, signed at the tests' one time."""
    there = harness.identities.google
    there.person |= {"email": email, "sub": f"of {email}"}
    there.claims = {"iat": NOW, "exp": NOW + timedelta(hours=1)}
    return sign_in(harness)


@pytest.mark.parametrize("way", ["the API", "the stage's function"])
def test_who_changes_somebody_s_address_to_their_own_decides_nothing_as_them(lent: Lent, way: str) -> None:
    """Neither by a code, nor by an account of that address, nor by confirming it in the lent session."""
    harness = lent.harness
    if way == "the API":
        body = {"email": "olga-too@example.com"}
        changed = harness.call("PUT", f"/api/users/{ADA}", body, OPERATOR).json
        assert changed["email_counts_at"] > changed["last_signed_in_at"]
    else:
        assert provision_user({"user_id": ADA, "email": "olga-too@example.com"}, None) == {"user_id": ADA}
    assert "can send no code" in lent.post("/auth/proof").text
    assert lent.post("/auth/address", email="olga-too@example.com").status == 403
    refused = with_google(harness, "olga-too@example.com")
    assert (refused.status, "An operator changed this address" in refused.text) == (401, True)
    assert lent.approve().status == 403
    assert lent.action.status is ActionStatus.PENDING
    assert lent.events()[-1][0] == "address_given"


def test_the_person_confirms_the_new_address_in_a_session_of_their_own(lent: Lent) -> None:
    harness = lent.harness
    harness.call("PUT", f"/api/users/{ADA}", {"email": "ada@home.example"}, OPERATOR)
    harness.ses.calls.clear()
    assert "An operator changed it. Before" in harness.get("/settings").text
    harness.post("/auth/address", email="ada@home.example")
    (token,) = re.findall(
        r"/auth/address\?token=(\S+)", harness.ses.calls[0]["Content"]["Simple"]["Body"]["Text"]["Data"]
    )
    harness.post("/auth/address/confirm", proof=token)
    assert "Confirmed by the mail that was sent there." in harness.get("/settings").text
    assert with_google(harness, "ada@home.example").status == 303

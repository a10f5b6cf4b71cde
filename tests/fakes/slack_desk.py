"""A person in front of Slack: clicks, writes, and waits for what AMO says in the emulated workspace."""

import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cli.stage import DeployedStage
from tests.fakes.own_sessions import SAYS_CODE, codes_sent, next_code
from tests.fakes.slack_emulate import Emulate
from tests.fakes.slack_requests import SECRET, click_body, command_body, direct_message, event_body, request

PATIENCE_SECONDS = 60
LOOKS_EVERY_SECONDS = 0.3
FORM_TOKEN = r'name="form_token" value="([^"]+)"'
NUMBERED = re.compile(r"_\d+$")
Told = dict[str, Any]


class Browser:
    """Keeps cookies, and does not follow where it is sent."""

    def __init__(self, page: str) -> None:
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_: Any) -> None:
                return None

        self._page = page
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(), Stay)

    def sign_in(self, stage: DeployedStage) -> None:
        link = stage.invoke("issue_sign_in_link", {"user_id": stage.user_id})
        self.location("POST", f"{self._page}/auth/link", {"token": link["token"]})

    def confirm(self, codes: Callable[[], list[str]]) -> None:
        """Says that it is them, with the code that was sent; ``codes`` are those they got so far.

        A laptop's operator is themself already, and is led on.
        """
        proof = f"{self._page}/auth/proof"
        try:
            shown = self.text(proof)
        except urllib.error.HTTPError as led_on:
            if led_on.code != 303:
                raise
            return
        form_token, *_others = re.findall(FORM_TOKEN, shown)
        code = next_code(codes, lambda: self.location("POST", proof, {"form_token": form_token}))
        self.location("POST", f"{proof}/confirmation", {"form_token": form_token, "code": code})

    def text(self, url: str) -> str:
        with self._opener.open(url, timeout=30) as answer:
            return str(answer.read().decode())

    def location(self, method: str, url: str, fields: dict[str, str] | None = None) -> str:
        """Returns where it is sent. Raises AssertionError where that is nowhere."""
        body = urlencode(fields).encode() if fields is not None else None
        asked = urllib.request.Request(url, body, {"Origin": self._page}, method=method)
        try:
            with self._opener.open(asked, timeout=30) as answer:
                raise AssertionError(f"{url} answered {answer.status}")
        except urllib.error.HTTPError as error:
            if error.code not in (302, 303):
                raise AssertionError(f"{url} answered {error.code}") from error
            return str(error.headers["Location"])


class Desk:
    """``page`` is AMO's, where Slack's deliveries go as well."""

    def __init__(self, slack: Emulate, email: str, page: str) -> None:
        self.slack, self.email, self.page = slack, email, page.rstrip("/")
        self._deliveries = 0

    def connect(self, stage: DeployedStage) -> str:
        """Types /amo connect, opens the link and says that it is them; returns where the page leads."""
        self.command("connect")
        offer = self.told(lambda message: any(b.get("block_id") == "connect" for b in message.get("blocks", [])))
        (buttons,) = [block["elements"] for block in offer["blocks"] if block["type"] == "actions"]
        url = str(buttons[0]["url"])
        browser = Browser(self.page)
        browser.sign_in(stage)
        browser.confirm(lambda: [*codes_sent(stage, self.email), *self.codes()])
        form_token, *_others = re.findall(FORM_TOKEN, browser.text(url))
        (token,) = parse_qs(urlsplit(url).query)["token"]
        return browser.location("POST", f"{self.page}/slack/connect", {"form_token": form_token, "token": token})

    def post(self, kind: str, body: str, secret: str = SECRET) -> int:
        event = request(kind, body, secret=secret)
        asked = urllib.request.Request(f"{self.page}/slack/{kind}", body.encode(), event["headers"], method="POST")
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def click(self, message: Told, action_id: str, value: str = "") -> None:
        """Presses the button of that name; of several alike the one whose value begins so."""
        element, block = next(one for one in _elements(message) if _is_button(one[0], action_id, value))
        body = click_body(
            element["action_id"],
            element["value"],
            user=self.slack.people[self.email],
            team=self.slack.team_id,
            trigger=self._next(),
            ts=message["ts"],
            thread_ts=message.get("thread_ts", ""),
            block=block["block_id"],
            channel=self.slack.channel(self.email),
        )
        assert self.post("interactions", body) == 200

    def write(self, text: str, thread_ts: str = "") -> None:
        person, channel = self.slack.people[self.email], self.slack.channel(self.email)
        event = direct_message(text, f"{time.time():.6f}", thread_ts, person, channel)
        assert self.post("events", event_body(event, f"Ev{self._next()}", self.slack.team_id)) == 200

    def command(self, text: str) -> None:
        body = command_body(text, self.slack.people[self.email], self.slack.team_id, self._next())
        assert self.post("commands", body) == 200

    def all_told(self) -> list[Told]:
        return self.slack.messages(self.email)

    def told(self, wanted: Callable[[Told], bool]) -> Told:
        """Waits for it. Raises AssertionError when it is not said in time."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if found := [message for message in self.all_told() if wanted(message)]:
                return found[-1]
            time.sleep(LOOKS_EVERY_SECONDS)
        raise AssertionError(f"never said; what was said: {[m['text'] for m in self.all_told()]}")

    def codes(self) -> list[str]:
        """Those that came in Slack, by the address they have there too."""
        return [code for message in self.all_told() for code in SAYS_CODE.findall(message["text"])]

    def asked(self, number: int, meeting_id: str) -> Told:
        """The open card of that question, in whichever thread the meeting's conversation is."""
        return self.told(
            lambda message: (
                message["text"].startswith(f"Question {number} of")
                and _has_button(message, "chat_finish", f"{meeting_id}-r")
            )
        )

    def invited_to(self, meeting_id: str) -> Told:
        """The notice that the meeting's conversation waits, alone or among others."""
        return self.told(
            lambda message: "thread_ts" not in message and _has_button(message, "start_prep", f"{meeting_id}-r")
        )

    def _next(self) -> str:
        self._deliveries += 1
        return f"{time.time_ns()}.{self._deliveries}"


def thread_of(message: Told) -> str:
    return str(message.get("thread_ts") or message["ts"])


def _has_button(message: Told, action_id: str, value: str) -> bool:
    return any(_is_button(element, action_id, value) for element, _ in _elements(message))


def _is_button(element: dict[str, Any], action_id: str, value: str) -> bool:
    """Of several alike (``start_prep_2``) any will do whose value begins so."""
    is_alike = NUMBERED.sub("", element["action_id"]) == action_id and value
    return (element["action_id"] == action_id or bool(is_alike)) and element.get("value", "").startswith(value)


def _elements(message: Told) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """What can be pressed, with the block it stands in."""
    for block in message.get("blocks", []):
        if block["type"] == "actions":
            yield from ((element, block) for element in block["elements"])

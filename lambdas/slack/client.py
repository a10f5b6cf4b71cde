"""One workspace's Web API: what it refuses, its pace, and answers that were lost, in AMO's words."""

import logging
import time
from collections.abc import Callable
from http.client import HTTPException
from typing import Any

from lambdas.errors import AmoError, Refused, Retryable

log = logging.getLogger(__name__)

Answer = dict[str, Any]

TIMEOUT_SECONDS = 4
ATTEMPTS = 4
MAX_WAIT_SECONDS = 2.0
"""Longer than this nobody waits in here: the queue brings the message again, right when Slack takes it."""
SECONDS_BETWEEN_MESSAGES = 1.0
BUSY = "Slack is taking no more messages at this moment; it is tried again."
PASSING = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"})


class AnswerLost(Retryable):
    """Slack may have done it: look before it is tried again (fault 65)."""


class SlackRefused(Refused):
    """``ok: false``. ``code`` is Slack's name of the error."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Slack refused: {code.replace('_', ' ')}.")
        self.code = code


class SlackApi:
    def __init__(
        self,
        token: str,
        api_url: str,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._token = token
        self._api_url = api_url
        self._sleep = sleep
        self._monotonic = monotonic
        self._client: Any = None
        self._next_message: dict[str, float] = {}

    def call(self, method: str, **arguments: Any) -> Answer:
        """``method`` as the SDK names it: ``chat_postMessage``. Waits as long as Slack asks, in order (fault 59).

        Raises SlackRefused for ``ok: false``, Retryable when Slack is busy, AnswerLost when nothing came back.
        """
        waited = 0.0
        for _ in range(ATTEMPTS):
            if method == "chat_postMessage":
                self._keep_pace(arguments["channel"])
            answer = self._once(method, arguments)
            if isinstance(answer, dict):
                return answer
            waited += answer
            if waited > MAX_WAIT_SECONDS:
                raise Retryable(BUSY, after=answer)
            self._sleep(answer)
        raise Retryable(BUSY)

    def read_file(self, url: str, most: int) -> bytes:
        """Raises Refused for what is not Slack's to give, or is longer than ``most`` bytes; Retryable."""
        from lambdas.slack.files import read_slack_file

        return read_slack_file(url, self._token, self._api_url, most)

    def _once(self, method: str, arguments: dict[str, Any]) -> Answer | float:
        """The answer, or the seconds to wait before it is asked again."""
        from slack_sdk.errors import SlackApiError, SlackClientError

        try:
            return dict(getattr(self._web_client(), method)(**arguments).data)
        except SlackApiError as error:
            if error.response.status_code == 429:
                return _seconds_asked_for(error.response.headers.get("Retry-After", ""))
            raise _meaning(error.response) from None  # the original would carry the whole request into a log
        except (SlackClientError, OSError, HTTPException) as error:
            log.warning("no answer to %s: %s", method, type(error).__name__)
            raise AnswerLost("Slack did not answer; it is tried again.") from None

    def _keep_pace(self, channel: str) -> None:
        """One message a second and channel is what Slack takes."""
        now = self._monotonic()
        due = max(now, self._next_message.get(channel, now))
        self._next_message[channel] = due + SECONDS_BETWEEN_MESSAGES
        if due > now:
            self._sleep(due - now)

    def _web_client(self) -> Any:
        """Made at the first call: without a connected workspace nobody pays for the SDK."""
        if self._client is None:
            from slack_sdk import WebClient

            self._client = WebClient(
                token=self._token, base_url=self._api_url, timeout=TIMEOUT_SECONDS, retry_handlers=[]
            )
        return self._client


def _seconds_asked_for(retry_after: str) -> float:
    return float(retry_after) if retry_after.isdecimal() else SECONDS_BETWEEN_MESSAGES


def _meaning(response: Any) -> AmoError:
    if response.status_code >= 500:
        return AnswerLost("Slack had trouble of its own; it is tried again.")
    code = str(response.get("error", "unknown_error")) if isinstance(response.data, dict) else "unreadable_answer"
    if code in PASSING:
        return AnswerLost("Slack had trouble of its own; it is tried again.")
    return Retryable("Slack is busy; it is tried again.") if code == "ratelimited" else SlackRefused(code)

"""Reads a file that somebody shared in Slack: from Slack alone, never further than it says, and no longer than asked.

The address comes out of an answer of Slack's; the token goes to nobody else, so it is checked all the same.
"""

import http.client
import ssl
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from urllib.parse import SplitResult, urlsplit

from lambdas.errors import Refused, Retryable

HOST = "files.slack.com"
TIMEOUT_SECONDS = 5
MAX_SECONDS = 20
PIECE = 64 * 1024
ELSEWHERE = "This file does not lie in Slack: paste what it says, or hand it in on AMO’s page."
NOT_ALLOWED = "Slack does not let AMO read this file: paste what it says, or hand it in on AMO’s page."
TOO_LONG = "This file is longer than {} MB: hand in a part of it."
TOO_SLOW = "Slack took too long to give the file; it is tried again."
NO_ANSWER = "Slack did not give the file; it is tried again."


def read_slack_file(
    url: str, token: str, api_url: str, most: int, monotonic: Callable[[], float] = time.monotonic
) -> bytes:
    """``most`` is in bytes; ``api_url`` may be that of a stand-in, which holds its files itself.

    Raises Refused for a file that is not Slack's to give or is longer; Retryable where Slack does not answer.
    """
    place = _place(url, api_url)
    connection = _connection(place)
    try:
        connection.request("GET", _target(place), headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        _check(answer)
        return _body(answer, most, monotonic() + MAX_SECONDS, monotonic)
    except (OSError, http.client.HTTPException):
        raise Retryable(NO_ANSWER) from None  # the original may carry the request
    finally:
        connection.close()


def _place(url: str, api_url: str) -> SplitResult:
    try:
        place, own = urlsplit(url), urlsplit(api_url)
        is_slack = place.scheme == "https" and place.netloc == HOST
        is_stand_in = own.hostname != "slack.com" and (place.scheme, place.netloc) == (own.scheme, own.netloc)
    except ValueError as error:
        raise Refused(ELSEWHERE) from error
    if not (is_slack or is_stand_in) or not place.hostname:
        raise Refused(ELSEWHERE)
    return place


def _connection(place: SplitResult) -> http.client.HTTPConnection:
    host, port = str(place.hostname), place.port
    if place.scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)


def _target(place: SplitResult) -> str:
    return f"{place.path or '/'}{f'?{place.query}' if place.query else ''}"


def _check(answer: http.client.HTTPResponse) -> None:
    """Slack leads whoever may not read a file to a page to sign in at, or gives that page with 200."""
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Retryable(NO_ANSWER)
    is_page = (answer.getheader("Content-Type") or "").casefold().startswith("text/html")
    if answer.status != HTTPStatus.OK or is_page:
        raise Refused(NOT_ALLOWED)


def _body(answer: http.client.HTTPResponse, most: int, until: float, monotonic: Callable[[], float]) -> bytes:
    content = b""
    for piece in _pieces(answer):
        content += piece
        if len(content) > most:
            raise Refused(TOO_LONG.format(most // (1024 * 1024)))
        if monotonic() > until:
            raise Retryable(TOO_SLOW)
    return content


def _pieces(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    while piece := answer.read1(PIECE):
        yield piece

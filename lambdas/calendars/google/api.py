"""Google's own client of the Calendar API, over AMO's connections.

google-api-python-client knows methods, paths and parameters from the discovery document it brings along: nothing is
fetched to build it, and it opens no connection and tries nothing again by itself. It is imported with the first call.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from lambdas.outbound.json_http import NO_HEADERS, Ask, HttpAnswer, JsonHttp, json_object

Prepare = Callable[[Any], Any]
"""Names a method of the API and its parameters: ``lambda api: api.events().list(calendarId=...)``."""

UNREADABLE = b"\xff"
"""Stands for a body on which Google's client gives up with an error of its own."""


class GoogleApi:
    """``http`` knows where the API is, or its stand-in."""

    def __init__(self, http: JsonHttp) -> None:
        self._http = http

    @property
    def is_local(self) -> bool:
        return self._http.is_local

    def ask(self, prepare: Prepare, headers: Mapping[str, str] = NO_HEADERS) -> Ask:
        """Returns the call, to be made with a token that works."""
        return lambda token: self._answer(prepare, {"Authorization": f"Bearer {token}", **headers})

    def _answer(self, prepare: Prepare, headers: Mapping[str, str]) -> HttpAnswer:
        """Raises Unanswered when no whole answer comes, Refused for one too large."""
        from googleapiclient.errors import HttpError

        request = prepare(self._service)
        request.headers.update(headers)
        received: list[Any] = []
        request.add_response_callback(received.append)
        try:
            content = request.execute(num_retries=0)
        except HttpError as error:
            content = error.content
        except (ValueError, RecursionError):
            content = UNREADABLE
        (answer,) = received
        return HttpAnswer(answer.status, dict(answer), _object(content, answer.status))

    @cached_property
    def _service(self) -> Any:
        from googleapiclient.discovery import build

        options = {"api_endpoint": f"{self._http.base_url}/"}
        return build(
            "calendar",
            "v3",
            http=_Connection(self._http),
            client_options=options,
            static_discovery=True,
            cache_discovery=False,
        )


class _Connection:
    """The part of ``httplib2.Http`` that Google's client uses: bounded, and no redirect is followed (fault 25)."""

    def __init__(self, http: JsonHttp) -> None:
        self._http = http

    def request(
        self, uri: str, method: str = "GET", body: str | None = None, headers: Mapping[str, str] = NO_HEADERS
    ) -> tuple[Any, bytes]:
        from httplib2 import Response

        answer = self._http.fetch(method, uri, headers, body)
        return Response({**answer.headers, "status": str(answer.status)}), answer.body


def _object(content: Any, status: int) -> dict[str, Any]:
    """Google's client leaves the body of an error, and what is no JSON, as it came; an empty answer is None."""
    if isinstance(content, bytes | str):
        return json_object(content, status)
    return content if isinstance(content, dict) else {}

"""The commands' way to AMO: the same HTTP API the page uses, with a login session of the same kind."""

import contextlib
import http.client
import json
import os
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from cli.loopback_names import request_to
from cli.patience import TurnedAway, patiently
from cli.stage import DeployedStage
from lambdas.domain.accounts.logins import CONFIRM
from lambdas.errors import AmoError, Conflict, NotFound, Refused, Retryable
from stacks.stage_file import LOCAL_STAGE

TIMEOUT_SECONDS = 35
SECONDS_TO_TURN_AWAY = 10
"""API Gateway says the same to a call it turned away at once and to one whose function ran too long, half a minute."""
TURNED_AWAY = frozenset({429, 503})
BY_API_GATEWAY = frozenset({b'{"message":"ServiceUnavailable"}', b'{"message":"TooManyRequests"}'})
COOKIE = "amo_session"
REDIRECTS = frozenset({302, 303})
ERRORS: dict[int, type[AmoError]] = {404: NotFound, 409: Conflict}


NO_SUCH_USER = "There is no such user."
"""As the function that makes links says it."""
RENEWED_WITHIN = 5
"""Seconds in which a command that runs beside has written down what it was given."""


class NotSignedIn(Refused):
    """The session is gone or over; the client goes on with it, or signs in again, by itself, once."""


@dataclass(frozen=True)
class ApiClient:
    """Every call raises the error tree's leaves, with the API's own line."""

    stage: DeployedStage

    @property
    def _session_file(self) -> Path:
        return self.stage.state_dir / f"session-{self.stage.name}-{self.stage.user_id}"

    def get(self, path: str, **query: str | int) -> Any:
        suffix = f"?{urllib.parse.urlencode(query)}" if query else ""
        return self._authorised("GET", f"/api{path}{suffix}", None, "application/json")

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        return self._authorised("POST", f"/api{path}", json.dumps(body or {}).encode(), "application/json")

    def put(self, path: str, body: dict[str, Any]) -> Any:
        return self._authorised("PUT", f"/api{path}", json.dumps(body).encode(), "application/json")

    def delete(self, path: str) -> Any:
        return self._authorised("DELETE", f"/api{path}", None, "application/json")

    def upload(self, path: str, content: bytes, content_type: str) -> Any:
        return self._authorised("POST", f"/api{path}", content, content_type)

    def download(self, url: str) -> bytes:
        """Follows a link AMO gave out: its own links with the session, the store's signed ones without."""
        request = request_to(url, headers=self._headers())
        return patiently(partial(_answer, request, urllib.request.build_opener(_DropSessionOnRedirect).open))

    def follow(self, url: str, cookies: str = "") -> tuple[str, str]:
        """One step of a browser: where the answer leads, and the cookies it sets. Only AMO is shown the session."""
        is_ours = url.startswith(f"{self.stage.page_url}/")
        session = f"{COOKIE}={self._headers()['Authorization'].removeprefix('Bearer ')}" if is_ours else ""
        request = request_to(url, headers={"Cookie": "; ".join(filter(None, (session, cookies)))})
        with _translated():
            try:
                with urllib.request.build_opener(_Stay).open(request, timeout=TIMEOUT_SECONDS) as answer:
                    headers, status = answer.headers, answer.status
            except urllib.error.HTTPError as moved:
                if moved.code not in REDIRECTS:
                    raise
                headers, status = moved.headers, moved.code
        if status not in REDIRECTS:
            raise Refused(f"{urllib.parse.urlsplit(url).path} did not lead on; see the page")
        kept = (line.partition(";")[0] for line in headers.get_all("Set-Cookie", []))
        return urllib.parse.urljoin(url, headers["Location"]), "; ".join(kept)

    @property
    def session(self) -> str:
        """Returns what proves the session, as the page's cookie has it; empty before the first call."""
        return self._stored["session"]

    def _authorised(self, method: str, path: str, body: bytes | None, content_type: str) -> Any:
        try:
            return self._call(method, path, body, content_type)
        except NotSignedIn:
            if not self._renew():
                self._sign_in()
            return self._call(method, path, body, content_type)

    def _call(self, method: str, path: str, body: bytes | None, content_type: str) -> Any:
        headers = {**self._headers(), "Content-Type": content_type, "Accept": "application/json"}
        request = request_to(self.stage.page_url + path, body, headers, method)
        content = patiently(partial(_answer, request))
        return json.loads(content) if content else None

    def _headers(self) -> dict[str, str]:
        if not self._stored["session"]:
            self._sign_in()
        return {"Authorization": f"Bearer {self._stored['session']}"}

    @property
    def _stored(self) -> dict[str, str]:
        """Nothing of what is not as this client writes it."""
        try:
            stored = json.loads(self._session_file.read_text())
        except (OSError, ValueError):
            stored = None
        return {"session": "", "renewal": "", **(stored if isinstance(stored, dict) else {})}

    def _renew(self) -> bool:
        """Goes on with the session that there was, confirmed as it may be. False where that is over."""
        renewal = self._stored["renewal"]
        if not renewal:
            return False
        try:
            self._open({"renewal": renewal})
        except NotSignedIn:
            return False
        except Conflict:
            return self._is_renewed_beside(renewal)
        return True

    def _is_renewed_beside(self, renewal: str) -> bool:
        until = time.monotonic() + RENEWED_WITHIN
        while self._stored["renewal"] == renewal and time.monotonic() < until:
            time.sleep(0.05)
        return self._stored["renewal"] != renewal

    def _sign_in(self) -> None:
        try:
            link = self.stage.invoke("issue_sign_in_link", {"user_id": self.stage.user_id})
        except Refused as error:
            if NO_SUCH_USER not in str(error):
                raise
            of_stage = "" if self.stage.name == LOCAL_STAGE else f" --stage {self.stage.name}"
            raise Refused(
                f"nobody has the id {self.stage.user_id} here; somebody's first time: "
                f"./amo users add ADDRESS --role operator{of_stage}"
            ) from error
        self._open({"token": link["token"]})

    def _open(self, proof: dict[str, str]) -> None:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        address = self.stage.page_url + "/api/sign-in"
        request = request_to(address, json.dumps(proof).encode(), headers)
        opened = json.loads(patiently(partial(_answer, request)))
        self._store({name: opened[name] for name in ("session", "renewal")})

    def _store(self, opened: dict[str, str]) -> None:
        """At once whole, for whichever command reads it beside."""
        descriptor, written = tempfile.mkstemp(dir=self._session_file.parent)  # for nobody else to read
        with os.fdopen(descriptor, "w") as file:
            json.dump(opened, file)
        Path(written).replace(self._session_file)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        return None


class _DropSessionOnRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any) -> urllib.request.Request | None:
        redirected = super().redirect_request(*arguments)
        if redirected is not None:
            redirected.remove_header("Authorization")
            redirected.remove_header("Host")
        return redirected


@contextlib.contextmanager
def _translated() -> Any:
    try:
        yield
    except urllib.error.HTTPError as error:
        raise _as_error(error) from None
    except (OSError, http.client.HTTPException) as error:
        raise Retryable(f"AMO does not answer ({error}); see ./amo status") from error


def _answer(request: urllib.request.Request, send: Callable[..., Any] | None = None) -> bytes:
    """Raises TurnedAway where no function ran: nothing was done, so that a write may be sent again as well."""
    began = time.monotonic()
    with _translated():
        try:
            with (send or urllib.request.urlopen)(request, timeout=TIMEOUT_SECONDS) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as problem:
            content = problem.read()
            is_soon = time.monotonic() - began < SECONDS_TO_TURN_AWAY
            if is_soon and is_turned_away(problem.code, content, request.get_method()):
                raise TurnedAway(_error_of(problem, content)) from None
            raise _error_of(problem, content) from None


def is_turned_away(status: int, content: bytes, method: str) -> bool:
    """Returns whether the request may be sent again as it is: it was read only, or answered by API Gateway itself."""
    if status not in TURNED_AWAY:
        return False
    return method == "GET" or b"".join(content.split()) in BY_API_GATEWAY


def _as_error(problem: urllib.error.HTTPError) -> AmoError:
    return _error_of(problem, problem.read())


def _error_of(problem: urllib.error.HTTPError, content: bytes) -> AmoError:
    try:
        line = str(json.loads(content)["message"])
    except (ValueError, KeyError, TypeError):
        line = f"AMO answered {problem.code} {problem.reason}"
    if problem.code == 401:
        return NotSignedIn(line)
    if problem.code >= 500:
        return Retryable(line)
    if problem.code == 403 and CONFIRM in line:
        return Refused(f"{line.rstrip('.')} on the page, or here: ./amo sign-in")
    return ERRORS.get(problem.code, Refused)(line)

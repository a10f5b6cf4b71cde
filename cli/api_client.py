"""The commands' way to AMO: the same HTTP API the page uses, with a login session of the same kind."""

import contextlib
import http.client
import json
import os
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.stage import DeployedStage
from lambdas.domain.accounts.logins import CONFIRM
from lambdas.errors import AmoError, Conflict, NotFound, Refused, Retryable

TIMEOUT_SECONDS = 35
COOKIE = "amo_session"
REDIRECTS = frozenset({302, 303})
ERRORS: dict[int, type[AmoError]] = {404: NotFound, 409: Conflict}


class NotSignedIn(Refused):
    """The session is gone or over; the client signs in again by itself, once."""


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

    def upload(self, path: str, content: bytes, content_type: str) -> Any:
        return self._authorised("POST", f"/api{path}", content, content_type)

    def download(self, url: str) -> bytes:
        """Follows a link AMO gave out: its own links with the session, the store's signed ones without."""
        request = urllib.request.Request(url, headers=self._headers())
        opener = urllib.request.build_opener(_DropSessionOnRedirect)
        with _translated(), opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            return bytes(answer.read())

    def follow(self, url: str, cookies: str = "") -> tuple[str, str]:
        """One step of a browser: where the answer leads, and the cookies it sets. Only AMO is shown the session."""
        is_ours = url.startswith(f"{self.stage.page_url}/")
        session = f"{COOKIE}={self._headers()['Authorization'].removeprefix('Bearer ')}" if is_ours else ""
        request = urllib.request.Request(url, headers={"Cookie": "; ".join(filter(None, (session, cookies)))})
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

    def _authorised(self, method: str, path: str, body: bytes | None, content_type: str) -> Any:
        try:
            return self._call(method, path, body, content_type)
        except NotSignedIn:
            self._sign_in()
            return self._call(method, path, body, content_type)

    def _call(self, method: str, path: str, body: bytes | None, content_type: str) -> Any:
        headers = {**self._headers(), "Content-Type": content_type, "Accept": "application/json"}
        request = urllib.request.Request(self.stage.page_url + path, body, headers, method=method)
        with _translated(), urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def _headers(self) -> dict[str, str]:
        if not self._session_file.exists():
            self._sign_in()
        return {"Authorization": f"Bearer {self._session_file.read_text()}"}

    def _sign_in(self) -> None:
        link = self.stage.invoke("issue_sign_in_link", {"user_id": self.stage.user_id})
        body = json.dumps({"token": link["token"]}).encode()
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        request = urllib.request.Request(self.stage.page_url + "/api/sign-in", body, headers)
        with _translated(), urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            session = json.loads(answer.read())["session"]
        self._session_file.unlink(missing_ok=True)
        with os.fdopen(os.open(self._session_file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(session)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        return None


class _DropSessionOnRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any) -> urllib.request.Request | None:
        redirected = super().redirect_request(*arguments)
        if redirected is not None:
            redirected.remove_header("Authorization")
        return redirected


@contextlib.contextmanager
def _translated() -> Any:
    try:
        yield
    except urllib.error.HTTPError as error:
        raise _as_error(error) from None
    except (OSError, http.client.HTTPException) as error:
        raise Retryable(f"AMO does not answer ({error}); see ./amo status") from error


def _as_error(problem: urllib.error.HTTPError) -> AmoError:
    try:
        line = str(json.loads(problem.read())["message"])
    except (ValueError, KeyError, TypeError):
        line = f"AMO answered {problem.code} {problem.reason}"
    if problem.code == 401:
        return NotSignedIn(line)
    if problem.code >= 500:
        return Retryable(line)
    if problem.code == 403 and CONFIRM in line:
        return Refused(f"{line.rstrip('.')} on the page, or here: ./amo sign-in")
    return ERRORS.get(problem.code, Refused)(line)

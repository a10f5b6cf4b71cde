"""Google's and Microsoft's sign-in as a process: ``emulate`` from npm, on loopback, and a person in front of it.

It accepts what the real ones refuse (a wrong secret, a used code): faults are tests/fakes/identity_provider.py's.
"""

import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path

from tests.fakes.emulate import emulate, first_answer

CLIENT_ID, CLIENT_SECRET = "amo-client", "amo-secret-of-nobody"
DIRECTORY = "9188040d-6c67-4c5b-b112-36a304b66dad"
"""The one directory it knows."""


@dataclass(frozen=True)
class Emulated:
    """Google on ``port``, Microsoft on the next one."""

    port: int

    @property
    def google(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def microsoft(self) -> str:
        return f"http://localhost:{self.port + 1}"


@dataclass
class Person:
    """A browser without scripts: keeps cookies, follows redirects, fills the one form emulate shows."""

    email: str
    page: str
    jar: CookieJar = field(default_factory=CookieJar)

    def open(self, address: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where it ended, and the text."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        body = urllib.parse.urlencode(fields).encode() if fields is not None else None
        try:
            with opener.open(urllib.parse.urljoin(self.page, address), body, timeout=60) as answer:
                return answer.status, answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.url, error.read().decode()

    def agrees_at(self, address: str) -> tuple[int, str, str]:
        """Goes where ``address`` of AMO leads, chooses the account, agrees, and comes back."""
        status, there, text = self.open(address)
        assert status == 200, text
        form = next(form for form in text.split("<form")[1:] if f'value="{self.email}"' in form)
        action = re.findall(r'action="([^"]+)"', form)[0]
        fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
        target = urllib.parse.urljoin(there, unescape(action))
        return self.open(target, {name: unescape(value) for name, value in fields.items()})


@contextmanager
def emulated_identities(folder: Path, port: int, page: str, *emails: str) -> Iterator[Emulated]:
    """Both know AMO at ``page`` and a person for each address."""
    people = [{"email": email, "name": email.partition("@")[0].title()} for email in emails]
    with emulate(folder, port, {name: _service(name, page, people) for name in ("google", "microsoft")}):
        emulated = Emulated(port)
        for issuer in (emulated.google, emulated.microsoft):
            first_answer(
                partial(urllib.request.urlopen, f"{issuer}/.well-known/openid-configuration", timeout=5)
            ).close()
        yield emulated


def _service(name: str, page: str, people: list[dict[str, str]]) -> dict[str, object]:
    redirects = [f"{page}/auth/callback/{name}", f"{page}/calendar/callback/{name}"]
    client = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "name": "AMO", "redirect_uris": redirects}
    return {"users": people, "oauth_clients": [client]}

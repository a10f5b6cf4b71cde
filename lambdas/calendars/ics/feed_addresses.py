"""The addresses a feed may be fetched from: public ones, every hop vetted by what its name really resolves to.

Faults 47 and 48: ``file:``, ``ftp:``, loopback, link-local, private, mapped and decimal addresses are refused
before a socket is opened, and the connection goes to the very address that was vetted.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from lambdas.errors import Refused, Retryable
from lambdas.outbound.public_addresses import is_public
from lambdas.outbound.public_connections import Resolve

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"(?!.*\.\.)(?!.*[^.]{64})[A-Za-z0-9_:-][A-Za-z0-9._:-]*")
_AS_WRITTEN = "/?%:@!$&'()*+,;=~-._[]|"

NOT_A_WEB_ADDRESS = "A calendar feed's address starts with https:// (or webcal://); check it and connect it again."
NOT_PUBLIC = "This address leads into a private network; AMO only reads calendars from the public internet."


@dataclass(frozen=True, slots=True)
class Destination:
    """One hop: whom to ask (``host``), where that is (``ip``), and for what (``target``, secret)."""

    secure: bool
    host: str
    port: int
    ip: str
    target: str = field(repr=False)
    url: str = field(repr=False)


def vetted(url: str, resolve: Resolve, trusted_origins: frozenset[str]) -> Destination:
    """Raises Refused for an address that may not be fetched, Retryable when its name cannot be looked up now.

    ``trusted_origins`` (``127.0.0.1:8080``) may be private: an operator's choice, empty unless set.
    """
    parts, host, port = _parts(url)
    try:
        answers = resolve(host, port)
    except (OSError, UnicodeError):
        raise Retryable("The calendar's host name could not be looked up; AMO tries again.") from None
    if f"{host}:{port}" not in trusted_origins and not (answers and all(map(is_public, answers))):
        raise Refused(NOT_PUBLIC)
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_AS_WRITTEN)
    return Destination(parts.scheme == "https", host, port, answers[0], target, url)


def next_hop(current: Destination, location: str) -> str:
    """Returns where a redirect leads. Raises Refused from https back to http: the address is a secret."""
    url = urljoin(current.url, location)
    if current.secure and not url.lower().startswith("https://"):
        raise Refused("The calendar's address leads to an insecure one; ask its provider for an https:// address.")
    return url


def _parts(url: str) -> tuple[SplitResult, str, int]:
    scheme, _, rest = url.strip().partition("://")
    secure = "https" if scheme.lower() in ("webcal", "webcals") else scheme.lower()
    try:
        parts = urlsplit(f"{secure}://{rest}")
        port = parts.port or _PORTS.get(parts.scheme, 0)
        host = parts.hostname or ""
        if not host.isascii():  # only then: the codec loads a database, which a quiet sync would feel
            host = host.encode("idna").decode()
    except (ValueError, UnicodeError):
        raise Refused(NOT_A_WEB_ADDRESS) from None
    if parts.scheme not in _PORTS or not _HOST.fullmatch(host) or "@" in parts.netloc or not url.strip().isprintable():
        raise Refused(NOT_A_WEB_ADDRESS)
    return parts, host, port

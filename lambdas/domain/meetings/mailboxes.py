"""Mail addresses as calendars write them, and when two of them are one mailbox."""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

MAX_ADDRESS = 254
MAX_WRITTEN = 1000
REMEMBERED = 2048
"""A calendar names the same people over and over."""

_SCHEME = re.compile(r"['\"\s]*mailto:\s*(?://)?", re.IGNORECASE)
_CHARACTER = r"[^\s@<>\"(),:;\\/\[\]]"
_PART = f"{_CHARACTER}+"
_ADDRESS = re.compile(rf"(?<!{_CHARACTER}){_PART}@{_PART}")
"""From where a word begins: what is none must not be tried from each of its letters."""
_IN_BRACKETS = re.compile(rf"<\s*(?:mailto:)?({_PART}@{_PART})\s*>", re.IGNORECASE)
_QUOTES = " \t'\""

_GMAIL = frozenset({"gmail.com", "googlemail.com"})
_PLUS_TAGGED = frozenset(
    {"outlook.com", "hotmail.com", "live.com", "msn.com", "icloud.com", "me.com", "mac.com"}
    | {"fastmail.com", "proton.me", "protonmail.com", "pm.me"}
)
_HIDDEN = re.compile(r"imceaex-", re.IGNORECASE)
"""Exchange wraps the path by which it knows a colleague (``/o=ExchangeLabs/...``) into an address nobody reads."""


class NamedAddress(NamedTuple):
    """``address`` is lower-case; either may be empty."""

    name: str
    address: str


def read_mailbox(written: str) -> NamedAddress:
    """Reads ``mailto:Name <a@b>``, ``"Name" <a@b>``, ``MAILTO: a@b``, ``a@b (Name)``, percent-encoded too.

    The address is empty for whatever is none: ``urn:...``, ``invalid:nomail``, ``/o=ExchangeLabs/...``.
    """
    return _read(written[:MAX_WRITTEN])


@lru_cache(maxsize=REMEMBERED)
def _read(written: str) -> NamedAddress:
    text = _without_scheme(written)
    if "%" in text and (text != written.strip() or "@" not in text):
        text = _without_scheme(unquote(text))
    if found := list(_IN_BRACKETS.finditer(text)):
        return NamedAddress(text[: found[-1].start()].strip(_QUOTES), _address(found[-1][1]))
    if "/" in text:  # a path, whatever it holds
        return NamedAddress("", "")
    first = _ADDRESS.search(text)
    return NamedAddress("", _address(first[0])) if first else NamedAddress("", "")


def read_person(address: str, name: str) -> NamedAddress:
    """Reads what a calendar gives in two fields; the name may hold the address that the other lacks."""
    told, shown = read_mailbox(address), read_mailbox(name)
    email = told.address or shown.address
    called = shown.name or name.strip() or told.name
    return NamedAddress("" if called.lower() == email else called, email)


@lru_cache(maxsize=REMEMBERED)
def mailbox_key(address: str) -> str:
    """Returns what is the same for every spelling of one mailbox.

    Nobody tells case apart; a domain is the same in letters and in punycode. Google ignores dots and what follows a
    plus in its own domains, and the large public hosts the latter: elsewhere ``dev+ann@`` and ``dev+bo@`` may be two.
    """
    local, _, domain = address.strip().casefold().rpartition("@")
    domain = _ascii(domain)
    if domain in _GMAIL:
        return f"{_untagged(local).replace('.', '')}@gmail.com"
    return f"{_untagged(local) if domain in _PLUS_TAGGED else local}@{domain}"


@lru_cache(maxsize=REMEMBERED)
def untagged_key(address: str) -> str:
    """As mailbox_key, for an address known to be one person's: what they put behind a plus is theirs at any host."""
    local, _, domain = address.strip().casefold().rpartition("@")
    return mailbox_key(f"{_untagged(local)}@{domain}")


def _without_scheme(text: str) -> str:
    rest = text.strip()
    while found := _SCHEME.match(rest):
        rest = rest[found.end() :]
    return rest


def _address(found: str) -> str:
    local, _, rest = found.strip("'").partition("@")
    domain = rest.partition("?")[0].strip(".")
    address = f"{local}@{domain}".lower()
    return address if domain and len(address) <= MAX_ADDRESS and not _HIDDEN.match(address) else ""


def _untagged(local: str) -> str:
    return local.partition("+")[0] or local


def _ascii(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain

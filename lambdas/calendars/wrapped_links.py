"""The links that mail filters and programs put around a link to see who opens it: what is inside them.

Each layer is decoded once, as its own maker wrote it; a link inside whose own address holds escapes keeps those.
Nothing is asked of anybody: Mimecast's and others' opaque links stay as they are.
"""

import base64
import binascii
import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

MAX_LAYERS = 5
MAX_LINK = 2000

_PARAMETERS: tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...] = (
    # Outlook's Safe Links: regions, governments, China; Teams shows its own page
    (re.compile(r"[\w-]+\.safelinks\.protection\.(?:outlook\.com|office365\.us|partner\.outlook\.cn)"), "/", ("url",)),
    (re.compile(r"statics\.teams\.cdn\.(?:office\.net|live\.net)"), "/evergreen-assets/safelinks/", ("url",)),
    (re.compile(r"(?:www\.)?google\.(?:com?\.)?[a-z]{2,3}"), "/url", ("q", "url")),
    (re.compile(r"meet\.google\.com"), "/linkredirect", ("dest",)),
    (re.compile(r"urldefense\.proofpoint\.com"), "/v1/url", ("u",)),
    (re.compile(r"linkprotect\.cudasvc\.com"), "/url", ("a",)),
    (re.compile(r"slack-redir\.net"), "/link", ("url",)),
    (re.compile(r"(?:www\.)?linkedin\.com"), "/redir/redirect", ("url",)),
    (re.compile(r"lm?\.facebook\.com"), "/l.php", ("u",)),
    (re.compile(r"clicktime\.symantec\.com"), "/", ("u",)),
    (re.compile(r"protect2?\.fireeye\.com"), "/", ("u",)),
)
"""Host, how the path begins, and the parameter that holds the link."""

_PROOFPOINT_2 = str.maketrans("-_", "%/")
_PROOFPOINT_3 = re.compile(r"(?i)https?://[^/]+/v3/__(?P<link>.+?)__;(?P<bytes>[\w-]*)(?:!|$)")
_PROOFPOINT_HOSTS = ("urldefense.com", "urldefense.us", "urldefense.proofpoint.com")
_RUN = re.compile(r"\*(\*.)?")
_LENGTHS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_UNWRITTEN = re.compile(r"[\x00-\x20\x7f-\xa0<>\"\\^`{}|]")
_ONE_SLASH = re.compile(r"(?i)(https?:)/(?!/)")


def unwrapped(link: str) -> str:
    """Returns the innermost link; empty where what is inside is no address, or there is no end to it."""
    for _ in range(MAX_LAYERS):
        inner = _inside(link)
        if inner is None:
            return link
        link = inner.replace("&amp;", "&").strip()
        if _UNWRITTEN.search(link) or len(link) > MAX_LINK:
            return ""
    return "" if _inside(link) is not None else link


def _inside(link: str) -> str | None:
    """None for a link that is around no other."""
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc:
        return None
    if host in _PROOFPOINT_HOSTS and parts.path.startswith(("/v2/", "/v3/")):
        return _of_proofpoint(parts, link)
    if host == "secure-web.cisco.com":
        return unquote(parts.path.rpartition("/")[2])
    if host.endswith(".protection.sophos.com"):
        return _from_base64(_parameter(parts, ("u",)) or "")
    for hosts, path, names in _PARAMETERS:
        if hosts.fullmatch(host) and parts.path.startswith(path):
            return _parameter(parts, names)
    return None


def _parameter(parts: SplitResult, names: tuple[str, ...]) -> str | None:
    """Without one of these it is a page of the service itself."""
    return next((value for name, value in parse_qsl(parts.query) if name.lower() in names), None)


def _of_proofpoint(parts: SplitResult, link: str) -> str | None:
    if parts.path.startswith("/v2/"):
        wrapped = _parameter(parts, ("u",))
        return unquote(wrapped.translate(_PROOFPOINT_2)) if wrapped is not None else None
    found = _PROOFPOINT_3.match(link)
    return _with_bytes(_ONE_SLASH.sub(r"\1//", found["link"], count=1), found["bytes"]) if found else ""


def _with_bytes(link: str, kept: str) -> str:
    """The third version takes characters out and lists them behind: ``*`` is one, ``**A`` two, ``**B`` three ..."""
    characters = iter(_from_base64(kept))

    def put_back(run: re.Match[str]) -> str:
        length = _LENGTHS.find(run[1][1]) + 2 if run[1] else 1
        return "".join(next(characters, "") for _ in range(length))

    return _RUN.sub(put_back, link)


def _from_base64(text: str) -> str:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError):
        return ""

"""The link to join a meeting, found in whatever text a calendar offers; ``https`` only, known hosts only."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

_HOSTS = (
    "meet.google.com",
    "zoom.us",
    "zoomgov.com",
    "teams.microsoft.com",
    "teams.live.com",
    "webex.com",
    "whereby.com",
    "bluejeans.com",
    "gotomeeting.com",
    "goto.com",
    "meet.jit.si",
    "chime.aws",
)
_LINK = re.compile(r"https://[^\s<>\"'\\,;)\]]{4,1000}", re.IGNORECASE)


def conference_link(dedicated: Iterable[str], texts: Iterable[str]) -> str:
    """The first usable link. ``dedicated`` fields exist for it (any host), ``texts`` may hold other links too."""
    for field in dedicated:
        for link in _LINK.findall(field):
            if _host(link):
                return str(link)
    for text in texts:
        for link in _LINK.findall(text):
            if _is_known(_host(link)):
                return str(link)
    return ""


def _is_known(host: str) -> bool:
    return any(host == known or host.endswith(f".{known}") for known in _HOSTS)


def _host(link: str) -> str:
    """Empty for a link that hides where it leads (``https://zoom.us@elsewhere``) or cannot be read."""
    try:
        parts = urlsplit(link)
        return "" if "@" in parts.netloc else (parts.hostname or "")
    except ValueError:
        return ""

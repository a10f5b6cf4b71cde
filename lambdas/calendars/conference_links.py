"""The link to join a meeting, found in whatever text a calendar offers; ``https`` only, known hosts only."""

import re
from collections.abc import Iterable, Iterator, Sequence

from lambdas.calendars.meeting_hosts import joins_a_meeting, web_host
from lambdas.calendars.wrapped_links import MAX_LINK, unwrapped

_LINK = re.compile(
    r"https://urldefense\.(?:com|us|proofpoint\.com)/v3/[^\s<>\"'\\]{4,4000}|https://[^\s<>\"'\\,;)\]]{4,4000}",
    re.IGNORECASE,
)
"""Proofpoint alone writes semicolons into its links."""
_BARE = re.compile(r"(?<![^\s(<:,;])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,12}/[^\s<>\"'\\,;)\]]{1,2000}", re.IGNORECASE)
"""A link as people type it and as Google Meet shows it, ``meet.google.com/abc-defg-hij``."""
_ESCAPED = re.compile(r"&(?:lt|gt|quot|nbsp|#34|#39|#60|#62|#160);", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(?:amp|#38|#x26);", re.IGNORECASE)


def conference_link(dedicated: Iterable[str], texts: Sequence[str]) -> str:
    """The first usable link. ``dedicated`` fields exist for it (any host), ``texts`` may hold other links too."""
    for field in dedicated:
        for link in _links(field):
            if web_host(link):
                return link
    for text in texts:
        for link in _links(text):
            if joins_a_meeting(link):
                return link
    return next((link for text in texts for link in _bare_links(text) if joins_a_meeting(link)), "")


def _links(text: str) -> Iterator[str]:
    """Yields what the links lead to, in order, without the marks that end a sentence."""
    plain = _ESCAPED.sub(" ", _AMPERSAND.sub("&", text)) if "&" in text else text
    for found in _LINK.findall(plain):
        link = unwrapped(found.rstrip(".:!?…"))
        if link and len(link) <= MAX_LINK:
            yield link


def _bare_links(text: str) -> Iterator[str]:
    return (f"https://{found.rstrip('.:!?…')}" for found in _BARE.findall(text) if len(found) <= MAX_LINK)

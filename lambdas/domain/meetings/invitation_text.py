"""The proposals in an invitation's own text: its listed topics, or the sentence that says what the meeting is for.

The text is hostile and often machine-made (dial-in blocks, HTML). A topic is quoted as somebody's words, and is never
more than a line of an agenda: nothing in it is obeyed (faults 106, 107, 110).
"""

import re

from lambdas.domain.kernel.html_text import visible
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.plain_text import ADDRESS_LEFT_OUT, one_line

MAX_TOPICS = 8
MAX_TOPIC = 120
MAX_PURPOSE = 200
MAX_READ = 20_000

_ITEM = re.compile(r"^\s{0,12}(?:[-*•◦‣▪·–—]|\(?\d{1,2}[.)])\s+(?P<text>\S.*)$")
_MINUTES = re.compile(
    r"\s*[-–—:,]?\s*[(\[]?\b(?P<minutes>\d{1,3})\s*(?:min(?:ute)?s?|['′])(?:\b|(?<=['′]))[)\]]?\s*$", re.IGNORECASE
)
_MACHINE_MADE = re.compile(
    r"\b(?:dial|dial-?in|join (?:by|the|with|on|zoom|microsoft|google|meeting|online)|passcode|meeting id|pin|one tap|"
    r"conference id|phone number|find your local|unsubscribe|zoom meeting|teams meeting|google meet|webex|confidential|"
    r"organizer is inviting|is inviting you|reply to this|do not (?:edit|reply)|forwarded)\b|"
    r"\+\d[\d ()-]{7,}|_{5,}|-{5,}|~{5,}",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"</?(?:p|br|div|ul|ol|li|span|b|i|a|html|body|table|td|font|strong|em)\b[^>]*>", re.IGNORECASE)


class InviteTopic(Model):
    """``minutes`` is the time the invitation itself gives the topic, 0 for none."""

    text: str
    minutes: int = 0


def proposed_topics(description: str) -> tuple[InviteTopic, ...]:
    """The items of the bullet or numbered lists in an invitation, each once, in order."""
    found: dict[str, InviteTopic] = {}
    for line in _lines(description):
        item = _ITEM.match(line)
        topic = _topic(item["text"]) if item else None
        if topic:
            found.setdefault(topic.text.casefold(), topic)
    return tuple(found.values())[:MAX_TOPICS]


def purpose(description: str) -> str:
    """The first sentence somebody wrote themselves, empty when there is none."""
    for line in _lines(description):
        text = one_line(line, MAX_PURPOSE)
        if _is_own_words(text) and not _ITEM.match(line) and len(text.split()) >= 4:
            return text
    return ""


def _topic(text: str) -> InviteTopic | None:
    timed = _MINUTES.search(text)
    title = one_line(text[: timed.start()] if timed else text, MAX_TOPIC).strip(" .;:,-–—")
    if not _is_own_words(title) or len(title) < 3:
        return None
    return InviteTopic(text=title, minutes=int(timed["minutes"]) if timed else 0)


def _is_own_words(text: str) -> bool:
    return bool(text) and not _MACHINE_MADE.search(text) and ADDRESS_LEFT_OUT not in text


def _lines(description: str) -> list[str]:
    text = description[:MAX_READ]
    if _MARKUP.search(text):
        text = visible(text, MAX_READ).text
    return text.splitlines()

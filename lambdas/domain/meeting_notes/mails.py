"""Mails within a text: who wrote each and when, where a mail program's lines above it say so."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import takewhile
from operator import attrgetter
from typing import NamedTuple

from lambdas.domain.kernel.spoken_days import spoken_days
from lambdas.domain.meeting_notes.texts import SpokenLine

MAX_HEAD_LINES = 8

_FROM = re.compile(
    r"\W{0,4}(?:from|von|de)\W{0,3}:\W{0,3}\s*(?P<sender>[^<\[(]{1,120}?)\s*(?:[<\[(].*)?", re.IGNORECASE
)
_SENT = re.compile(
    r"\W{0,4}(?:sent|date|gesendet|datum|envoyé|enviado|fecha)\W{0,3}:\W{0,3}\s*(?P<sent>.+)", re.IGNORECASE
)
_FIELD = re.compile(
    r"\W{0,4}(?:sent|date|to|cc|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado|fecha|para|asunto)\W{0,3}:.*",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"(?:On|Am|Le|El) (?P<sent>.{4,60}?),? (?P<schrieb>schrieb )?(?P<sender>[^\d,:<]{2,80}?)\s*(?:<[^>]{3,100}>)?,?"
    r"(?(schrieb)|\s(?:wrote|a écrit|escribió))\s?:"
)


class NotedMail(NamedTuple):
    """``start`` is the number of its first line; ``sent`` is None where no day is read."""

    start: int
    sender: str
    sent: date | None


def mails_in(lines: Sequence[SpokenLine], day: date) -> Iterator[NotedMail]:
    """Each mail whose head stands in ``lines``, in order."""
    for place, line in enumerate(lines):
        if line.speaker or len(line.text) > 300:
            continue
        if found := _WROTE.fullmatch(line.text):
            yield NotedMail(line.number, found["sender"].strip(), _day(found["sent"], day))
        elif found := _FROM.fullmatch(line.text):
            head = [*takewhile(_FIELD.fullmatch, (one.text for one in lines[place + 1 : place + MAX_HEAD_LINES]))]
            sent = next(filter(None, map(_SENT.fullmatch, head)), None)
            if sent:
                yield NotedMail(line.number, found["sender"].strip(), _day(sent["sent"], day))


def of_now(lines: Sequence[SpokenLine], mails: Sequence[NotedMail], day: date) -> list[SpokenLine]:
    """Without mails from before the meeting's day: nothing of it can stand there."""
    sent = ((mail_of(line, mails), line) for line in lines) if mails else ((None, line) for line in lines)
    return [line for mail, line in sent if not (mail and mail.sent and mail.sent < day)]


def mail_of(line: SpokenLine, mails: Sequence[NotedMail]) -> NotedMail | None:
    """The mail a line stands in, if in any."""
    place = bisect_right(mails, line.number, key=attrgetter("start"))
    return mails[place - 1] if place else None


def _day(text: str, today: date) -> date | None:
    days = {one.day for one in spoken_days(text, today)}
    return days.pop() if len(days) == 1 else None

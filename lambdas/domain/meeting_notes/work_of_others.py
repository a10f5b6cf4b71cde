"""Action items that name the work first, or who asks: "the plan is to be sent by Ben", "we asked Ben to send it"."""

import re
from itertools import islice

from lambdas.domain.meeting_notes import phrases
from lambdas.domain.meeting_notes.findings import Finding, Speech
from lambdas.domain.meeting_notes.items import first_word, item, last_word
from lambdas.domain.meeting_notes.subjects import Subject
from lambdas.domain.meeting_notes.verb_forms import plain_of_done

MAX_NAMED = 8
"""Places in a clause where whoever does it may be named."""

_ASKED = re.compile(r"(?:we|i|the [a-z]+|[A-Z][\w'’-]+)(?: has| have)? asked (?=[^\W\d_])", re.IGNORECASE)
_TO = re.compile(r"\s+to\s+(?=[a-z])")
_TOLD_ON = re.compile(r"\b(?:but|refused|declined|agreed|did|has|said)\b", re.IGNORECASE)
"""Behind what somebody was asked for: a story goes on."""
_TO_BE_DONE = re.compile(
    r"\b(?P<must>(?:(?:is|are|has|have|needs?) )?to be|must be)(?: \w+ly)? (?P<done>\w+)\b|\bwill be (?P<future>\w+)\b",
    re.IGNORECASE,
)
_NOT_SO = re.compile(
    rf"\b(?:{phrases.REPORTED})\b|\b(?:seems?|appears?|out|used|supposed|believed|likely|proved?)\s+$", re.IGNORECASE
)
_BY = re.compile(r"\s+by (?=\S)", re.IGNORECASE)
_GERMAN = re.compile(r"\b(?:muss|müssen|soll|sollen|wird|werden)\b", re.IGNORECASE)
_VON = re.compile(r"\s+von (?=\S)", re.IGNORECASE)
_ANOTHER = re.compile(r"\s*(?:,|/|&|or\b|and\b|oder\b|und\b)\s*", re.IGNORECASE)


def work_of_others(clause: str, speech: Speech) -> Finding | None:
    """Returns the work; without an owner where two are named, or nobody is and a day says when it must be done."""
    if asked := _ASKED.match(clause):
        return _asked_for(clause, asked.end(), speech)
    found = _TO_BE_DONE.search(clause)
    if found is None:
        return _german(clause, speech)
    if _NOT_SO.search(clause[: found.start()]) or not plain_of_done(found["done"] or found["future"]):
        return None
    done = _done_by(clause, found.end(), _BY, speech)
    if done or speech.is_spoken or not found["must"]:
        return done
    nobodys = item(clause, clause, None, speech.day)
    return nobodys if nobodys and nobodys.due else None


def _asked_for(clause: str, start: int, speech: Speech) -> Finding | None:
    known = speech.people.at_the_start(clause[start:])
    end = start + known[1] if known else 0
    to = _TO.match(clause, end) if known else None
    if known is None or to is None or _TOLD_ON.search(clause, to.end()):
        return None
    rest = clause[to.end() :]
    subject = Subject(known[0], end, clause[start:end])
    return item(rest, clause, subject, speech.day) if first_word(rest) in phrases.ACTION_VERBS else None


def _german(clause: str, speech: Speech) -> Finding | None:
    """``Die Liste muss von Jan ergänzt werden``; "wird" without a day says how things are."""
    found = _GERMAN.search(clause)
    done = _done_by(clause, found.end(), _VON, speech) if found else None
    return done if done and (done.due or last_word(clause) == "werden") else None


def _done_by(clause: str, start: int, by: re.Pattern[str], speech: Speech) -> Finding | None:
    for place in islice(by.finditer(clause, start), MAX_NAMED):
        known = speech.people.at_the_start(clause[place.end() :])
        if known is None:
            continue
        end = place.end() + known[1]
        another = _ANOTHER.match(clause, end)
        if another and speech.people.at_the_start(clause[another.end() :]):
            return item(clause, clause, None, speech.day)
        subject = Subject(known[0], end, clause[place.end() : end])
        return item(clause[: place.start()] + clause[end:], clause, subject, speech.day)
    return None

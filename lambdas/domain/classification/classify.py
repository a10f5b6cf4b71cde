"""Which type a meeting is, and why (CLS-1, CLS-2). The kind of meeting in the title wins; a mention does not count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from lambdas.domain.accounts.user import TypeCorrection
from lambdas.domain.classification.asides import absence, called_off, content, focus_time, up_to_preposition
from lambdas.domain.classification.keywords import Keyword, Mention, keywords_of, mentions
from lambdas.domain.classification.meeting_types import DEFAULT, MeetingTypes
from lambdas.domain.classification.objections import lead, objection, preposition_before
from lambdas.domain.classification.small_words import ADDRESSEES, GREETINGS, LABELS, TASKS
from lambdas.domain.classification.title_words import MEETING_WORDS, NOT_THE_MEETING
from lambdas.domain.classification.titles import Clause, read_description, read_title
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.meeting import Meeting

OPENING_CLAUSES = 6
"""How far into a description its first sentence, or a line such as "Purpose: ...", is looked for."""

MAX_OPENING = 4
"""Words that may stand before the keyword there: "Northwind EMEA quarterly business review"."""


class Classification(Model):
    """``reason`` is shown to the user: ``"1:1" in the title, 2 people``."""

    meeting_type: str
    reason: str
    source: Literal["rule", "correction"] = "rule"


@dataclass(frozen=True, slots=True)
class _Verdict:
    """A mention and where it stands; ``against`` says why it does not count."""

    mention: Mention
    place: str
    against: str | None


def classify(meeting: Meeting, types: MeetingTypes, correction: TypeCorrection | None = None) -> Classification:
    """What the user said it is, or else what the rules make of it. A type since removed from the rules is ignored."""
    if correction and correction.meeting_type in types:
        return Classification(meeting_type=correction.meeting_type, reason="you said so", source="correction")
    listed = any(not attendee.is_room for attendee in meeting.attendees) and not meeting.attendees_hidden
    return classify_text(meeting.title, meeting.description, meeting.attendee_count if listed else None, types)


def classify_text(title: str, description: str, attendee_count: int | None, types: MeetingTypes) -> Classification:
    """By the rules alone. ``attendee_count`` leaves rooms out; None or 0 where the calendar lists nobody."""
    count = attendee_count or None
    clauses = read_title(title)
    if aside := called_off(clauses) or focus_time(clauses) or focus_time(read_description(description)[:1]):
        return Classification(meeting_type=DEFAULT, reason=f"it says {aside}")
    keywords = keywords_of(types)
    verdicts = list(_in_title(clauses, keywords, types))
    if not verdicts and not absence(clauses) and not _is_something_else(clauses):
        verdicts = list(_in_description(read_description(description), keywords, types))
    return _decide(verdicts, count, types)


def _decide(verdicts: Sequence[_Verdict], count: int | None, types: MeetingTypes) -> Classification:
    for verdict in verdicts:
        name = verdict.mention.keyword.type_name
        if verdict.against is None and types[name].fits(count):
            reason = f'"{verdict.mention.written}" {verdict.place}, {_people(count)}'
            return Classification(meeting_type=name, reason=reason)
    if not verdicts:
        return Classification(meeting_type=DEFAULT, reason="no words of another type in the title")
    first = next((verdict for verdict in verdicts if verdict.against is None), verdicts[0])
    needed = types[first.mention.keyword.type_name].people_needed
    why = first.against or f"{_people(count)}, and it takes {needed}"
    return Classification(meeting_type=DEFAULT, reason=f'"{first.mention.written}" {first.place}, but {why}')


def _in_title(clauses: Sequence[Clause], keywords: Sequence[Keyword], types: MeetingTypes) -> Iterator[_Verdict]:
    """Best first: clause by clause; in each the last keyword, the noun that the others describe, before additions."""
    for clause in clauses:
        found = sorted(mentions(clause, keywords), key=lambda m: (preposition_before(m) is not None, -m.start))
        for mention in found:
            against = objection(mention, clauses, types[mention.keyword.type_name])
            yield _Verdict(mention, "in the title", against)


def _is_something_else(clauses: Sequence[Clause]) -> bool:
    """The title names a thing of another kind ("Lunch", "Budget deck"), whatever the description talks about."""
    head = up_to_preposition(clauses[0].words) if clauses else ()
    return NOT_THE_MEETING.ends(head)


def _in_description(clauses: Sequence[Clause], keywords: Sequence[Keyword], types: MeetingTypes) -> Iterator[_Verdict]:
    """Only where the description says what the meeting is: at its opening, or after a label such as "Purpose:"."""
    for clause in _telling(clauses[:OPENING_CLAUSES]):
        for mention in mentions(clause, keywords):
            if _names_the_meeting(mention):
                against = objection(mention, (clause,), types[mention.keyword.type_name])
                yield _Verdict(mention, "opens the description", against)


def _telling(clauses: Sequence[Clause]) -> Iterator[Clause]:
    yield from [rest for clause in clauses if (rest := _without_greeting(clause)).words][:1]
    for before, clause in pairwise(clauses):
        said = [word.text for word in clause.words[:2]]
        if LABELS.groups(before.words) or said == ["this", "is"]:
            yield clause


def _without_greeting(clause: Clause) -> Clause:
    """Without the "Hi team," before "this is our weekly staff meeting"; of a bare "Hello" nothing stays."""
    words = clause.words
    comma = next((at for at, word in enumerate(words[:MAX_OPENING]) if word.text == ","), None)
    if comma is not None and words[0].text in GREETINGS | ADDRESSEES:
        return Clause(words[comma + 1 :])
    return Clause(()) if words[0].text in GREETINGS and len(words) < MAX_OPENING else clause


def _names_the_meeting(mention: Mention) -> bool:
    """Names and numbers may stand around the keyword, other words may not: they would make it a mention."""
    at = preposition_before(mention)
    before = content(lead(mention)[at + 1 :] if at is not None else lead(mention))
    after = content(up_to_preposition(mention.after))
    named = all(word.written[0].isupper() and word.text not in TASKS for word in before)
    if mention.keyword.needs_meeting_word and mention.end - mention.start == 1 and not after:
        return False
    if mention.is_number and before:
        return False
    return named and len(before) <= MAX_OPENING and (not after or MEETING_WORDS.ends(after))


def _people(count: int | None) -> str:
    if count is None:
        return "attendees not listed"
    return "1 person" if count == 1 else f"{count} people"

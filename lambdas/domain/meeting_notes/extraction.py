"""Finds what happens next in what was noted: action items, decisions and open questions, by rules alone (POST-2).

The gate stands at the end: an owner or a day that the quoted words do not name is left empty.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice, zip_longest

from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.plain_text import clip
from lambdas.domain.meeting_notes.candidates import MAX_QUOTE, MAX_QUOTES, Candidate, CandidateKind, Quote
from lambdas.domain.meeting_notes.doubts import takes_back
from lambdas.domain.meeting_notes.findings import Finding, Speech
from lambdas.domain.meeting_notes.mails import mail_of, mails_in, of_now
from lambdas.domain.meeting_notes.note_outline import Passage, TableRow, outlined
from lambdas.domain.meeting_notes.owners import NOBODY, KnownPeople
from lambdas.domain.meeting_notes.passages import findings_in, row_finding
from lambdas.domain.meeting_notes.similar import distinct
from lambdas.domain.meeting_notes.texts import SpokenLine
from lambdas.domain.meetings.meeting import Attendee

MAX_CANDIDATES = 300
"""Of one text: as many as can be answered for a meeting."""
MAX_FOUND = 2000
"""Before those that say the same are joined."""
MAX_JOINED = 4
"""Lines of a transcript that one sentence runs over."""
ANSWERS = 0.6
"""The share of an open decision's words in a decision that answers it."""


class OpenDecision(Model):
    """A decision that waits: ``ref`` is ``decisions:ID``."""

    ref: str
    title: str


class NotesOccasion(Model):
    """The setting the lines are read against: the meeting's ``day`` where its owner lives, and who was invited.

    ``own`` are the owner's name and address: whoever "I" is in notes without a speaker.
    """

    day: date
    people: tuple[Attendee, ...] = ()
    own: tuple[str, ...] = ()
    open_decisions: tuple[OpenDecision, ...] = ()


def candidates_in(text_id: str, lines: Sequence[SpokenLine], occasion: NotesOccasion) -> tuple[Candidate, ...]:
    """In the order of the lines; each quotes the lines it was found in, and says no owner and no day they do not."""
    found = _candidates(text_id, lines, occasion)
    return distinct(islice(found, MAX_FOUND), MAX_CANDIDATES)


def _candidates(text_id: str, lines: Sequence[SpokenLine], occasion: NotesOccasion) -> Iterator[Candidate]:
    people = KnownPeople(occasion.people, occasion.own)
    is_transcript = any(line.speaker for line in lines)
    notes = Speech(people, occasion.day, NOBODY if is_transcript else people.own)
    mails = tuple(mails_in(lines, occasion.day))
    parts = list(_joined(outlined(of_now(lines, mails, occasion.day))))
    for part, following in zip_longest(parts, parts[1:]):
        if isinstance(part, TableRow):
            row = row_finding(part, notes)
            found: tuple[Finding, ...] = (row,) if row else ()
            said: tuple[SpokenLine, ...] = (part.line,)
        elif isinstance(following, Passage) and takes_back(following.text):
            continue
        else:
            speech = notes._replace(who=people.speaker(part.speaker), is_spoken=True) if part.speaker else notes
            mail = None if part.speaker else mail_of(part.lines[0], mails)
            speech = speech._replace(who=people.speaker(mail.sender), day=mail.sent or speech.day) if mail else speech
            found, said = tuple(findings_in(part, speech)), part.lines
        for finding in found:
            yield quoted(finding, text_id, said, occasion.open_decisions)


def quoted(
    finding: Finding, text_id: str, said: Sequence[SpokenLine], waiting: Sequence[OpenDecision] = ()
) -> Candidate:
    """The candidate with the lines it was found in, without an owner or a day whose words they do not hold."""
    quotes = _quotes(text_id, said, finding.sentence)
    return _candidate(_gated(finding, quotes), quotes, waiting)


def _joined(parts: Iterator[Passage | TableRow]) -> Iterator[Passage | TableRow]:
    """A sentence of a transcript that runs on to the next caption of the same person is one."""
    open_one: Passage | None = None
    for part in parts:
        if open_one and isinstance(part, Passage) and _runs_on(open_one, part):
            open_one = open_one._replace(text=f"{open_one.text} {part.text}", lines=(*open_one.lines, *part.lines))
            continue
        if open_one:
            yield open_one
        open_one = part if isinstance(part, Passage) else None
        if open_one is None:
            yield part
    if open_one:
        yield open_one


def _runs_on(one: Passage, other: Passage) -> bool:
    is_same = bool(one.speaker) and one.speaker == other.speaker
    return is_same and one.text[-1:] not in ".?!…" and len(one.lines) < MAX_JOINED


def _quotes(text_id: str, lines: Sequence[SpokenLine], sentence: str) -> tuple[Quote, ...]:
    """The lines themselves; of a very long one the part from the sentence on."""
    return tuple(
        Quote(text_id=text_id, number=line.number, text=_quoted(line.text, sentence), speaker=line.speaker)
        for line in lines[:MAX_QUOTES]
    )


def _quoted(text: str, sentence: str) -> str:
    start = text.find(sentence) if sentence and len(text) > MAX_QUOTE else 0
    return clip(f"…{text[start:]}" if start > 0 else text, MAX_QUOTE)


def _gated(finding: Finding, quotes: Sequence[Quote]) -> Finding:
    """Without an owner or a day whose words are not quoted."""
    quoted = _folded(" ".join(quote.text for quote in quotes))
    is_named = finding.is_own or (bool(finding.owner_said) and _folded(finding.owner_said) in quoted)
    if not is_named:
        finding = finding._replace(owner=NOBODY)
    if finding.due and not (finding.due_said and _folded(finding.due_said) in quoted):
        finding = finding._replace(due=None)
    return finding


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[\\*_`|]+", " ", text.replace("＠", "@")).casefold().split())


def _candidate(finding: Finding, quotes: tuple[Quote, ...], waiting: Sequence[OpenDecision]) -> Candidate:
    answered = _answered(finding, waiting) if finding.kind is CandidateKind.DECISION else None
    return Candidate(
        kind=finding.kind,
        what=finding.what,
        owner=finding.owner.name,
        owner_email=finding.owner.email,
        due=finding.due,
        why=finding.why,
        ref=answered.ref if answered else "",
        asked=answered.title if answered else finding.asked,
        quotes=quotes,
    )


def _answered(finding: Finding, waiting: Sequence[OpenDecision]) -> OpenDecision | None:
    """The one open decision most of whose words are said in it; the question of the template says it by itself."""
    said = content_words(f"{finding.asked} {finding.what}")
    shares = []
    for decision in waiting:
        words = content_words(decision.title)
        shares.append((len(words & said) / len(words) if words else 0.0, decision))
    best = max((share for share, _ in shares), default=0.0)
    close = [decision for share, decision in shares if share == best]
    return close[0] if best >= ANSWERS and len(close) == 1 else None

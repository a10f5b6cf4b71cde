"""The answer of a model that read notes, and what of it may be shown: only what the very lines it points to bear out.

Its words are no evidence. An owner is whoever those lines name or whoever speaks in them, a day is read from their own
words by AMO's rules, and what they deny, suppose or ask is nobody's promise. What cannot be held is left empty.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice, pairwise
from typing import NamedTuple

from pydantic import Field

from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.spoken_days import due_day, spoken_days
from lambdas.domain.llm.claims import Evidence, is_believable
from lambdas.domain.meeting_notes.borne_out import is_borne_out
from lambdas.domain.meeting_notes.candidates import MAX_QUOTES, Candidate, CandidateKind
from lambdas.domain.meeting_notes.doubts import is_denied, is_doubtful, is_question, is_sarcastic
from lambdas.domain.meeting_notes.extraction import OpenDecision, quoted
from lambdas.domain.meeting_notes.findings import Finding, sentences, tidy
from lambdas.domain.meeting_notes.owners import NOBODY, KnownPeople, Owner
from lambdas.domain.meeting_notes.said_lines import SaidLine

MAX_FOUND_AT_ONCE = 40
"""Of one piece of notes."""
MIN_WHAT = 3
_OWN = frozenset(["i", "me", "myself", "we", "us", "ich", "mir", "mich", "je", "j", "moi", "yo"])
_FIRST_PERSON = re.compile(r"\b(?:i|me|my|ich|mir|mich|je|j['’]\w+|moi|yo|voy)\b", re.IGNORECASE)
_NOT_SOMEBODY = re.compile(r",\s*(?:not|nicht|pas|no)\s+[A-ZÀ-ÖØ-Þ][\w'’-]+")
_NOT = r"\b(?:not|nicht|kein|pas|no)\s+(?:by\s+|von\s+|par\s+)?"


class FoundItem(Model):
    """``owner`` and ``due`` in the words of the notes; ``lines`` are the numbers of those that say it."""

    what: str
    owner: str = ""
    due: str = ""
    lines: tuple[int, ...] = Field(default=())


class FoundPoint(Model):
    what: str
    lines: tuple[int, ...] = Field(default=())


class NotesFindings(Model):
    """A model's answer."""

    items: tuple[FoundItem, ...] = ()
    decisions: tuple[FoundPoint, ...] = ()
    questions: tuple[FoundPoint, ...] = ()

    def each(self) -> Iterator[tuple[CandidateKind, FoundItem]]:
        yield from ((CandidateKind.ITEM, item) for item in self.items)
        yield from ((CandidateKind.DECISION, FoundItem(what=one.what, lines=one.lines)) for one in self.decisions)
        yield from ((CandidateKind.QUESTION, FoundItem(what=one.what, lines=one.lines)) for one in self.questions)


class NotesGate(NamedTuple):
    """The lines that a model read, and who is who in them."""

    text_id: str
    lines: Mapping[int, SaidLine]
    people: KnownPeople
    waiting: tuple[OpenDecision, ...] = ()

    def candidates(self, findings: NotesFindings, model: str) -> tuple[Candidate, ...] | None:
        """Those that hold; None where so few do that the rest is not believed either."""
        given = list(islice(findings.each(), MAX_FOUND_AT_ONCE))
        held = [candidate for kind, found in given if (candidate := self._candidate(kind, found, model))]
        if given and not is_believable(len(given) - len(held), len(given)):
            return None
        return tuple(held)

    def _candidate(self, kind: CandidateKind, found: FoundItem, model: str) -> Candidate | None:
        numbers = sorted(set(found.lines))
        what = tidy(found.what)
        if not 1 <= len(numbers) <= MAX_QUOTES or len(what) < MIN_WHAT:
            return None
        if any(number not in self.lines for number in numbers):
            return None
        cited = [self.lines[number] for number in numbers]
        if _objection(what, cited) or not _is_said(kind, what, cited):
            return None
        finding = Finding(kind, what, sentence=_sentence_of(what, cited))
        if kind is CandidateKind.ITEM:
            owner, said, is_own = owner_said(found.owner, cited, self.people)
            due, due_words = due_said(found.due, cited)
            finding = finding._replace(owner=owner, owner_said=said, is_own=is_own, due=due, due_said=due_words)
        candidate = quoted(finding, self.text_id, [one.line for one in cited], self.waiting)
        return candidate.model_copy(update={"by": "model", "written_by": model})


def owner_said(name: str, cited: Sequence[SaidLine], people: KnownPeople) -> tuple[Owner, str, bool]:
    """The person ``name`` is by the words of the lines, those words, and whether it is who speaks; nobody else ever."""
    folded = " ".join(name.casefold().split())
    speakers = [one.who for one in cited if one.who.name and _FIRST_PERSON.search(one.text)]
    if folded in _OWN:
        return (speakers[0], "", True) if len(set(speakers)) == 1 else (NOBODY, "", False)
    known = people.known(name.strip())
    text = " ".join(one.text for one in cited)
    for words in _ways_to_say(name, known):
        standing = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE)
        if standing is None:
            continue
        if re.search(_NOT + re.escape(words), text, re.IGNORECASE):
            return NOBODY, "", False
        owner = people.known(standing[0]) or people.literal(standing[0])
        return owner, standing[0], False
    return (known, "", True) if known and known in speakers else (NOBODY, "", False)


def due_said(words: str, cited: Sequence[SaidLine]) -> tuple[date | None, str]:
    """The day that ``words`` name where they stand in one of the lines, as AMO reads that line; and its words there."""
    asked = " ".join(words.split())
    if not asked:
        return None, ""
    for one in cited:
        for sentence in sentences(one.text):
            start = sentence.casefold().find(asked.casefold())
            if start < 0:
                continue
            days = spoken_days(sentence, one.day)
            found = due_day(sentence, one.day) or (days[0] if len(days) == 1 and days[0].day else None)
            if found and found.day and found.start < start + len(asked) and start < found.end:
                return found.day, sentence[found.start : found.end]
    return None, ""


def _ways_to_say(name: str, known: Owner | None) -> Iterable[str]:
    """The whole name first, then parts of it that may stand for it."""
    whole = " ".join(name.split())
    full = known.name if known else ""
    parts = [word for one in (whole, full) for word in re.findall(r"[\w'’-]{2,}", one)]
    return dict.fromkeys(word for word in (full, whole, *parts) if word)


def _objection(what: str, cited: Sequence[SaidLine]) -> bool:
    said = {str(one.line.number): f"{one.line.speaker}: {one.text}" for one in cited}
    if Evidence(said).objection(what, tuple(said)):
        return True
    return not is_borne_out(what, " ".join(said.values()))


def _is_said(kind: CandidateKind, what: str, cited: Sequence[SaidLine]) -> bool:
    """False where the lines deny, suppose or ask what it says, or joke."""
    if any(is_sarcastic(one.text) for one in cited):
        return False
    sentence = _sentence_of(what, cited)
    if kind is CandidateKind.QUESTION:
        return True
    if is_denied(_NOT_SOMEBODY.sub("", sentence)) != is_denied(what):
        return False
    return not is_doubtful(sentence) or (is_question(sentence) and _is_agreed_to(sentence, cited))


def _is_agreed_to(sentence: str, cited: Sequence[SaidLine]) -> bool:
    """Somebody else says behind the question something that is no "no"."""
    return any(
        sentence in one.text and other.who != one.who and not is_denied(other.text) and not is_doubtful(other.text)
        for one, other in pairwise(cited)
    )


def _sentence_of(what: str, cited: Sequence[SaidLine]) -> str:
    """The sentence of the lines that has most of its words."""
    words = content_words(what)
    all_said = chain.from_iterable(sentences(one.text) for one in cited)
    return max(all_said, key=lambda sentence: len(words & content_words(sentence)), default="")

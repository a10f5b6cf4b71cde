"""Classifies a meeting, and says why (CLS-1, CLS-2). A title's kind of meeting wins over a mention."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from lambdas.domain.accounts.user import TypeCorrection
from lambdas.domain.classification.announcements import announces
from lambdas.domain.classification.asides import absence, called_off, focus_time
from lambdas.domain.classification.classification_rules import ClassificationRules
from lambdas.domain.classification.evidence import TitleEvidence
from lambdas.domain.classification.keywords import Mention
from lambdas.domain.classification.lexicon_parts import SmallWords
from lambdas.domain.classification.meeting_types import DEFAULT, MeetingTypes
from lambdas.domain.classification.objections import lead, objection, preposition_before
from lambdas.domain.classification.title_lexicon import TitleLexicon
from lambdas.domain.classification.titles import Clause, TitleWord
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.meeting import Meeting

OPENING_CLAUSES = 6
"""A description's first sentence is looked for this far into it."""

MAX_OPENING = 4
"""Words that may stand before the keyword there: "Northwind EMEA quarterly business review"."""


@dataclass(frozen=True, slots=True)
class _Count:
    """The people who come, as a reason tells of them."""

    people: int | None
    is_minimum: bool

    def __str__(self) -> str:
        if self.people is None:
            return "attendees not listed"
        said = "1 person" if self.people == 1 else f"{self.people} people"
        return f"at least {said}, a group among them" if self.is_minimum else said


class Classification(Model):
    """``reason`` is shown to the user: ``"1:1" in the title, 2 people``.

    ``is_doubtful``: the words say nothing, or name two types with as much right.
    """

    meeting_type: str
    reason: str
    source: Literal["rule", "correction", "model"] = "rule"
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _Verdict:
    """A mention and where it stands; ``against`` says why it does not count."""

    mention: Mention
    place: str
    against: str | None


def classify(meeting: Meeting, rules: ClassificationRules, correction: TypeCorrection | None = None) -> Classification:
    """Returns what the user said it is, or else what the rules say. A type since removed from the rules is ignored.

    What a model guessed holds only where the rules are in doubt.
    """
    known = correction if correction and correction.meeting_type in rules.types else None
    if known and not known.written_by:
        return Classification(meeting_type=known.meeting_type, reason="you said so", source="correction")
    listed = any(not attendee.is_room for attendee in meeting.attendees) and not meeting.attendees_hidden
    count = meeting.attendee_count if listed else None
    found = classify_text(meeting.title, meeting.description, count, rules, meeting.is_count_a_minimum)
    if known and found.is_doubtful and known.said_of == meeting.title:
        reason = f"AI ({known.written_by}): {known.reason}"
        return Classification(meeting_type=known.meeting_type, reason=reason, source="model")
    return found


def classify_text(
    title: str, description: str, attendee_count: int | None, rules: ClassificationRules, is_minimum: bool = False
) -> Classification:
    """By the rules alone. ``attendee_count`` leaves rooms out; None or 0 where the calendar lists nobody.

    ``is_minimum``: a group is among those invited, and nobody says of how many people.
    """
    people, lexicon = _Count(attendee_count or None, is_minimum), rules.lexicon
    clauses, told = rules.title(title), rules.description(description)
    if aside := called_off(clauses, lexicon) or focus_time(clauses, lexicon) or focus_time(told[:1], lexicon):
        return Classification(meeting_type=DEFAULT, reason=f"it says {aside}")
    verdicts = list(_in_title(clauses, rules)) or list(_in_heading_and_subject(clauses, rules))
    if not verdicts and not absence(clauses, lexicon) and not _is_something_else(clauses, lexicon):
        verdicts = list(_in_description(told, rules))
    return _decide(verdicts, people, rules.types)


def _decide(verdicts: Sequence[_Verdict], count: _Count, types: MeetingTypes) -> Classification:
    for verdict in verdicts:
        name = verdict.mention.keyword.type_name
        if verdict.against is None and types[name].fits(count.people, count.is_minimum):
            reason = f'"{verdict.mention.written}" {verdict.place}, {count}'
            return Classification(
                meeting_type=name, reason=reason, is_doubtful=_is_tied(verdict, verdicts, count, types)
            )
    if not verdicts:
        return Classification(meeting_type=DEFAULT, reason="no words of another type in the title", is_doubtful=True)
    first = next((verdict for verdict in verdicts if verdict.against is None), verdicts[0])
    needed = types[first.mention.keyword.type_name].people_needed
    why = first.against or f"{count}, and it takes {needed}"
    return Classification(meeting_type=DEFAULT, reason=f'"{first.mention.written}" {first.place}, but {why}')


def _is_tied(best: _Verdict, verdicts: Sequence[_Verdict], count: _Count, types: MeetingTypes) -> bool:
    """Returns whether another type is named in the same clause, for as many people."""
    others = {
        verdict.mention.keyword.type_name
        for verdict in verdicts
        if verdict.against is None and verdict.mention.clause is best.mention.clause
    } - {best.mention.keyword.type_name}
    return any(types[name].fits(count.people, count.is_minimum) for name in others)


def _in_title(clauses: Sequence[Clause], rules: ClassificationRules) -> Iterator[_Verdict]:
    """Best first: clause by clause; in each the last keyword, the noun that the others describe, before additions."""
    for clause in clauses:
        ranked = [
            ((preposition_before(mention, rules.lexicon.small_words) is not None, -mention.start), mention)
            for mention in rules.mentions(clause)
        ]
        for _, mention in sorted(ranked, key=lambda pair: pair[0]):
            yield _Verdict(mention, "in the title", _against(mention, clauses, rules))


def _in_heading_and_subject(clauses: Sequence[Clause], rules: ClassificationRules) -> Iterator[_Verdict]:
    """Looks for "Retro: outage 3 Nov": what an aftermath is of stands behind a stop as often as behind "of"."""
    for at, (heading, subject) in enumerate(pairwise(clauses)):
        first, *rest = subject.words
        whole = Clause((*heading.words, replace(first, gap=" "), *rest), heading.opened_by)
        for mention in rules.mentions(whole):
            spans = mention.start < len(heading.words) < mention.end
            if spans and "aftermath" in rules.types[mention.keyword.type_name].allows:
                others = (*clauses[:at], whole, *clauses[at + 2 :])
                yield _Verdict(mention, "in the title", _against(mention, others, rules))


def _against(mention: Mention, clauses: Sequence[Clause], rules: ClassificationRules) -> str | None:
    return objection(mention, TitleEvidence(clauses, rules.types[mention.keyword.type_name], rules.lexicon))


def _is_something_else(clauses: Sequence[Clause], lexicon: TitleLexicon) -> bool:
    """The title names a thing of another kind ("Lunch", "Budget deck"), whatever the description talks about."""
    head = lexicon.small_words.up_to_preposition(clauses[0].words) if clauses else ()
    return lexicon.objections.phrases.ends(head)


def _in_description(clauses: Sequence[Clause], rules: ClassificationRules) -> Iterator[_Verdict]:
    """Only where the description says what the meeting is: at its opening, after a label, in its agenda's heading."""
    for clause in _meaningful(clauses, rules.lexicon.small_words):
        for mention in rules.mentions(clause):
            if _names_the_meeting(mention, rules.lexicon):
                yield _Verdict(mention, "opens the description", _against(mention, (clause,), rules))
    for clause in clauses:
        yield from (
            _Verdict(mention, "in the description", None)
            for mention in rules.mentions(clause)
            if announces(mention, rules.lexicon)
        )


def _meaningful(clauses: Sequence[Clause], small_words: SmallWords) -> Iterator[Clause]:
    yield from [rest for clause in clauses[:OPENING_CLAUSES] if (rest := _without_greeting(clause, small_words)).words][
        :1
    ]
    for before, clause in pairwise(clauses):
        said = [word.text for word in clause.words[:2]]
        if small_words.labels.groups(before.words) or said == ["this", "is"]:
            yield clause


def _without_greeting(clause: Clause, small_words: SmallWords) -> Clause:
    """Without the "Hi team," before "this is our weekly staff meeting"; of a bare "Hello" nothing stays."""
    words = clause.words
    comma = next((at for at, word in enumerate(words[:MAX_OPENING]) if word.text == ","), None)
    greets = words[0].text in small_words.greetings
    if comma is not None and (greets or words[0].text in small_words.addressees):
        return Clause(words[comma + 1 :])
    return Clause(()) if greets and len(words) < MAX_OPENING else clause


def _names_the_meeting(mention: Mention, lexicon: TitleLexicon) -> bool:
    """Names and numbers may stand around the keyword, other words may not: they would make it a mention."""
    small = lexicon.small_words
    at = preposition_before(mention, small)
    before = small.content(lead(mention)[at + 1 :] if at is not None else lead(mention))
    after = small.content(small.up_to_preposition(_said_of_it(mention)))
    named = all(word.written[0].isupper() and word.text not in small.tasks for word in before)
    if mention.keyword.needs_meeting_word and mention.end - mention.start == 1 and not after:
        return False
    if mention.is_number and before:
        return False
    return named and len(before) <= MAX_OPENING and (not after or lexicon.meetings.meeting_words.ends(after))


def _said_of_it(mention: Mention) -> Sequence[TitleWord]:
    """Leaves out what a sentence adds, "our 1:1, let me know if the time works"; "1:1, 2:1 or 3:1" is a list."""
    words = mention.after
    comma = next((at for at, word in enumerate(words) if word.text == ","), len(words))
    return words[:comma] if mention.before else words

"""Titles that say there is nothing to prepare: cancelled, focus time, an absence, a private appointment."""

from collections.abc import Sequence

from lambdas.domain.classification.aside_words import ABSENCES, CANCELLED, FOCUS, MEETING_CUES, PERSONAL
from lambdas.domain.classification.phrases import Phrases
from lambdas.domain.classification.small_words import FILLERS, NEGATIONS, PREPOSITIONS
from lambdas.domain.classification.title_words import MEETING_WORDS, NOT_THE_MEETING
from lambdas.domain.classification.titles import Clause, TitleWord

NAME_LENGTH = 2
"""Words of a name after "PTO" or "Geburtstag"."""

_EVENT_WORDS = frozenset(
    """
    event meeting appointment invitation termin is was has been wurde ist
    """.split()  # noqa: SIM905 (a list of quoted words cannot be read)
)


def called_off(title: Sequence[Clause]) -> str | None:
    """Cancelled or declined by the title's own words, whatever the calendar's status says."""
    return next((reason for clause in title if (reason := _called_off(clause))), None)


def focus_time(text: Sequence[Clause]) -> str | None:
    return "focus time" if any(True for clause in text for _ in FOCUS.find(clause.words)) else None


def absence(title: Sequence[Clause]) -> str | None:
    """An absence, a birthday, a place of work; never where the title also has a word for a meeting."""
    return None if names_a_meeting(title) else _heading(title, ABSENCES)


def private_appointment(title: Sequence[Clause]) -> str | None:
    return None if names_a_meeting(title) else _heading(title[:1], PERSONAL)


def names_a_meeting(title: Sequence[Clause]) -> bool:
    return any(True for clause in title for _ in MEETING_WORDS.find(clause.words))


def suggests_company(title: Sequence[Clause]) -> bool:
    """Somebody else is there: a word for a meeting, or "with" somebody."""
    words = [word for clause in title for word in clause.words]
    return names_a_meeting(title) or any(True for _ in MEETING_CUES.find(words)) or any(w.text == "with" for w in words)


def content(words: Sequence[TitleWord]) -> tuple[TitleWord, ...]:
    """Without the words that say when, where or which one."""
    return tuple(w for w in words if not (w.text in FILLERS or w.is_number or w.is_joiner))


def up_to_preposition(words: Sequence[TitleWord]) -> tuple[TitleWord, ...]:
    """The name of a thing without what is added to it: ``QBR deck`` of "QBR deck for Monday"."""
    end = next((at for at, word in enumerate(words) if word.text in PREPOSITIONS), len(words))
    return tuple(words[:end])


def _called_off(clause: Clause) -> str | None:
    words = clause.words
    if any(word.text in NEGATIONS and not CANCELLED.groups([word]) for word in words):
        return None
    if words[0].written.isupper() and (groups := CANCELLED.groups(words[:1])):
        return groups[0]
    said = [word for word in up_to_preposition(words) if word.text not in _EVENT_WORDS and word.text not in FILLERS]
    ending = next((said[at:] for at in range(max(0, len(said) - 2), len(said)) if CANCELLED.groups(said[at:])), None)
    return CANCELLED.groups(ending)[0] if ending else None


def _heading(title: Sequence[Clause], phrases: Phrases) -> str | None:
    return next((group for clause in title for group in _head_groups(clause, phrases)), None)


def _head_groups(clause: Clause, phrases: Phrases) -> tuple[str, ...]:
    """The group of the phrase that a clause ends in, or begins with before no more than a name."""
    if whole := phrases.groups(clause.words):
        return whole
    for found in phrases.find(clause.words):
        rest = content(clause.words[found.end :])
        is_all = not up_to_preposition(rest)
        before_name = found.start == 0 and len(rest) <= NAME_LENGTH and not any(NOT_THE_MEETING.find(rest))
        if is_all or before_name:
            return (found.group,)
    return ()

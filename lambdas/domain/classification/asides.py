"""Titles that say there is nothing to prepare: cancelled, focus time, an absence, a private appointment."""

from collections.abc import Sequence

from lambdas.domain.classification.phrases import Phrases
from lambdas.domain.classification.title_lexicon import TitleLexicon
from lambdas.domain.classification.titles import Clause, TitleWord

NAME_LENGTH = 2
"""Words of a name after "PTO" or "Geburtstag"."""

CALLED_OFF_LENGTH = 5
"""Words of "रद्द कर दिया गया" and the like."""

ABSENCES = {"absence": "an absence", "workplace": "where somebody works", "birthday": "a birthday"}
"""By list of config/titles/asides.yaml, for the user."""


def called_off(title: Sequence[Clause], lexicon: TitleLexicon) -> str | None:
    """Returns ``cancelled`` or ``declined`` where the title itself says so, whatever the calendar's status is."""
    return next((group for clause in title if (group := _called_off(clause, lexicon))), None)


def focus_time(text: Sequence[Clause], lexicon: TitleLexicon) -> str | None:
    found = any(True for clause in text for _ in lexicon.asides.focus.find(clause.words))
    return "focus time" if found else None


def absence(title: Sequence[Clause], lexicon: TitleLexicon) -> str | None:
    """An absence, a birthday, a place of work; never where the title also has a word for a meeting."""
    group = None if names_a_meeting(title, lexicon) else _heading(title, lexicon.asides.absences, lexicon)
    return ABSENCES[group] if group else None


def own_absence(title: Sequence[Clause], lexicon: TitleLexicon) -> bool:
    """Returns whether its writer is away: an absence with nobody's name beside it ("PTO Ana" is Ana's)."""
    return not names_a_meeting(title, lexicon) and any(_is_own_absence(clause, lexicon) for clause in title)


def _is_own_absence(clause: Clause, lexicon: TitleLexicon) -> bool:
    words, small = clause.words, lexicon.small_words
    for found in lexicon.asides.absence.find(words):
        rest = small.up_to_preposition(small.content(words[found.end :]))
        if not rest and not small.content(words[: found.start]):
            return True
    return False


def private_appointment(title: Sequence[Clause], lexicon: TitleLexicon) -> str | None:
    group = None if names_a_meeting(title, lexicon) else _heading(title[:1], lexicon.asides.private, lexicon)
    return "a private appointment" if group else None


def names_a_meeting(title: Sequence[Clause], lexicon: TitleLexicon) -> bool:
    return any(True for clause in title for _ in lexicon.meetings.meeting_words.find(clause.words))


def suggests_company(title: Sequence[Clause], lexicon: TitleLexicon) -> bool:
    """Somebody else is there: a word for a meeting, or "with" somebody."""
    words = [word for clause in title for word in clause.words]
    has_company = any(True for _ in lexicon.meetings.company.find(words)) or any(word.text == "with" for word in words)
    return has_company or names_a_meeting(title, lexicon)


def _called_off(clause: Clause, lexicon: TitleLexicon) -> str | None:
    words, small, phrases = clause.words, lexicon.small_words, lexicon.asides.called_off
    if any(word.text in small.negations and not phrases.groups([word]) for word in words):
        return None
    if words[0].written.isupper() and (groups := phrases.groups(words[:1])):
        return groups[0]
    if whole := phrases.groups(_said(words, lexicon)):
        return whole[0]
    said = _said(small.up_to_preposition(words), lexicon)
    starts = range(max(0, len(said) - CALLED_OFF_LENGTH), len(said))
    ending = next((said[at:] for at in starts if phrases.groups(said[at:])), None)
    return phrases.groups(ending)[0] if ending else None


def _said(words: Sequence[TitleWord], lexicon: TitleLexicon) -> list[TitleWord]:
    return [w for w in words if w.text not in lexicon.small_words.fillers and w.text not in lexicon.asides.event_words]


def _heading(title: Sequence[Clause], phrases: Phrases, lexicon: TitleLexicon) -> str | None:
    return next((group for clause in title for group in _head_groups(clause, phrases, lexicon)), None)


def _head_groups(clause: Clause, phrases: Phrases, lexicon: TitleLexicon) -> tuple[str, ...]:
    """The group of the phrase that a clause ends in, or begins with before no more than a name."""
    if whole := phrases.groups(clause.words):
        return whole
    small, objections = lexicon.small_words, lexicon.objections.phrases
    for found in phrases.find(clause.words):
        rest = small.content(clause.words[found.end :])
        is_all = not small.up_to_preposition(rest)
        before_name = found.start == 0 and len(rest) <= NAME_LENGTH and not any(objections.find(rest))
        if is_all or before_name:
            return (found.group,)
    return ()

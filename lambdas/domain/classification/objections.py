"""Why a keyword in a title does not make it that meeting, rule by rule; each says so in plain words."""

import re
from collections.abc import Callable, Sequence

from lambdas.domain.classification.evidence import OBJECTIONS, TitleEvidence, explained
from lambdas.domain.classification.keywords import Mention
from lambdas.domain.classification.lexicon_parts import SmallWords
from lambdas.domain.classification.other_clauses import BRACKETS, a_work, labelled, under_another_heading
from lambdas.domain.classification.phrases import Found
from lambdas.domain.classification.title_lexicon import TitleLexicon
from lambdas.domain.classification.titles import TitleWord

NEAR = 4
"""Words before a keyword among which a "not" belongs to it."""

ALWAYS_APPLY = frozenset({"papers", "preparation"})
"""Groups that count across an "and": "QBR and all-hands slides"; a lunch after an "and" comes on top."""

LAST_WORD_ONLY = frozenset({"tool"})
"""Groups that also name what a meeting is about: "QBR builder", but "All hands platform update"."""

NAME_LENGTH = 2
"""Words of a place, a customer or a department beside a group of people."""

CODE_LENGTH = 2
"""Capitals of a country or a department: "AI", "DE"."""

NEW_YEAR = "1/1"
"""Also a date, unless it stands in front or behind a name alone."""

_SCORE = re.compile(r"\d{1,3}-\d{1,3}")


def objection(mention: Mention, evidence: TitleEvidence) -> str | None:
    """The first rule that speaks against the mention, as the end of a sentence: ``it is an interview``."""
    return next((reason for rule in RULES if (reason := rule(mention, evidence))), None)


def lead(mention: Mention) -> tuple[TitleWord, ...]:
    """The words before the keyword that belong to it."""
    cut = max((at + 1 for at, word in enumerate(mention.before) if word.is_joiner and word.text != "&"), default=0)
    return mention.before[cut:]


def preposition_before(mention: Mention, small_words: SmallWords) -> int | None:
    """Returns the position of the last preposition in ``lead``."""
    words = lead(mention)
    found = (at for at in range(len(words) - 1, -1, -1) if words[at].text in small_words.prepositions)
    return next((at for at in found if not _is_a_code(words, at, small_words)), None)


def _is_a_code(words: Sequence[TitleWord], at: int, small_words: SmallWords) -> bool:
    """The "AI" of "Applied AI all hands", the "DE" of "DE QBR": a country or a department, not Italian or French."""
    if len(words[at].written) > CODE_LENGTH or not words[at].written.isupper():
        return False
    shouted = all(word.written.isupper() for word in words[:at])
    return at == 0 or not (shouted or words[at].text in small_words.about)


def _idiom(mention: Mention, evidence: TitleEvidence) -> str | None:
    found = evidence.lexicon.meetings.idioms.find(mention.clause.words)
    overlapping = (idiom for idiom in found if idiom.start < mention.end and idiom.end > mention.start)
    return "it is part of a fixed expression" if any(True for _ in overlapping) else None


def _score_or_reference(mention: Mention, evidence: TitleEvidence) -> str | None:
    words = [word for clause in evidence.title for word in clause.words]
    if not mention.is_number or words[0].text == mention.clause.words[mention.start].text:
        return None
    small = evidence.lexicon.small_words
    if mention.written == NEW_YEAR and len(lead(mention)) > 1:
        return "it may be the first of January"
    refers = bool(mention.before) and mention.before[-1].text in small.references
    scores = [word for word in words if word.text in small.scores or _SCORE.fullmatch(word.text)]
    others = [word for word in scores if word.text != mention.clause.words[mention.start].text]
    return "the numbers are a score or a place in a text" if refers or others else None


def _negated(mention: Mention, evidence: TitleEvidence) -> str | None:
    negations = evidence.lexicon.small_words.negations
    return "the title denies it" if any(word.text in negations for word in lead(mention)[-NEAR:]) else None


def _task(mention: Mention, evidence: TitleEvidence) -> str | None:
    words, small = lead(mention), evidence.lexicon.small_words
    is_task = bool(words) and words[0].text in small.tasks and not (len(words) > 1 and words[1].text in small.teams)
    return f"it is something to do ({words[0].written})" if is_task else None


def _lesson(mention: Mention, evidence: TitleEvidence) -> str | None:
    words = lead(mention)
    return OBJECTIONS["learning"] if words and words[0].text in evidence.lexicon.small_words.lesson_openers else None


def _opened(mention: Mention, evidence: TitleEvidence) -> str | None:
    """Many languages name first what English names last: "Protokoll QBR" are its minutes."""
    found = (found for found in evidence.lexicon.openers.find(lead(mention)))
    first = next((found for found in found if found.group not in evidence.kind.allows), None)
    return explained(first, lead(mention)) if first else None


def _variant(mention: Mention, evidence: TitleEvidence) -> str | None:
    words, lexicon = lead(mention), evidence.lexicon
    if words and "sport" in lexicon.objections.phrases.groups(words[-1:]):
        return OBJECTIONS["sport"]
    is_variant = bool(words) and words[-1].text in lexicon.small_words.variants
    return f'"{words[-1].written}" makes it another meeting' if is_variant else None


def _in_passing(mention: Mention, evidence: TitleEvidence) -> str | None:
    """After a preposition the keyword is not the entry's own name, unless what stands before only passes it on."""
    small, meetings = evidence.lexicon.small_words, evidence.lexicon.meetings
    at = preposition_before(mention, small)
    if at is None:
        return None
    words = lead(mention)
    preposition, before = words[at].text, [word for word in words[:at] if not word.is_number]
    if "aftermath" in evidence.kind.allows and meetings.reviews.ends(small.content(before)):
        return None
    if preposition in small.companions and _ends_with_names(words[at + 1 :], mention, small):
        return None
    if preposition not in small.about:
        is_a_subject = mention.keyword.needs_meeting_word
        if meetings.carriers.ends(before) or (is_a_subject and meetings.meeting_words.ends(before)):
            return None
    return f'it is only mentioned after "{words[at].written}"'


def _ends_with_names(between: Sequence[TitleWord], mention: Mention, small: SmallWords) -> bool:
    """Says whether only people stand before the keyword and nothing behind it: "with Ana 1:1"."""
    named = bool(between) and all(word.written[0].isupper() for word in between)
    return named and not mention.keyword.needs_meeting_word and not small.content(mention.after)


def _another_thing(mention: Mention, evidence: TitleEvidence) -> str | None:
    after, reach = mention.after, len(evidence.lexicon.small_words.up_to_preposition(mention.after))
    near = (found for found in evidence.lexicon.objections.phrases.find(after) if found.start <= reach)
    elsewhere = (found for found in near if not _is_place(found, after, evidence.lexicon.small_words))
    counting = (found for found in elsewhere if found.group not in LAST_WORD_ONLY or found.end == reach)
    first = next((found for found in counting if not _is_allowed(found, after, evidence)), None)
    return explained(first, after) if first else None


def _is_place(found: Found, tail: Sequence[TitleWord], small: SmallWords) -> bool:
    """So is the room of "QBR Room 12" and "1:1, meeting room"; that of "QBR room" is still to be found."""
    if tail[found.end - 1].text not in small.places:
        return False
    numbered = found.end < len(tail) and tail[found.end].is_number
    return numbered or (found.end == len(tail) and any(word.is_joiner for word in tail[: found.start]))


def _only_a_subject(mention: Mention, evidence: TitleEvidence) -> str | None:
    if not mention.keyword.needs_meeting_word:
        return None
    small, meeting_words = evidence.lexicon.small_words, evidence.lexicon.meetings.meeting_words
    tail = small.up_to_preposition(mention.after)
    if content := small.content(tail):
        stands = meeting_words.ends(content) or _stands_before_a_joiner(mention, tail, evidence)
    else:
        stands = mention.end - mention.start > 1 or _stands_alone(mention, evidence)
    return None if stands else "it is a subject or a group there, not a meeting"


def _stands_before_a_joiner(mention: Mention, tail: Sequence[TitleWord], evidence: TitleEvidence) -> bool:
    """So does "SLT sync & lunch", and "Leadership Team, Berlin" where no more than a name follows the comma."""
    small, head = evidence.lexicon.small_words, _up_to_joiner(tail)
    if content := small.content(head):
        return evidence.lexicon.meetings.meeting_words.ends(content)
    named = tail[len(head)].text == "," and _may_be_a_name(tail[len(head) :], mention, evidence.lexicon)
    return named and mention.end - mention.start > 1


def _may_be_a_name(
    words: Sequence[TitleWord], mention: Mention, lexicon: TitleLexicon, in_brackets: bool = False
) -> bool:
    """Says whether the words beside the people of "SLT | Berlin" only tell which of them: not what they speak about.

    In brackets a name is as often an aside: "SLT (recorded)".
    """
    small, phrases = lexicon.small_words, lexicon.objections.phrases
    said = small.content(words)
    is_short = len(said) <= NAME_LENGTH and (in_brackets or all(word.written[0].isupper() for word in said))
    joined = any(word.text in small.prepositions or word.text == "&" for word in words)
    return is_short and not joined and not mention.keyword.also_a_title and not any(True for _ in phrases.find(words))


def _up_to_joiner(words: Sequence[TitleWord]) -> Sequence[TitleWord]:
    return words[: next((at for at, word in enumerate(words) if word.is_joiner), len(words))]


def _stands_alone(mention: Mention, evidence: TitleEvidence) -> bool:
    """So does "Leadership (weekly)"; "Leadership in crisis" and "Leadership: an introduction" do not."""
    small, meeting_words = evidence.lexicon.small_words, evidence.lexicon.meetings.meeting_words
    if any(word.text in small.prepositions for word in mention.after):
        return False
    rest = [clause for clause in evidence.title if clause is not mention.clause]
    return all(
        not small.content(clause.words)
        or any(True for _ in meeting_words.find(clause.words))
        or _may_be_a_name(clause.words, mention, evidence.lexicon, clause.opened_by in BRACKETS)
        for clause in rest
    )


def _is_allowed(found: Found, tail: Sequence[TitleWord], evidence: TitleEvidence) -> bool:
    groups = evidence.lexicon.objections.phrases.groups(tail[found.start : found.end])
    if any(group in evidence.kind.allows for group in groups):
        return True
    comes_on_top = any(word.is_joiner or word.text == "and" for word in tail[: found.start])
    return comes_on_top and found.group not in ALWAYS_APPLY


RULES: tuple[Callable[[Mention, TitleEvidence], str | None], ...] = (
    _idiom,
    _score_or_reference,
    _negated,
    _in_passing,
    _task,
    _lesson,
    _opened,
    _variant,
    _another_thing,
    _only_a_subject,
    under_another_heading,
    labelled,
    a_work,
)
"""In the order in which the reasons are worth telling."""

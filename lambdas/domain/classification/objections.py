"""Why a keyword in a title does not make it that meeting, rule by rule; each says so in plain words."""

import re
from collections.abc import Callable, Sequence

from lambdas.domain.classification.asides import content, up_to_preposition
from lambdas.domain.classification.keywords import Mention
from lambdas.domain.classification.meeting_types import MeetingType
from lambdas.domain.classification.other_clauses import Title, a_work, explained, labelled, under_another_heading
from lambdas.domain.classification.phrases import Found
from lambdas.domain.classification.small_words import (
    ABOUT,
    BEFORE_NOT_IT,
    LESSON_OPENERS,
    NEGATIONS,
    PREPOSITIONS,
    REFERENCES,
    SCORE_WORDS,
    TASKS,
    TEAM_WORDS,
)
from lambdas.domain.classification.title_words import (
    CARRIERS,
    IDIOMS,
    MEETING_WORDS,
    NOT_THE_MEETING,
    OBJECTIONS,
    REVIEWS,
)
from lambdas.domain.classification.titles import TitleWord

NEAR = 4
"""Words before a keyword among which a "not" belongs to it."""

ALWAYS_APPLY = frozenset({"papers", "preparation"})
"""Groups that count across an "and": "QBR and all-hands slides"; a lunch after an "and" comes on top."""

LAST_WORD_ONLY = frozenset({"tool"})
"""Groups that also name what a meeting is about: "QBR builder", but "All hands platform update"."""

_SCORE = re.compile(r"\d{1,3}-\d{1,3}")


def objection(mention: Mention, title: Title, kind: MeetingType) -> str | None:
    """The first rule that speaks against the mention, as the end of a sentence: ``it is an interview``."""
    return next((reason for rule in RULES if (reason := rule(mention, title, kind))), None)


def lead(mention: Mention) -> tuple[TitleWord, ...]:
    """The words before the keyword that belong to it."""
    cut = max((at + 1 for at, word in enumerate(mention.before) if word.is_joiner and word.text != "&"), default=0)
    return mention.before[cut:]


def preposition_before(mention: Mention) -> int | None:
    """Where in ``lead`` the last preposition stands."""
    words = lead(mention)
    return next((at for at in range(len(words) - 1, -1, -1) if words[at].text in PREPOSITIONS), None)


def _idiom(mention: Mention, _title: Title, _kind: MeetingType) -> str | None:
    overlapping = (f for f in IDIOMS.find(mention.clause.words) if f.start < mention.end and f.end > mention.start)
    return "it is part of a fixed expression" if any(True for _ in overlapping) else None


def _score_or_reference(mention: Mention, title: Title, _kind: MeetingType) -> str | None:
    words = [word for clause in title for word in clause.words]
    if not mention.is_number or words[0].text == mention.clause.words[mention.start].text:
        return None
    refers = bool(mention.before) and mention.before[-1].text in REFERENCES
    scores = [word for word in words if word.text in SCORE_WORDS or _SCORE.fullmatch(word.text)]
    others = [word for word in scores if word.text != mention.clause.words[mention.start].text]
    return "the numbers are a score or a place in a text" if refers or others else None


def _negated(mention: Mention, _title: Title, _kind: MeetingType) -> str | None:
    return "the title denies it" if any(word.text in NEGATIONS for word in lead(mention)[-NEAR:]) else None


def _task(mention: Mention, _title: Title, _kind: MeetingType) -> str | None:
    words = lead(mention)
    is_task = bool(words) and words[0].text in TASKS and not (len(words) > 1 and words[1].text in TEAM_WORDS)
    return f"it is something to do ({words[0].written})" if is_task else None


def _lesson(mention: Mention, _title: Title, _kind: MeetingType) -> str | None:
    words = lead(mention)
    return OBJECTIONS["learning"] if words and words[0].text in LESSON_OPENERS else None


def _variant(mention: Mention, _title: Title, _kind: MeetingType) -> str | None:
    words = lead(mention)
    if words and "sport" in NOT_THE_MEETING.groups(words[-1:]):
        return OBJECTIONS["sport"]
    return f'"{words[-1].written}" makes it another meeting' if words and words[-1].text in BEFORE_NOT_IT else None


def _in_passing(mention: Mention, _title: Title, kind: MeetingType) -> str | None:
    """After a preposition the keyword is not the entry's own name, unless what stands before only passes it on."""
    at = preposition_before(mention)
    if at is None:
        return None
    words = lead(mention)
    preposition, before = words[at].text, [word for word in words[:at] if not word.is_number]
    if "aftermath" in kind.allows and REVIEWS.ends(content(before)):
        return None
    if preposition not in ABOUT:
        carries = CARRIERS.ends(before) or (mention.keyword.needs_meeting_word and MEETING_WORDS.ends(before))
        if carries:
            return None
    return f'it is only mentioned after "{words[at].written}"'


def _another_thing(mention: Mention, _title: Title, kind: MeetingType) -> str | None:
    after, reach = mention.after, len(up_to_preposition(mention.after))
    found = [f for f in NOT_THE_MEETING.find(after) if f.start <= reach and not _is_allowed(f, after, kind)]
    found = [f for f in found if f.group not in LAST_WORD_ONLY or f.end == reach]
    return explained(found[0], after) if found else None


def _only_a_subject(mention: Mention, title: Title, _kind: MeetingType) -> str | None:
    if not mention.keyword.needs_meeting_word:
        return None
    tail = up_to_preposition(mention.after)
    if content(tail):
        stands = MEETING_WORDS.ends(content(tail)) or MEETING_WORDS.ends(content(_up_to_joiner(tail)))
    else:
        stands = mention.end - mention.start > 1 or _stands_alone(mention, title)
    return None if stands else "it is a subject or a group there, not a meeting"


def _up_to_joiner(words: Sequence[TitleWord]) -> Sequence[TitleWord]:
    return words[: next((at for at, word in enumerate(words) if word.is_joiner), len(words))]


def _stands_alone(mention: Mention, title: Title) -> bool:
    """So does "Leadership (weekly)"; "Leadership in crisis" and "Leadership: an introduction" do not."""
    if any(word.text in PREPOSITIONS for word in mention.after):
        return False
    rest = [clause.words for clause in title if clause is not mention.clause]
    return all(not content(words) or any(True for _ in MEETING_WORDS.find(words)) for words in rest)


def _is_allowed(found: Found, tail: Sequence[TitleWord], kind: MeetingType) -> bool:
    if any(group in kind.allows for group in NOT_THE_MEETING.groups(tail[found.start : found.end])):
        return True
    comes_on_top = any(word.is_joiner or word.text == "and" for word in tail[: found.start])
    return comes_on_top and found.group not in ALWAYS_APPLY


RULES: tuple[Callable[[Mention, Title, MeetingType], str | None], ...] = (
    _idiom,
    _score_or_reference,
    _negated,
    _in_passing,
    _task,
    _lesson,
    _variant,
    _another_thing,
    _only_a_subject,
    under_another_heading,
    labelled,
    a_work,
)
"""In the order in which the reasons are worth telling."""

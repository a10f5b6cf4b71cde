"""What the other clauses of a title say about a keyword: headings before it, labels after it, authors beside it."""

import re
from collections.abc import Sequence

from lambdas.domain.classification.asides import content, up_to_preposition
from lambdas.domain.classification.given_names import GIVEN_NAMES
from lambdas.domain.classification.keywords import Mention
from lambdas.domain.classification.meeting_types import MeetingType
from lambdas.domain.classification.phrases import Found
from lambdas.domain.classification.small_words import DEPARTMENTS, FILLERS, NEWS, TASKS
from lambdas.domain.classification.title_words import NOT_THE_MEETING, OBJECTIONS, OTHER_MEETINGS
from lambdas.domain.classification.titles import Clause, TitleWord

Title = Sequence[Clause]

HEADING_GROUPS = frozenset({"papers", "preparation", "learning", "media", "hiring", "social", "drill", "speech"})
"""Groups that decide from a clause of their own before the keyword: "Training: incident review"."""

LABEL_GROUPS = frozenset({"papers", "preparation", "drill", "media"})
"""Groups that decide from a clause of their own after the keyword: "QBR - slides"."""

_EPISODE = re.compile(r"s\d{1,2}e\d{1,2}")


def under_another_heading(mention: Mention, title: Title, kind: MeetingType) -> str | None:
    in_brackets = mention.clause.opened_by in ("(", "[", "{")
    for clause in title:
        if clause is mention.clause:
            return None
        head = up_to_preposition(clause.words)
        if head and head[-1].text in DEPARTMENTS:
            continue
        if len(head) == 1 and head[0].text in TASKS - NEWS:
            return f"it is something to do ({head[0].written})"
        if groups := _ending_groups(head, HEADING_GROUPS.difference(kind.allows)):
            return OBJECTIONS[groups[0]]
        if not in_brackets and OTHER_MEETINGS.ends(head):
            return f'it is the subject of a "{head[-1].written}"'
    return None


def labelled(mention: Mention, title: Title, kind: MeetingType) -> str | None:
    following = _label_after(mention, title)
    words = content(following.words) if following else ()
    groups = LABEL_GROUPS | ({"learning"} if following and following.opened_by == "(" else set())
    found = [f for f in NOT_THE_MEETING.find(words) if f.group in groups - {*kind.allows}]
    covered = {at for phrase in found for at in range(phrase.start, phrase.end)}
    is_department = len(words) == 1 and words[0].text in DEPARTMENTS
    return explained(found[0], words) if found and len(covered) == len(words) and not is_department else None


def _label_after(mention: Mention, title: Title) -> Clause | None:
    """The next clause; not "Room 12", nor "Agenda" with what is on it after a colon."""
    at = next(at for at, clause in enumerate(title) if clause is mention.clause) + 1
    if at == len(title) or any(word.is_number for word in title[at].words):
        return None
    opens_another = at + 1 < len(title) and title[at + 1].opened_by == ":"
    return None if opens_another else title[at]


def a_work(mention: Mention, title: Title, _kind: MeetingType) -> str | None:
    """A bare title beside a person's name, a word for a book or a film, or an episode's number."""
    if any(_EPISODE.fullmatch(word.text) for clause in title for word in clause.words):
        return OBJECTIONS["media"]
    if not mention.keyword.also_a_title or content(mention.before) or content(up_to_preposition(mention.after)):
        return None
    others = [clause.words for clause in title if clause is not mention.clause]
    authors = [mention.after[1:], *others] if mention.after and mention.after[0].text == "by" else others
    is_work = any(_is_person(words) or _ending_groups(words, frozenset({"media"})) for words in authors)
    return OBJECTIONS["media"] if is_work else None


def _is_person(words: Sequence[TitleWord]) -> bool:
    return (
        2 <= len(words) <= 3
        and words[0].text in GIVEN_NAMES
        and all(word.written[0].isupper() and word.text not in FILLERS for word in words)
    )


def _ending_groups(words: Sequence[TitleWord], wanted: frozenset[str]) -> tuple[str, ...]:
    starts = range(max(0, len(words) - 3), len(words))
    return tuple(g for start in starts for g in NOT_THE_MEETING.groups(words[start:]) if g in wanted)


def explained(found: Found, words: Sequence[TitleWord]) -> str:
    named = " ".join(word.written for word in words[found.start : found.end])
    return f'{OBJECTIONS[found.group]} ("{named}")'

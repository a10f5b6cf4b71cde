"""Reads a title's other clauses for a keyword: headings before it, labels after it, authors beside it."""

import re
from collections.abc import Sequence

from lambdas.domain.classification.evidence import OBJECTIONS, TitleEvidence, explained
from lambdas.domain.classification.keywords import Mention
from lambdas.domain.classification.lexicon_parts import SmallWords
from lambdas.domain.classification.title_lexicon import TitleLexicon
from lambdas.domain.classification.titles import Clause, TitleWord

HEADING_GROUPS = frozenset({"papers", "preparation", "learning", "media", "hiring", "social", "drill", "speech"})
"""Groups that decide from a clause of their own before the keyword: "Training: incident review"."""

LABEL_GROUPS = frozenset({"papers", "preparation", "drill", "media"})
"""Groups that decide from a clause of their own after the keyword: "QBR - slides"."""

BRACKETS = frozenset("([{\u3010")

_EPISODE = re.compile(r"s\d{1,2}e\d{1,2}")


def under_another_heading(mention: Mention, evidence: TitleEvidence) -> str | None:
    in_brackets = mention.clause.opened_by in BRACKETS
    lexicon, groups = evidence.lexicon, HEADING_GROUPS.difference(evidence.kind.allows)
    small = lexicon.small_words
    for clause in evidence.title:
        if clause is mention.clause:
            return None
        if _is_tag(clause, small):
            continue
        head = small.up_to_preposition(clause.words)
        if head and head[-1].text in small.departments:
            continue
        if len(head) == 1 and head[0].text in small.tasks - small.news:
            return f"it is something to do ({head[0].written})"
        if found := _ending_groups(head, groups, lexicon):
            return OBJECTIONS[found[0]]
        if not in_brackets and lexicon.meetings.other_meetings.ends(head):
            return f'it is the subject of a "{head[-1].written}"'
    return None


def labelled(mention: Mention, evidence: TitleEvidence) -> str | None:
    small = evidence.lexicon.small_words
    following = _label_after(mention, evidence.title, small)
    words = small.content(following.words) if following else ()
    groups = LABEL_GROUPS | ({"learning"} if following and following.opened_by == "(" else set())
    groups = groups.difference(evidence.kind.allows)
    found = [f for f in evidence.lexicon.objections.phrases.find(words) if f.group in groups]
    covered = {at for phrase in found for at in range(phrase.start, phrase.end)}
    is_department = len(words) == 1 and words[0].text in small.departments
    return explained(found[0], words) if found and len(covered) == len(words) and not is_department else None


def _label_after(mention: Mention, title: Sequence[Clause], small: SmallWords) -> Clause | None:
    """The next clause; not "Room 12", nor "Agenda" with what is on it after a colon."""
    at = next(at for at, clause in enumerate(title) if clause is mention.clause) + 1
    if at == len(title) or any(word.is_number for word in title[at].words) or _is_tag(title[at], small):
        return None
    opens_another = at + 1 < len(title) and title[at + 1].opened_by == ":"
    return None if opens_another else title[at]


def _is_tag(clause: Clause, small: SmallWords) -> bool:
    said = small.content(small.up_to_preposition(clause.words))
    return clause.opened_by in BRACKETS and bool(said) and all(word.text in small.tags for word in said)


def a_work(mention: Mention, evidence: TitleEvidence) -> str | None:
    """A bare title beside a person's name, a word for a book or a film, or an episode's number."""
    title, lexicon = evidence.title, evidence.lexicon
    if any(_EPISODE.fullmatch(word.text) for clause in title for word in clause.words):
        return OBJECTIONS["media"]
    small = lexicon.small_words
    beside = small.content(mention.before) or small.content(small.up_to_preposition(mention.after))
    if beside or not mention.keyword.also_a_title:
        return None
    others = [clause.words for clause in title if clause is not mention.clause]
    authors = [mention.after[1:], *others] if mention.after and mention.after[0].text == "by" else others
    media = frozenset({"media"})
    is_work = any(_is_person(words, lexicon) or _ending_groups(words, media, lexicon) for words in authors)
    return OBJECTIONS["media"] if is_work else None


def _is_person(words: Sequence[TitleWord], lexicon: TitleLexicon) -> bool:
    fillers = lexicon.small_words.fillers
    return (
        2 <= len(words) <= 3
        and words[0].text in lexicon.people.given_names
        and all(word.written[0].isupper() and word.text not in fillers for word in words)
    )


def _ending_groups(words: Sequence[TitleWord], wanted: frozenset[str], lexicon: TitleLexicon) -> tuple[str, ...]:
    words = [word for word in words if word.text != "&"]
    starts = range(max(0, len(words) - 3), len(words))
    return tuple(g for start in starts for g in lexicon.objections.phrases.groups(words[start:]) if g in wanted)

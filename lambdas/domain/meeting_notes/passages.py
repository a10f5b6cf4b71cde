"""The rules of all kinds over one passage or one row of a table, in turn."""

import re
from collections.abc import Iterator
from itertools import islice

from lambdas.domain.kernel.spoken_days import end_of_first_day, spoken_days
from lambdas.domain.meeting_notes import phrases
from lambdas.domain.meeting_notes.candidates import CandidateKind
from lambdas.domain.meeting_notes.conclusions import (
    asked_decision,
    decision_said,
    marked_decision,
    marked_question,
    question_said,
)
from lambdas.domain.meeting_notes.doubts import (
    is_blank_form,
    is_hostile,
    is_nothing,
    is_question,
    is_sarcastic,
    without_quoted,
)
from lambdas.domain.meeting_notes.findings import MAX_SENTENCES, MIN_SENTENCE, Finding, Speech, bare, sentences, tidy
from lambdas.domain.meeting_notes.marked import BRACKETED, Marked, marked, marked_item
from lambdas.domain.meeting_notes.note_outline import Passage, TableRow
from lambdas.domain.meeting_notes.note_tables import DONE
from lambdas.domain.meeting_notes.owners import NOBODY
from lambdas.domain.meeting_notes.promises import promises_in
from lambdas.domain.meeting_notes.subjects import subject_of

MAX_MARKED = 240
"""Characters of what a marker announces; of more, the first sentence."""
MAX_UNLISTED_WORDS = 25
"""Words of a line below a heading that is no point of a list, from which on it is prose."""

_DONE = r"(?:done|completed|closed|erledigt|abgeschlossen|fait|terminé|hecho)"
_DONE_BEHIND = re.compile(
    rf"(?:[(\[]{_DONE}[^()\[\]]{{0,20}}[)\]]|(?:\s[-–—→=>]{{1,3}}|:)\s?(?:already )?{_DONE}(?:\s[^a-z]{{0,20}})?"
    r"|✅|✔️?|☑)\W*$",
    re.IGNORECASE,
)
_TOPIC = re.compile(r"(?:[^\s:,;.–—]+ ){0,2}[^\s:,;.–—]+(?::| [–—-]) +")
"""``Budget: Ben will ...``."""
_REPORTS = re.compile(
    rf"\b(?:{phrases.REPORTED}|read|reads|wrote|writes|mail|e-?mail|quote|minutes|example|template|old|text)\b",
    re.IGNORECASE,
)
_NO_ORDER = frozenset(["of", "is", "was", "are", "were", "went", "looks", "look", "done"])
"""Behind a word for work these make a noun of it: "review of the numbers done"."""
_LABELLED = re.compile(r"\s*(?::|[-–—]\s)\s*")


def findings_in(passage: Passage, speech: Speech) -> Iterator[Finding]:
    """In order; nothing where the passage jokes or speaks to a program."""
    found = list(_read(passage, speech))
    text = passage.text
    if found and not any(doubt(text) for doubt in (is_hostile, is_sarcastic, is_blank_form, _DONE_BEHIND.search)):
        yield from found


def _read(passage: Passage, speech: Speech) -> Iterator[Finding]:
    text = passage.text
    announced = marked(text, speech.people) if not passage.speaker else None
    if announced is None and (passage.is_box or _is_listed(passage, speech)):
        announced = Marked(passage.under or CandidateKind.ITEM, text)
    if passage.is_asked:
        found = asked_decision(text, speech)
        if found:
            yield found
    elif announced:
        yield from _announced(announced, speech)
    else:
        for sentence in islice(_worth_reading(without_quoted(text)), MAX_SENTENCES):
            yield from (found._replace(sentence=sentence) for found in _said(sentence, speech))


def _worth_reading(text: str) -> Iterator[str]:
    return (sentence for sentence in sentences(text) if len(sentence) >= MIN_SENTENCE)


def row_finding(row: TableRow, speech: Speech) -> Finding | None:
    """None where the row is empty, done or says nothing."""
    cells = row.cells
    text = cells.get("what", "")
    is_done = bool(DONE.fullmatch(cells.get("status", "")))
    if is_done or is_nothing(text) or any(is_hostile(cell) or is_sarcastic(cell) for cell in cells.values()):
        return None
    if row.kind is not CandidateKind.QUESTION and is_question(text):
        return None
    owner = speech.people.in_cell(cells.get("owner", ""))
    finding = Finding(row.kind, tidy(text), owner, cells.get("owner", ""))
    if row.kind is CandidateKind.ITEM:
        days = spoken_days(f"by {cells.get('due', '')}", speech.day)
        named = days[0].day if len(days) == 1 else None
        return finding._replace(due=named, due_said=cells["due"] if named else "")
    if row.kind is CandidateKind.DECISION:
        asked = cells.get("asked", "")
        return finding._replace(why=bare(cells.get("why", "")), asked=asked)
    return finding._replace(owner=NOBODY, owner_said="")


def _is_listed(passage: Passage, speech: Speech) -> bool:
    """Returns whether its heading says what it is: a point of a list, or a short line that begins like one."""
    if passage.under is None or passage.speaker:
        return False
    if passage.is_bullet:
        return True
    is_short = len(passage.text.split()) <= MAX_UNLISTED_WORDS
    if passage.under is not CandidateKind.ITEM:
        return is_short
    begins = subject_of(passage.text, speech) or _first_word(passage.text) in phrases.ACTION_VERBS
    return is_short and bool(begins)


def _announced(announced: Marked, speech: Speech) -> Iterator[Finding]:
    body = announced.body if len(announced.body) <= MAX_MARKED else next(sentences(announced.body))
    inner = marked(body, speech.people)
    if inner:
        announced, body = inner, inner.body
    if announced.kind is CandidateKind.ITEM:
        found = marked_item(body, announced.who, speech)
    elif announced.kind is CandidateKind.DECISION:
        found = marked_decision(body, announced.who, speech)
    else:
        found = marked_question(body)
    if found and found.what:
        yield found


def _said(sentence: str, speech: Speech) -> Iterator[Finding]:
    if announced := marked(sentence, speech.people):
        yield from _announced(announced, speech)
        return
    labelled = _labelled(sentence, speech)
    if labelled:
        yield from labelled
        return
    found = decision_said(sentence, speech) or question_said(sentence)
    if found:
        yield found
        return
    yield from promises_in(_without_topic(sentence, speech), speech)


def _without_topic(sentence: str, speech: Speech) -> str:
    topic = _TOPIC.match(sentence)
    if topic is None or end_of_first_day(sentence) or _REPORTS.search(topic[0]):
        return sentence
    return sentence[topic.end() :] if subject_of(sentence[topic.end() :], speech) else sentence


def _labelled(sentence: str, speech: Speech) -> tuple[Finding, ...]:
    """``Ana: prepare the list`` and ``Ana: I'll prepare it`` in notes by hand."""
    if speech.is_spoken:
        return ()
    bracket = BRACKETED.match(sentence)
    if (
        bracket
        and speech.people.known(bracket["name"])
        and _first_word(sentence[bracket.end() :]) in phrases.ACTION_VERBS
    ):
        found = marked_item(sentence, "", speech)
        return (found,) if found else ()
    subject = subject_of(sentence, speech)
    label = _LABELLED.match(sentence, subject.end) if subject and not subject.is_own else None
    if subject is None or label is None:
        return ()
    owner, end = subject.owner, subject.end
    rest = sentence[label.end() :]
    if set(rest.casefold().split()[1:2]) & _NO_ORDER:
        return ()
    if _first_word(rest) in phrases.ACTION_VERBS or phrases.INFINITIVES & set(rest.casefold().split()):
        found = marked_item(sentence, "", speech)
        return (found,) if found else ()
    promised = promises_in(rest, speech._replace(who=owner, is_spoken=True))
    return tuple(one._replace(owner_said=sentence[:end], is_own=False) if one.is_own else one for one in promised)


def _first_word(text: str) -> str:
    return text.split(maxsplit=1)[0].casefold().strip(",.:") if text.strip() else ""

"""The rules' answer to a question about a meeting: the lines of its brief that say most of what is asked."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from lambdas.domain.ask.brief import INVITATION, BriefLine
from lambdas.domain.ask.question import AnswerLine, MeetingAnswer, source_of
from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.search.topics import find_about
from lambdas.domain.search.words import folded

MAX_LINES = 6
MAX_OTHER_WORDS = 1
"""A question with more words that name no part is not answered for its "who" alone: "who won the cup final?"."""


def answer_by_rules(question: str, lines: Sequence[BriefLine], now: datetime, remark: str = "") -> MeetingAnswer:
    found = find_about(question, lines, _said) or _named(question, lines)
    told = tuple(AnswerLine(text=line.text, sources=(source_of(line),)) for line in found[:MAX_LINES])
    return MeetingAnswer(lines=told, remark=remark, answered_at=now)


def _said(line: BriefLine) -> Iterable[str]:
    return (line.text, line.label, line.about)


def _named(question: str, lines: Sequence[BriefLine]) -> list[BriefLine]:
    """The lines of the part that the question names ("the budget?", "who comes?"), where no word tells lines apart."""
    said = content_words(question)
    wanted = said | {word.strip("?!.,:") for word in folded(question).split()}
    by_asking = {word for line in lines for word in _asked_by(line)}
    others = said - by_asking - {word for line in lines for word in _part(line)}
    counts = wanted - by_asking if len(others) > MAX_OTHER_WORDS else wanted
    return [line for line in lines if counts & (_part(line) | _asked_by(line))]


def _part(line: BriefLine) -> frozenset[str]:
    return content_words(f"{line.label} {line.kind}")


def _asked_by(line: BriefLine) -> frozenset[str]:
    """The words that ask for this line of the invitation: "who", "when", "place"."""
    return frozenset(line.about.split()) if line.kind == INVITATION else frozenset()

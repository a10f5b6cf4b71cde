"""The topic of a piece of text: the few subjects a meeting can have a section for, told by whole words."""

import re
from enum import StrEnum
from types import MappingProxyType


class Topic(StrEnum):
    """The first six are the contexts' own; the others are what the types' own questions ask for."""

    BUDGET = "budget"
    BIG_ROCKS = "big_rocks"
    INCIDENTS = "incidents"
    STAFFING = "staffing"
    DECISIONS = "decisions"
    HISTORY = "history"
    WANTS = "wants"
    THEIRS = "theirs"
    FEEDBACK = "feedback"
    GROWTH = "growth"
    RESULT = "result"
    RISKS = "risks"
    OUTLOOK = "outlook"
    NEWS = "news"
    RECOGNITION = "recognition"
    HARD_QUESTIONS = "hard_questions"
    CHANGE = "change"
    IMPACT = "impact"
    TIMELINE = "timeline"
    CAUSE = "cause"
    PREVENTION = "prevention"
    OPEN_QUESTIONS = "open_questions"
    OTHER = "other"


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


_SUBJECTS = MappingProxyType(
    {
        Topic.BUDGET: _words(
            r"budgets?|spend(?:ing)?|overspend|variances?|(?:cloud )?costs?|forecasts?|invoices?|savings?|capex|opex|"
            r"p&l|margins?|reserv(?:ed|ations?)(?: capacity| instances?)?"
        ),
        Topic.INCIDENTS: _words(
            r"incidents?|outages?|reliability|sev[- ]?[0-4]|post-?mortems?|mttr|uptime|downtime|on-?call|availability"
        ),
        Topic.STAFFING: _words(
            r"staff(?:ing)?|hir(?:e|es|ing)|headcount|requisitions?|recruit(?:ing|ers?|ment)|candidates?|vacanc(?:y|ies)|"
            r"attrition|open (?:roles?|positions?)|backfills?|(?:two|three|four|five|six|\d+) (?:more )?(?:\w+ )?"
            r"(?:engineers?|developers?|SREs?|designers?|analysts?)"
        ),
        Topic.DECISIONS: _words(r"decisions?|decide[ds]?|approv(?:e|al|als)|sign[- ]?offs?"),
        Topic.BIG_ROCKS: _words(r"big rocks?|initiatives?|roadmap|milestones?|blockers?|projects?"),
    }
)
"""Told in this order: money before decisions, so that "approve the budget" is about the budget."""

_QUESTIONS = MappingProxyType(
    {
        Topic.WANTS: _words(
            r"priorit(?:y|ies)|want out|come out of|get out of|has to be different|outcomes? (?:do|would|are)|achieve"
        ),
        Topic.CHANGE: _words(r"(?:do|done|work) differently|stop doing|start doing"),
        Topic.PREVENTION: _words(r"prevent\w*|happen(?:ing)? again|safeguards?"),
        Topic.TIMELINE: _words(r"timeline|sequence of events"),
        Topic.CAUSE: _words(
            r"(?:root )?causes?|caused|made it worse|contribut\w+|went wrong|slower to (?:find|fix|detect)"
        ),
        Topic.IMPACT: _words(r"customers? notice|users? notice|impact|affected"),
        Topic.FEEDBACK: _words(r"feedback"),
        Topic.GROWTH: _words(r"grow|growth|careers?|develop(?:ment)?"),
        Topic.RECOGNITION: _words(r"recogni[sz]e|recognition|praise|thank|celebrate"),
        Topic.HARD_QUESTIONS: _words(r"(?:hard|difficult|awkward|tough) questions?"),
        Topic.OPEN_QUESTIONS: _words(r"questions? (?:must|should|has to|needs to) be answered"),
        Topic.HISTORY: _words(r"last (?:time|meeting|quarter)|action items?|follow[- ]?ups?|promised?"),
        Topic.RESULT: _words(r"results? of|everybody remember|achievements?"),
        Topic.RISKS: _words(r"risks?|bad news"),
        Topic.OUTLOOK: _words(r"next quarter|commit to|outlook|look(?:ing)? ahead"),
        Topic.DECISIONS: _words(r"decisions?|decide|approvals?"),
        Topic.INCIDENTS: _words(r"incidents?|reliability|outages?|sev\d?"),
        Topic.BUDGET: _words(r"budgets?|variances?|spend\w*|costs?"),
        Topic.STAFFING: _words(r"staff(?:ing)?|hir(?:e|es|ing)|headcount|requisitions?"),
        Topic.BIG_ROCKS: _words(r"big rocks?|initiatives?|blockers?|blocked|milestones?|projects?"),
        Topic.NEWS: _words(r"(?:everybody|everyone|people) (?:should )?know|announce\w*|know by the end"),
        Topic.THEIRS: _words(r"their|they|them|theirs|on (?:her|his) mind"),
    }
)
"""The words by which a type's own question shows what its answer is about; no match is about something else."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?", re.UNICODE)
_COMMON = frozenset(
    """
    a about again all also an and any are as at be been but by can do does for from get has have her his how i if in
    into is it its just let like make me more my need new no not of off on one open or our out over please so some
    still talk than that the their them then there these they this those to up us want was we what when where which
    who why will with would you your day month year time people due owner done late past meeting team today week
    date update status discuss review next
    """.split()  # noqa: SIM905 (a list of quoted words cannot be read)
)


def topic_of(text: str) -> Topic | None:
    """The subject a text is about, the first that its words name; None when they name none."""
    return next((topic for topic, pattern in _SUBJECTS.items() if pattern.search(text)), None)


def topic_of_question(text: str) -> Topic:
    """Returns what the answer to a type's own question will be about."""
    return next((topic for topic, pattern in _QUESTIONS.items() if pattern.search(text)), Topic.OTHER)


def topic_words(text: str) -> frozenset[str]:
    """The words that tell one thing from another, folded and without a plural's s."""
    words = (word.casefold() for word in _WORD.findall(text))
    singular = {_singular(word) for word in words if len(word) > 1 or word.isdigit()}
    return frozenset(singular - _COMMON)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word

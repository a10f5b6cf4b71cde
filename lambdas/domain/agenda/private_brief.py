"""The brief: private, one phone screen, read before the agenda. Each line has at most 25 words."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from lambdas.domain.agenda.addressees import EVERYONE, READER
from lambdas.domain.agenda.answer_points import Point
from lambdas.domain.agenda.answer_privacy import is_private
from lambdas.domain.agenda.brief_room import (
    ASK,
    CHANGED,
    DECIDE,
    FEEDBACK,
    GOOD_TO_KNOW,
    KEPT_BACK,
    LAST,
    MAX_LINES,
    NEW_HERE,
    OWED,
    SINCE,
    WANT,
    WRONG,
    fitting,
)
from lambdas.domain.agenda.changes import RecordChange
from lambdas.domain.agenda.items import Items
from lambdas.domain.agenda.lines import REPEATED, decision_lines, promise_in, sentence, statement, subject_of
from lambdas.domain.agenda.materials import INVITE, MEETING_TYPE, Admission, AskGroup, BriefPart, Findings, Line
from lambdas.domain.agenda.meeting_changes import meeting_changes
from lambdas.domain.context.notes import NEEDS_DECISION, OFF_TRACK, RECAP, Fact, FactPart
from lambdas.domain.conversation.topics import QuestionTopic
from lambdas.domain.kernel.content_words import content_words

MAX_WORDS = 25
QUOTED = 40
"""Signs of a wish by which a quotation is known."""
A_CHOICE = 20
"""Words of what is to be decided and which way the user leans, before the item's title stands for it."""
A_FACT = 15
"""Words of a record in a part that has others."""
_IN_BRACKETS = re.compile(r" \([^)]*\)")
_MOVED = re.compile(
    r"\b(?:slipped|postponed|(?:was|is|been) (?:delayed|moved)|moved (?:to|from)|no longer|resigned|has left|fell|rose|"
    r"dropped|went (?:up|down)|since last)\b",
    re.IGNORECASE,
)
"""How people say that something is not as it was."""
_YES_OR_NO = re.compile(
    r"(?:approv(?:e|al)|stop|cut|close|cancel|drop|start|launch|ship|keep)\b"
    r"(?!\s+(?:dates?|day|plan|rate|time|window|checklist|costs?)\b)",
    re.IGNORECASE,
)
"""How a wish begins that is itself a decision."""
_WORRY = re.compile(
    r"\b(?:worr(?:y|ied|ies)|afraid|fear|risk\w*|doubt\w*|(?:has|have|had)(?: not|n't) (?:seen|heard|agreed|signed)|"
    r"unless|could (?:fail|slip|break|leave)|might (?:not|slip|leave|say no)|push ?back)\b",
    re.IGNORECASE,
)
"""How people say that something may go wrong."""
_RISKY = (QuestionTopic.RISKS, QuestionTopic.HARD_QUESTIONS)


class Known(NamedTuple):
    """All that was said, the part of it for the user alone, what changed, which records are needed.

    ``asks`` is what a meeting of this type may always ask.
    """

    said: Sequence[Point]
    private: Sequence[Point]
    news: Sequence[RecordChange]
    admissions: Sequence[Admission]
    asks: Sequence[str]


def private_brief(
    findings: Findings, items: Items, known: Known, questions: Sequence[AskGroup]
) -> tuple[BriefPart, ...]:
    facts = [fact for note in findings.notes for fact in note.facts]
    to_decide = tuple(_distinct(_to_decide(items, known)))[: MAX_LINES[DECIDE]]
    promised = {fact.ref for fact in facts if fact.part is FactPart.PROMISE}
    worries = tuple(_distinct(_could_go_wrong(facts, items, known.said)))[: MAX_LINES[WRONG]]
    said = promised | {ref for line in (*to_decide, *worries) for ref in line.refs if not ref.startswith("A")}
    found: dict[str, Iterable[Line]] = {
        SINCE: _since(findings),
        WANT: _wants(items),
        LAST: _last_time(facts),
        DECIDE: to_decide,
        CHANGED: _changed(known, items, facts),
        OWED: _owed(facts, findings),
        NEW_HERE: _newcomers(facts),
        WRONG: worries,
        GOOD_TO_KNOW: _good_to_know(facts, known.admissions),
        FEEDBACK: _feedback(known.private),
        KEPT_BACK: _confidences(known.private),
        ASK: _asked(questions, said, [want.text for want in items.wants], known.asks),
    }
    parts = [
        BriefPart(label=label, lines=tuple(_distinct(lines))[: MAX_LINES[label]]) for label, lines in found.items()
    ]
    return fitting(parts, {WANT, SINCE, CHANGED} if findings.written_from else {WANT, SINCE})


def short(text: str, most: int = MAX_WORDS) -> str:
    """At most so many words, cut where a clause ends rather than in it."""
    words = statement(text).split()
    if len(words) <= most:
        return " ".join(words)
    kept = words[:most]
    ends = [place for place, word in enumerate(kept) if place >= most // 3 and word[-1] in ",;.:"]
    return " ".join(kept[: ends[-1] + 1]).rstrip(",;.:") if ends else " ".join(kept[: most - 1]) + " …"


def _line(text: str, refs: Iterable[str], most: int = MAX_WORDS) -> Line:
    return Line(text=short(text, most), refs=tuple(refs), is_private=True)


def _distinct(lines: Iterable[Line]) -> Iterator[Line]:
    seen = set()
    for line in lines:
        if line.text.casefold() not in seen:
            seen.add(line.text.casefold())
            yield line


def _since(findings: Findings) -> Iterator[Line]:
    """Yields what has changed about the meeting since the first version of its materials."""
    if findings.first:
        for said in meeting_changes(findings.first, findings.tracked.meeting, findings.timezone):
            yield _line(said, (INVITE,), A_FACT)


def _last_time(facts: Sequence[Fact]) -> Iterator[Line]:
    """Yields what was reached of what was wanted, then what was decided."""
    for part, begins in ((FactPart.REACHED, "Last time you "), (FactPart.DECIDED, "Decided last time: ")):
        for fact in facts:
            if fact.part is part:
                yield _line(sentence(fact.text.removeprefix(begins)), (fact.ref,))


def _wants(items: Items) -> Iterator[Line]:
    for want in items.wants:
        yield _line(sentence(want.text), want.refs)


def _to_decide(items: Items, known: Known) -> Iterator[Line]:
    """Yields what is asked to be decided, one line for each item, and which way the user leans on it."""
    shown = set()
    wanted = {statement(want.text).casefold() for want in items.wants}
    for item in sorted(items.items, key=lambda item: item.rank or len(items.items) + 1):
        lean = next((point for point in item.points if point.lean), None)
        line = next(iter(decision_lines(item, with_standing=False)), None)
        if line is None and item.is_to_decide:
            line = Line(text=item.title, refs=tuple(item.refs))
        if lean is not None:
            shown.add(lean.lean)
            named = line.text if line else item.title if item.is_titled_by_user else ""
            text = f"{named} (you lean to {lean.lean})" if named else f"You lean to {lean.lean}"
            refs = (*(line.refs if line else ()), *lean.refs)
            yield _line(text if len(text.split()) <= A_CHOICE else f"{item.title}: you lean to {lean.lean}", refs)
        elif line is not None and statement(line.text).casefold() not in wanted:
            yield _line(line.text, line.refs)
        elif item.rank and _YES_OR_NO.match(item.title):
            yield _line(f"{item.title}: yes or no", item.refs)
    for point in known.said:
        if point.lean and point.lean not in shown:
            yield _line(f"You lean to {point.lean}", point.refs)


def _changed(known: Known, items: Items, facts: Sequence[Fact]) -> Iterator[Line]:
    """Yields what the user says has moved, what the agenda speaks of, then quick wins."""
    for point in known.said:
        if point.text and _MOVED.search(point.text) and not point.is_private:
            yield _line(sentence(point.text), point.refs)
    spoken = {fact.ref for item in items.all for fact in item.facts}
    news = [change for change in known.news if not _is_decided_last_time(change.fact, facts)]
    for change in sorted(news, key=lambda change: change.fact.ref not in spoken):
        if change.is_over:
            yield _line(f"No longer open: {subject_of(change.fact)}", (_known_ref(change.fact, facts),))
        else:
            yield _line(f"{'New: ' if change.is_new else ''}{change.fact.text}", (change.fact.ref,), A_FACT)
    for fact in items.since.facts:
        if fact.part is FactPart.WIN and not _is_decided_last_time(fact, facts):
            yield _line(fact.text, (fact.ref,))


def _is_decided_last_time(fact: Fact, facts: Sequence[Fact]) -> bool:
    """Returns whether what came of the last time says it already."""
    told = (f"{one.text} {one.background}" for one in facts if one.part is FactPart.DECIDED)
    words = content_words(fact.subject or fact.text.rpartition(": ")[2])
    return bool(words) and words <= content_words(" ".join(told))


def _repeats(line: Line, wants: Collection[str]) -> bool:
    """Returns whether a question says what stands above as wanted in hardly other words, or quotes it."""
    words = content_words(line.text)
    quoted = any(statement(want).casefold()[:QUOTED] in line.text.casefold() for want in wants)
    return quoted or any(len(words & content_words(want)) >= REPEATED * len(words) for want in wants)


def _known_ref(fact: Fact, facts: Sequence[Fact]) -> str:
    """Something on record still: what is over is no fact of this preparation any more."""
    kind = fact.ref.partition(":")[0]
    return next((one.ref for one in facts if one.ref.startswith(kind)), facts[0].ref)


def _owed(facts: Sequence[Fact], findings: Findings) -> Iterator[Line]:
    """Promises both ways, the late ones first, the user's own before the others'."""
    own = {name.casefold() for name in findings.reader}
    promises = [fact for fact in facts if fact.part is FactPart.PROMISE]
    for fact in sorted(promises, key=lambda fact: (-fact.weight, fact.asks.casefold() not in own)):
        standing = f", {fact.standing}" if fact.standing else ""
        if fact.asks.casefold() in own:
            yield _line(f"You owe {promise_in(fact)}{standing}", (fact.ref,))
        elif fact.asks:
            yield _line(f"{fact.asks} owes {promise_in(fact)}{standing}", (fact.ref,))
        else:
            yield _line(f"{promise_in(fact)} has no owner{standing}", (fact.ref,))


def _newcomers(facts: Sequence[Fact]) -> Iterator[Line]:
    for fact in facts:
        if fact.part in (FactPart.NEWCOMERS, FactPart.FIRST, FactPart.GUESTS):
            yield _line(_IN_BRACKETS.sub("", fact.text.rpartition("people, ")[2]), (fact.ref,))


def _could_go_wrong(facts: Sequence[Fact], items: Items, points: Sequence[Point]) -> Iterator[Line]:
    """The user's own worries, who is missing, then what is grave and asks for nothing yet."""
    for point in points:
        if point.text and not point.lean and (point.topic in _RISKY or _WORRY.search(point.text)):
            yield _line(sentence(point.text), point.refs)
    for fact in facts:
        if fact.part is FactPart.ABSENT and fact.weight >= NEEDS_DECISION - 1:
            yield _line(fact.text, (fact.ref,))
    for item in items.items:
        for fact in item.facts:
            is_grave = fact.weight >= NEEDS_DECISION or (item.rank > 0 and fact.weight >= OFF_TRACK)
            if fact.part is FactPart.STATE and is_grave:
                yield _line(fact.text, (fact.ref,), A_FACT)


def _good_to_know(facts: Sequence[Fact], admissions: Sequence[Admission]) -> Iterator[Line]:
    """Yields how the incident went that the meeting is about, and what is on record but not for all eyes."""
    private = {admission.ref for admission in admissions if admission.is_private}
    for fact in facts:
        if fact.part in (FactPart.COURSE, FactPart.RECOVERY) or (
            fact.ref in private and fact.part not in RECAP | {FactPart.SUMMARY}
        ):
            yield _line(fact.text, (fact.ref,))


def _feedback(private: Sequence[Point]) -> Iterator[Line]:
    for point in private:
        if point.topic is QuestionTopic.FEEDBACK:
            yield from (_line(sentence(part), point.refs) for part in _sentences(point.text))


def _confidences(private: Sequence[Point]) -> Iterator[Line]:
    """Yields what other parts of the brief do not say already, what is private by its own words first."""
    for point in sorted(private, key=lambda point: not point.is_private):
        is_said = point.topic in (QuestionTopic.FEEDBACK, *_RISKY) or (point.lean and point.lean in point.text)
        if not is_said and (point.is_private or not _MOVED.search(point.text)):
            told = sorted(_sentences(point.text), key=lambda part: not is_private(part))
            yield from (_line(sentence(part), point.refs) for part in told)


def _sentences(text: str) -> list[str]:
    return [part.rstrip(";") for part in re.split(r"(?<=[.!?;])\s+", text) if part]


def _asked(
    questions: Sequence[AskGroup], said: Collection[str], wants: Collection[str], asks: Sequence[str]
) -> Iterator[Line]:
    """Yields what the parts before do not say: one for each person before a second one; the user's own come last."""
    groups = sorted(questions, key=lambda group: group.whom == READER)
    asked = [
        (group.whom, group.questions[place])
        for place in range(MAX_LINES[ASK])
        for group in groups
        if place < len(group.questions) and not set(group.questions[place].refs) & set(said)
    ]
    others = [(whom, line) for whom, line in asked if "?" in line.text and not _repeats(line, wants)]
    standing = [(EVERYONE, Line(text=text, refs=(MEETING_TYPE,))) for text in asks]
    for whom, line in others or standing or asked:
        named = "" if whom in (EVERYONE, READER) else f"{whom.partition(' (')[0]}: "
        yield _line(f"{named}{line.text}", line.refs)

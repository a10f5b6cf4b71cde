"""From items to timed sections: the user's own priorities first, then decisions, then what is off track."""

from collections.abc import Sequence
from dataclasses import dataclass

from lambdas.domain.agenda.changes import RecordChange
from lambdas.domain.agenda.items import Item, Items
from lambdas.domain.agenda.lines import (
    aside_lines,
    asked_lines,
    closing_lines,
    decision_lines,
    introducing_line,
    is_decided_by_title,
    known_lines,
    said_lines,
    statement,
    title_of,
)
from lambdas.domain.agenda.materials import INVITE, Findings, Line, Section
from lambdas.domain.agenda.minutes import GRID_FROM, Slot, share_out
from lambdas.domain.agenda.shapes import AgendaShape
from lambdas.domain.context.notes import NEEDS_DECISION
from lambdas.domain.conversation.topics import QuestionTopic
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meetings.invitation_text import purpose
from lambdas.domain.meetings.people import display_name, others

MINUTES_PER_LINE = 3
FEWEST_LINES, MAX_LINES = 3, 5
MAX_SAID = 4
MINUTES_PER_SECTION = 10
MAX_SECTIONS = 8
CLOSING_FROM = 15
OPENING_FROM = GRID_FROM
HEAVIEST = 8
FIRST_PRIORITY = 16
"""The weight of what the user wants most: nothing else gets as much time."""
NO_PRIORITY = 99
NAMES_SAID = 6
MAX_NEWS = 3


@dataclass(frozen=True, slots=True)
class _Draft:
    """A section before it has its time. ``known``: its facts, most important first; ``aside``: those for the notes."""

    section: Section
    slot: Slot
    known: tuple[Line, ...] = ()
    aside: tuple[Line, ...] = ()

    def timed(self, minutes: int, *, is_short: bool) -> Section:
        """With as many facts as there is time to speak of; the others are for the notes."""
        room = max(FEWEST_LINES, min(MAX_LINES, minutes // MINUTES_PER_LINE))
        room = (room + 1) // 2 if is_short else room
        lines = (*self.known[:room], *self.section.lines[:MAX_SAID])
        more = (*self.known[room:], *self.section.lines[MAX_SAID:], *self.aside)
        return self.section.model_copy(update={"minutes": minutes, "lines": lines, "more": more})

    @property
    def has_content(self) -> bool:
        return bool(self.known or self.section.lines or self.section.decisions)


@dataclass(frozen=True, slots=True)
class Timetable:
    """``sections`` in order, their minutes adding up to the meeting's; ``left_out`` has no time.

    ``on_track`` is what is known of topics that ask for nothing.
    """

    sections: tuple[Section, ...]
    left_out: tuple[Section, ...]
    on_track: tuple[Line, ...]


def timed_sections(
    findings: Findings, items: Items, shape: AgendaShape, person: str, changed: Sequence[RecordChange]
) -> Timetable:
    minutes = max(0, findings.tracked.meeting.minutes)
    ordered = items.items if shape.fixed_order else sorted(items.items, key=_importance)
    drafts = [_draft(findings, item, place, person) for place, item in enumerate(ordered)]
    content = [draft for draft in drafts if draft.has_content] or [_about_the_meeting(findings)]
    on_track = tuple(line for draft in drafts if not draft.has_content for line in draft.aside)
    opening = _opening(items, shape, minutes, changed)
    closing = _closing(items, content, shape, minutes)
    frame = [draft for draft in (closing, opening) if draft]
    most = min(MAX_SECTIONS, max(1, minutes // MINUTES_PER_SECTION + 1)) - len(frame) + 1
    shares = share_out(minutes, [draft.slot for draft in (*content[:2], *frame, *content[2 : max(2, most)])])
    shown = [draft for draft in (opening, *content, closing) if draft]
    is_short = findings.preferences.shorter
    timed = tuple(draft.timed(shares[draft.slot.key], is_short=is_short) for draft in shown if draft.slot.key in shares)
    left_out = tuple(
        draft.timed(0, is_short=is_short) for draft in shown if draft.slot.key not in shares and draft is not closing
    )
    return Timetable(timed, left_out, on_track)


def _importance(item: Item) -> tuple[bool, int, bool, bool, int, bool]:
    """Puts first what everybody came to hear, then what is wanted, then what is off."""
    heaviest = max((fact.weight for fact in item.facts), default=0)
    is_news = any(point.priority and point.topic is QuestionTopic.NEWS for point in item.points)
    return (
        not is_news,
        item.rank or NO_PRIORITY,
        not item.proposals,
        not decision_lines(item),
        -heaviest,
        not item.points,
    )


def _weight(item: Item) -> int:
    if item.rank == 1:
        return FIRST_PRIORITY
    urgent = sum(fact.weight >= NEEDS_DECISION for fact in item.facts)
    wanted = 2 if item.rank in (2, 3) else int(bool(item.rank))
    said = len(item.points) + len(item.proposals)
    return min(HEAVIEST, item.shape.weight + min(2, urgent) + wanted + min(2, said) + bool(decision_lines(item)))


def _draft(findings: Findings, item: Item, place: int, person: str) -> _Draft:
    known, decisions = known_lines(item), decision_lines(item)
    said = (*said_lines(item, is_private=item.shape.private), *asked_lines(item, person))
    if not (known or said or decisions) and (line := introducing_line(item, _caller(findings))):
        said = (line,)
    if item.rank and known:
        known = (known[0].model_copy(update={"priority": item.rank}), *known[1:])
    section = Section(
        title=title_of(item),
        shared_title=_shared_title(findings, item, person),
        minutes=0,
        refs=tuple(dict.fromkeys(item.refs)),
        asks_decision=is_decided_by_title(item, decisions),
        priority=item.rank,
        lines=said,
        decisions=decisions,
    )
    asked = sum(proposal.minutes for proposal in item.proposals)
    return _Draft(section, Slot(key=str(place), weight=_weight(item), asked=asked), known, aside_lines(item))


def _shared_title(findings: Findings, item: Item, person: str) -> str:
    if item.is_titled_by_user or not item.shape.shared:
        return ""
    return one_line(item.shape.shared.format(person=person, reader=findings.reader[0] if findings.reader else "I"), 72)


def _caller(findings: Findings) -> str:
    """Returns who called the meeting, where it was not the reader."""
    organizer = findings.tracked.meeting.organizer
    if organizer is None or organizer.email.casefold() in {name.casefold() for name in findings.reader}:
        return ""
    return display_name(organizer)


def _opening(items: Items, shape: AgendaShape, minutes: int, changed: Sequence[RecordChange]) -> _Draft | None:
    """Returns quick wins and what changed since last time; None where nothing of either is known, or no time for it."""
    moved = {fact.ref: fact.subject for item in items.items for fact in item.facts if fact.subject}
    news = dict.fromkeys(change.fact.ref for change in changed if change.fact.ref in moved and not change.is_over)
    known = known_lines(items.since)
    if news:
        names = ", ".join(dict.fromkeys(statement(moved[ref], 60) for ref in list(news)[:MAX_NEWS]))
        known = (*known, Line(text=f"Changed since last time: {names}", refs=tuple(news)[:MAX_NEWS]))
    said = said_lines(items.since)
    if not shape.opening or not (known or said) or 0 < minutes < OPENING_FROM:
        return None
    section = Section(title=shape.opening, minutes=0, lines=said)
    return _Draft(section, Slot(key="opening", brief=True), known, aside_lines(items.since))


def _closing(items: Items, content: Sequence[_Draft], shape: AgendaShape, minutes: int) -> _Draft | None:
    if not shape.closing or minutes < CLOSING_FROM:
        return None
    decisions = [line for draft in content for line in draft.section.decisions]
    wants = items.wants if shape.outcome.needs_owner else ()
    asked = [*decisions, *(Line(text=statement(want.text), refs=want.refs) for want in wants)]
    section = Section(title=shape.closing, minutes=0, lines=closing_lines(items.all, asked))
    return _Draft(section, Slot(key="closing", brief=True))


def _about_the_meeting(findings: Findings) -> _Draft:
    """The one section of a meeting nothing is known about: what the invitation itself says it is, and who comes."""
    meeting = findings.tracked.meeting
    lines = []
    if said := purpose(meeting.description):
        lines.append(Line(text=statement(said), refs=(INVITE,)))
    if names := [display_name(person) for person in others(meeting, findings.reader)]:
        more = f" and {len(names) - NAMES_SAID} more" if len(names) > NAMES_SAID else ""
        lines.append(Line(text=f"With {', '.join(names[:NAMES_SAID])}{more}", refs=(INVITE,)))
    title = one_line(meeting.title, 60) or "What the invitation leaves open"
    return _Draft(Section(title=title, minutes=0, refs=(INVITE,), lines=tuple(lines)), Slot(key="0"))

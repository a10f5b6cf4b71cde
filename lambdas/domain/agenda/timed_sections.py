"""From sorted topics to timed sections: the user's own priorities first, then decisions, then what is off track."""

from collections.abc import Sequence
from dataclasses import dataclass

from lambdas.domain.agenda.lines import (
    NEEDS_DECISION,
    aside_lines,
    closing_lines,
    decision_lines,
    fact_lines,
    said_lines,
    statement,
    title_of,
)
from lambdas.domain.agenda.materials import INVITE, Brief, Line, Section
from lambdas.domain.agenda.minutes import GRID_FROM, Slot, share_out
from lambdas.domain.agenda.shapes import AgendaShape
from lambdas.domain.agenda.topic_files import ACTION_ITEM, TopicFile, Topics
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meetings.invitation_text import purpose
from lambdas.domain.meetings.people import display_name, others

MINUTES_PER_LINE = 4
FEWEST_LINES, MAX_LINES = 2, 5
MINUTES_PER_SECTION = 10
CLOSING_FROM = 15
OPENING_FROM = GRID_FROM
AGREEING_FROM = 45
"""Minutes; from this length on a meeting with no last time to speak of opens with what is to come out of it."""
HEAVIEST = 9
OPENING = "Opening"
"""The opening's name where there is no last time to speak of."""
NO_PRIORITY = 99
NAMES_SAID = 6


@dataclass(frozen=True, slots=True)
class _Draft:
    """A section before it has its time. ``known``: its facts, most important first; ``aside``: those for the notes."""

    section: Section
    slot: Slot
    known: tuple[Line, ...] = ()
    aside: tuple[Line, ...] = ()

    def timed(self, minutes: int) -> Section:
        """With as many facts as there is time to speak of; the others are for the notes."""
        room = max(FEWEST_LINES, min(MAX_LINES, minutes // MINUTES_PER_LINE))
        lines = (*self.known[:room], *self.section.lines)
        return self.section.model_copy(
            update={"minutes": minutes, "lines": lines, "more": (*self.known[room:], *self.aside)}
        )


def timed_sections(brief: Brief, topics: Topics, shape: AgendaShape) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """The agenda's sections in order, their minutes adding up to the meeting's, and those there is no time for."""
    minutes = max(0, brief.tracked.meeting.minutes)
    files = topics.files if shape.fixed_order else sorted(topics.files, key=_importance)
    content = [_draft(file, place) for place, file in enumerate(files)] or [_about_the_meeting(brief)]
    opening = _opening(brief, topics, shape, minutes) if topics.files else None
    closing = _closing(topics, content, shape, minutes)
    frame = [draft for draft in (closing, opening) if draft]
    most = max(1, minutes // MINUTES_PER_SECTION + 2)
    shares = share_out(minutes, [draft.slot for draft in (*content[:2], *frame, *content[2:most])])
    shown = [draft for draft in (opening, *content, closing) if draft]
    timed = tuple(draft.timed(shares[draft.slot.key]) for draft in shown if draft.slot.key in shares)
    left_out = tuple(draft.timed(0) for draft in shown if draft.slot.key not in shares and draft is not closing)
    return timed, left_out


def _importance(file: TopicFile) -> tuple[int, bool, int, bool]:
    heaviest = max((fact.weight for fact in file.facts), default=0)
    return (file.priority or NO_PRIORITY, not decision_lines(file), -heaviest, not file.points)


def _weight(file: TopicFile) -> int:
    urgent = sum(fact.weight >= NEEDS_DECISION for fact in file.facts)
    wanted = 2 if file.priority == 1 else int(bool(file.priority))
    said = len(file.points) + len(file.proposals)
    drawn = file.shape.weight + min(2, urgent) + wanted + min(2, said) + 2 * bool(decision_lines(file))
    return min(HEAVIEST, drawn)


def _draft(file: TopicFile, place: int) -> _Draft:
    section = Section(
        title=title_of(file),
        minutes=0,
        refs=tuple(dict.fromkeys(file.refs)),
        priority=file.priorities.get("", 0),
        lines=said_lines(file),
        decisions=decision_lines(file),
    )
    asked = sum(proposal.minutes for proposal in file.proposals)
    slot = Slot(key=str(place), weight=_weight(file), asked=asked)
    return _Draft(section, slot, fact_lines(file), aside_lines(file))


def _opening(brief: Brief, topics: Topics, shape: AgendaShape, minutes: int) -> _Draft | None:
    """Returns what changed since last time and the meeting's aim, or what is to come out of it; None without any."""
    said = list(said_lines(topics.since))
    if (sentence := purpose(brief.tracked.meeting.description)) and shape.opening:
        said.append(Line(text=f"The invite: “{statement(sentence)}”", refs=(INVITE,)))
    known = fact_lines(topics.since)
    if topics.wants and shape.opening and minutes >= AGREEING_FROM and not (known or said):
        refs = tuple(dict.fromkeys(ref for want in topics.wants for ref in want.refs))
        outcome = "; ".join(statement(want.text, 80) for want in topics.wants)
        said.append(Line(text=f"Agree on what has to come out: {outcome}", refs=refs))
    if not (known or said) or (0 < minutes < OPENING_FROM and not known):
        return None
    is_about_last_time = bool(known or topics.since.points)
    section = Section(title=shape.opening if is_about_last_time else OPENING, minutes=0, lines=tuple(said))
    return _Draft(section, Slot(key="opening", brief=True), known, aside_lines(topics.since))


def _closing(topics: Topics, content: Sequence[_Draft], shape: AgendaShape, minutes: int) -> _Draft | None:
    if not shape.closing or minutes < CLOSING_FROM:
        return None
    decisions = [line for draft in content for line in draft.section.decisions if line.refs[0].startswith("A")]
    wants = topics.wants if shape.outcome.needs_owner else ()
    promises = [
        fact for file in (topics.since, *topics.files) for fact in file.facts if fact.ref.startswith(ACTION_ITEM)
    ]
    late = [fact for fact in promises if fact.weight >= NEEDS_DECISION]
    section = Section(title=shape.closing, minutes=0, lines=closing_lines(wants, decisions, late))
    return _Draft(section, Slot(key="closing", brief=True))


def _about_the_meeting(brief: Brief) -> _Draft:
    """The one section of a meeting nothing is known about: what the invitation itself says it is, and who comes."""
    meeting = brief.tracked.meeting
    lines = []
    if said := purpose(meeting.description):
        lines.append(Line(text=f"The invite: “{statement(said)}”", refs=(INVITE,)))
    if names := [display_name(person) for person in others(meeting, brief.reader)]:
        more = f" and {len(names) - NAMES_SAID} more" if len(names) > NAMES_SAID else ""
        lines.append(Line(text=f"With {', '.join(names[:NAMES_SAID])}{more}", refs=(INVITE,)))
    title = one_line(meeting.title, 60) or "What the invitation leaves open"
    return _Draft(Section(title=title, minutes=0, refs=(INVITE,), lines=tuple(lines)), Slot(key="0"))

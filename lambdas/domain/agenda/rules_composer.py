"""Materials by rules (CHAT-3): no model, milliseconds, and every line where it came from."""

from dataclasses import dataclass

from lambdas.domain.agenda.gaps import gaps
from lambdas.domain.agenda.lines import fact_line, statement
from lambdas.domain.agenda.materials import Brief, Line, MaterialsPlan
from lambdas.domain.agenda.question_bank import question_bank
from lambdas.domain.agenda.shapes import AgendaShapes
from lambdas.domain.agenda.timed_sections import timed_sections
from lambdas.domain.agenda.topic_files import ACTION_ITEM, sort_out
from lambdas.domain.kernel.plain_text import one_line, plain
from lambdas.domain.meetings.people import counterpart

UNTITLED = "Untitled meeting"
SOMEBODY = "Theirs"


@dataclass(frozen=True, slots=True)
class RulesComposer:
    shapes: AgendaShapes

    def compose(self, brief: Brief) -> MaterialsPlan:
        meeting = brief.tracked.meeting
        shape = self.shapes.get(brief.tracked.plan.meeting_type)
        person = counterpart(meeting, brief.reader)
        topics = sort_out(brief, shape, person or SOMEBODY)
        sections, left_out = timed_sections(brief, topics, shape)
        return MaterialsPlan(
            meeting_id=meeting.meeting_id,
            title=one_line(meeting.title, 160) or UNTITLED,
            meeting_type=brief.tracked.plan.meeting_type,
            start=meeting.start,
            end=meeting.end,
            timezone=brief.timezone,
            minutes=max(0, meeting.minutes),
            people=meeting.attendee_count,
            location=one_line(meeting.location, 160),
            conference=plain(meeting.conference_url)[:300],
            wants_label=shape.outcome.says,
            wants=tuple(Line(text=statement(want.text), refs=want.refs) for want in topics.wants),
            sections=sections,
            left_out=left_out,
            questions=question_bank(brief, topics),
            open_items=_open_items(brief),
            gaps=gaps(brief, topics, person),
            composed_at=brief.composed_at,
        )


def _open_items(brief: Brief) -> tuple[Line, ...]:
    """Action items not done since last time, the most overdue first as their agent ordered them."""
    facts = (fact for note in brief.notes for fact in note.facts if fact.ref.startswith(ACTION_ITEM))
    return tuple(fact_line(fact) for fact in sorted(facts, key=lambda fact: -fact.weight))

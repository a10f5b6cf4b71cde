"""Materials by rules (CHAT-3): no model, milliseconds, and every line where it came from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lambdas.domain.agenda.addressees import EVERYONE
from lambdas.domain.agenda.answer_points import Point, points
from lambdas.domain.agenda.changes import changes
from lambdas.domain.agenda.confidences import parted
from lambdas.domain.agenda.fact_names import is_named, most_named
from lambdas.domain.agenda.gaps import gaps, unread
from lambdas.domain.agenda.item_sorter import sort_into_items
from lambdas.domain.agenda.lines import fact_line, statement
from lambdas.domain.agenda.materials import Findings, Line, MaterialsPlan, Promise, answer_ref
from lambdas.domain.agenda.point_owners import with_owners
from lambdas.domain.agenda.private_brief import Known, private_brief
from lambdas.domain.agenda.question_bank import question_bank
from lambdas.domain.agenda.relevance import Relevance, admitted
from lambdas.domain.agenda.shapes import AgendaShape, AgendaShapes
from lambdas.domain.agenda.source_marks import source_marks
from lambdas.domain.agenda.standing_questions import with_standing_questions
from lambdas.domain.agenda.timed_sections import timed_sections
from lambdas.domain.context.notes import FactPart
from lambdas.domain.conversation.topics import Topic
from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.plain_text import one_line, plain
from lambdas.domain.meetings.people import counterpart

UNTITLED = "Untitled meeting"
SOMEBODY = "Theirs"


@dataclass(frozen=True, slots=True)
class RulesComposer:
    shapes: AgendaShapes

    def compose(self, findings: Findings) -> MaterialsPlan:
        meeting = findings.tracked.meeting
        shape = self.shapes.get(findings.tracked.plan.meeting_type)
        person = counterpart(meeting, findings.reader)
        said = _said(findings, shape)
        relevance = Relevance(findings, shape, said)
        admissions = relevance.admissions()
        spoken = parted(said, has_guests=relevance.has_guests)
        items = sort_into_items(findings, shape, spoken.public, admitted(findings, admissions), person or SOMEBODY)
        news = (*changes(findings.written_from, findings.notes), *changes(findings.before, findings.notes))
        timed = timed_sections(findings, items, shape, person or SOMEBODY, news)
        questions = with_standing_questions(
            question_bank(findings, items), shape.asks, person or EVERYONE, findings.session
        )
        plan = MaterialsPlan(
            meeting_id=meeting.meeting_id,
            title=one_line(meeting.title, 160) or UNTITLED,
            meeting_type=findings.tracked.plan.meeting_type,
            start=meeting.start,
            end=meeting.end,
            timezone=findings.timezone,
            minutes=max(0, meeting.minutes),
            people=meeting.attendee_count,
            location=one_line(meeting.location, 160),
            conference=plain(meeting.conference_url)[:300],
            wants_label=shape.outcome.says,
            wants=tuple(Line(text=statement(want.text), refs=want.refs) for want in items.wants),
            brief=private_brief(findings, items, Known(said, spoken.private, news, admissions, shape.asks), questions),
            sections=timed.sections,
            left_out=timed.left_out,
            on_track=timed.on_track,
            questions=questions,
            open_items=_open_items(findings),
            promises=_promises(findings),
            gaps=gaps(findings, items, shape, person),
            admissions=admissions,
            composed_at=findings.composed_at,
        )
        marked = _marked(plan, _reads_otherwise(findings))
        return marked.model_copy(update={"sources": source_marks(findings, marked.lines()), "unread": unread(findings)})


def _said(findings: Findings, shape: AgendaShape) -> tuple[Point, ...]:
    """Returns what the user said; an answer about something else than was asked goes where its name leads."""
    if findings.session is None:
        return ()
    topics: Mapping[str, Topic] = {fact.ref: note.kind for note in findings.notes for fact in note.facts}
    facts = [fact for note in findings.notes for fact in note.facts]

    def retargeted(point: Point) -> Point:
        place = most_named(point.text, facts) if point.about else None
        if place is None or facts[place].ref == point.about or not is_named(facts[place], content_words(point.text)):
            return point
        return point.model_copy(
            update={"refs": point.refs[:1], "topic": topics[facts[place].ref], "stance": "", "asked": ""}
        )

    own = {answer_ref(place) for place, question in enumerate(findings.session.questions) if question.own}
    said = (retargeted(point) for point in points(findings.session, topics))
    meant = (point for point in said if point.text or point.stance != "no" or point.refs[0] not in own)
    return with_owners([_own_wish(point, own, shape) for point in meant], findings)


def _own_wish(point: Point, own: Collection[str], shape: AgendaShape) -> Point:
    """A wish stays one where the type's question for it spoke of a record: it is not about that record alone."""
    is_wish = point.topic is shape.outcome.topic and point.text and point.refs[0] in own
    return point.model_copy(update={"asked": ""}) if is_wish else point


def _reads_otherwise(findings: Findings) -> frozenset[str]:
    """Returns the facts that read otherwise than when the materials were written before."""
    found = changes(findings.written_from, findings.notes)
    return frozenset(change.fact.ref for change in found if not change.is_over)


def _promises(findings: Findings) -> tuple[Promise, ...]:
    facts = (fact for note in findings.notes for fact in note.facts if fact.part is FactPart.PROMISE)
    return tuple(
        Promise(what=fact.subject or fact.text, by=fact.asks, standing=fact.standing, ref=fact.ref)
        for fact in sorted(facts, key=lambda fact: -fact.weight)
    )


def _marked(plan: MaterialsPlan, changed: frozenset[str]) -> MaterialsPlan:
    """The plan with the lines marked whose facts read otherwise than before."""

    def marked(lines: Sequence[Line]) -> tuple[Line, ...]:
        return tuple(
            line.model_copy(update={"is_changed": len(line.refs) == 1 and line.refs[0] in changed}) for line in lines
        )

    sections = tuple(
        section.model_copy(update={"lines": marked(section.lines), "decisions": marked(section.decisions)})
        for section in plan.sections
    )
    brief = tuple(part.model_copy(update={"lines": marked(part.lines)}) for part in plan.brief)
    return plan.model_copy(update={"sections": sections, "brief": brief})


def _open_items(findings: Findings) -> tuple[Line, ...]:
    """Action items not done since last time, the most overdue first as their agent ordered them."""
    facts = (fact for note in findings.notes for fact in note.facts if fact.part is FactPart.PROMISE)
    return tuple(fact_line(fact) for fact in sorted(facts, key=lambda fact: -fact.weight))

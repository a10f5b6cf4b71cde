"""The gaps in what is known, said once and in so many words; each completes the sentence "Not known: ..."."""

from collections.abc import Iterator

from lambdas.domain.agenda.answer_points import unanswered
from lambdas.domain.agenda.items import Items
from lambdas.domain.agenda.materials import Findings, harmless
from lambdas.domain.agenda.relevance import own_incident_of
from lambdas.domain.agenda.shapes import AgendaShape
from lambdas.domain.context.kinds.spec import spec_of
from lambdas.domain.conversation.topics import QuestionTopic
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meetings.subject import INCIDENT_REVIEW

MAX_GAPS = 4


def gaps(findings: Findings, items: Items, shape: AgendaShape, person: str) -> tuple[str, ...]:
    """Of what a meeting of this type is prepared from; the most telling first, and no more than one can read.

    A source that could not be read is always told: whoever reads the figures has to know how old they are.
    """
    found = (
        *_of_incident(findings),
        *_of_answers(findings),
        *_of_sections(items, person),
        *_of_contexts(findings, shape),
        *_of_invite(findings),
    )
    return (*unread(findings), *tuple(dict.fromkeys(found))[:MAX_GAPS])


def _of_answers(findings: Findings) -> Iterator[str]:
    session = findings.session
    if session is None or not any(answer.text.strip() for answer in session.answers.values()):
        yield "what you want out of it (no question was answered)"
    else:
        if skipped := unanswered(session):
            yield f"your answers to {len(skipped)} of {len(session.questions)} questions"


def _of_incident(findings: Findings) -> Iterator[str]:
    """Yields that no incident fits: a review without its incident says so, rather than speak of another one."""
    is_review = findings.tracked.plan.meeting_type == INCIDENT_REVIEW
    has_incidents = any(note.facts for note in findings.notes if note.kind is ContextKind.INCIDENTS)
    if is_review and has_incidents and own_incident_of(findings) is None:
        yield "which incident on record this is about (none fits its title, time and people)"


def _of_sections(items: Items, person: str) -> Iterator[str]:
    for item in items.items:
        if QuestionTopic.THEIRS in item.shape.topics and not (item.points or item.proposals):
            yield f"what {person or 'the other person'} wants to talk about (neither the invite nor your answers say)"


def _of_contexts(findings: Findings, shape: AgendaShape) -> Iterator[str]:
    """Yields what this type of meeting looks at and has old or no figures for.

    Where nobody keeps records of a kind, or there was no last time, nothing is missing.
    """
    notes = {note.kind: note for note in findings.notes}
    for kind in dict.fromkeys((*findings.expected, *notes)):
        note = notes.get(kind)
        if not _is_looked_at(kind, findings, shape):
            continue
        if note is None:
            yield f"{spec_of(kind).gap} (could not be gathered)"
        elif note.gap and note.facts and kind is not ContextKind.HISTORY:
            reason = one_line(note.gap).rstrip(".")
            yield f"{spec_of(kind).gap} ({reason[:1].lower()}{reason[1:]})"


def unread(findings: Findings) -> tuple[str, ...]:
    """Returns each source that could not be read once, whichever kinds it fills: its figures are old, or missing."""
    return tuple(dict.fromkeys(harmless(line) for note in findings.notes for line in note.unread))


def _is_looked_at(kind: ContextKind, findings: Findings, shape: AgendaShape) -> bool:
    if kind is ContextKind.HISTORY:
        return findings.tracked.meeting.series_id is not None
    place = shape.place_of(kind)
    is_review = kind is ContextKind.INCIDENTS and findings.tracked.plan.meeting_type == INCIDENT_REVIEW
    return place is not None and (shape.sections[place].relevant == "all" or is_review)


def _of_invite(findings: Findings) -> Iterator[str]:
    meeting = findings.tracked.meeting
    if meeting.minutes <= 0:
        yield "how long it lasts (the invite does not say, so nothing is timed)"
    if meeting.attendees_hidden or not meeting.people:
        yield "who comes (the calendar does not list them)"

"""The gaps in what is known, said once and in so many words; each completes the sentence "Not known: ..."."""

from collections.abc import Iterator

from lambdas.domain.agenda.answer_points import unanswered
from lambdas.domain.agenda.materials import Brief
from lambdas.domain.agenda.topic_files import Topics
from lambdas.domain.context.kinds.spec import spec_of
from lambdas.domain.conversation.conversation import Question
from lambdas.domain.conversation.topics import QuestionTopic, topic_of_question
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.plain_text import clip, one_line


def gaps(brief: Brief, topics: Topics, person: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            (*_of_answers(brief, topics), *_of_sections(topics, person), *_of_contexts(brief), *_of_invite(brief))
        )
    )


def _of_answers(brief: Brief, topics: Topics) -> Iterator[str]:
    session = brief.session
    if session is None or not any(answer.text.strip() for answer in session.answers.values()):
        yield "what you want out of it (no question was answered)"
    else:
        if skipped := [_asked_about(question) for question in unanswered(session)]:
            yield f"your view on {', '.join(skipped)} (not answered)"
    for point in topics.unknown:
        yield f"where “{clip(point.text, 60)}” stands (nothing on record)"


def _of_sections(topics: Topics, person: str) -> Iterator[str]:
    for file in topics.files:
        if file.is_empty:
            yield f"what {person or 'the other person'} wants to talk about (neither the invite nor your answers say)"


def _of_contexts(brief: Brief) -> Iterator[str]:
    notes = {note.kind: note for note in brief.notes}
    is_single = brief.tracked.meeting.series_id is None
    for kind in dict.fromkeys((*brief.expected, *notes)):
        if kind is ContextKind.HISTORY and is_single and kind in notes:
            continue  # it has no last time: that is not a gap
        note = notes.get(kind)
        if note is None:
            yield f"{spec_of(kind).gap} (could not be gathered)"
        elif note.gap:
            reason = one_line(note.gap).rstrip(".")
            yield f"{spec_of(kind).gap} ({reason[:1].lower()}{reason[1:]})"


def _of_invite(brief: Brief) -> Iterator[str]:
    meeting = brief.tracked.meeting
    if meeting.minutes <= 0:
        yield "how long it lasts (the invite does not say, so nothing is timed)"
    if meeting.attendees_hidden or not meeting.people:
        yield "who comes (the calendar does not list them)"


def _asked_about(question: Question) -> str:
    topic = topic_of_question(question.text)
    if ":" in question.ref:
        return f"“{clip(one_line(question.text.partition(':')[0]), 60)}”"
    if topic is QuestionTopic.OTHER:
        return f"“{clip(one_line(question.text), 80)}”"
    return topic.value.replace("_", " ")

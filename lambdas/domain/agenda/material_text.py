"""The words of a meeting's materials as one compact row, so that looking for something opens no document."""

from collections.abc import Iterable, Iterator

from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meeting_notes.notes import MeetingNotes, Origin
from lambdas.domain.meetings.meeting import Meeting

MAX_LINE = 300
MAX_LINES = 80
MAX_CHARACTERS = 8000


class MaterialText(Model):
    """``decisions`` are what the agenda asks to be decided, ``wants`` what its owner wanted out of the meeting.

    ``lines`` are all of it, each once, as far as there is room; they are shown to nobody but ``user_id``. Lines that a
    model worded are in the rules' words.
    """

    user_id: str
    meeting_id: str
    title: str
    start: Instant
    wants: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    written_at: Instant


def text_of(plan: MaterialsPlan, user_id: str) -> MaterialText:
    return MaterialText(
        user_id=user_id,
        meeting_id=plan.meeting_id,
        title=one_line(plan.title, MAX_LINE),
        start=plan.start,
        wants=_fitting(line.text for line in plan.wants),
        decisions=_fitting(line.by_rules for section in plan.sections for line in section.decisions),
        lines=_fitting(_everything(plan)),
        written_at=plan.composed_at,
    )


def text_of_notes(notes: MeetingNotes, meeting: Meeting) -> MaterialText:
    """Of what was noted itself: what the agenda had planned is in its own text."""
    return MaterialText(
        user_id=notes.user_id,
        meeting_id=meeting.meeting_id,
        title=one_line(meeting.title, MAX_LINE),
        start=meeting.start,
        lines=_fitting(line.text for line in notes.lines() if line.origin is Origin.SAID),
        written_at=notes.saved_at or meeting.start,
    )


def _everything(plan: MaterialsPlan) -> Iterator[str]:
    yield from (section.title for section in (*plan.sections, *plan.left_out))
    yield from (line.by_rules for line in plan.lines())


def _fitting(texts: Iterable[str]) -> tuple[str, ...]:
    """Each once, and no more than a row takes."""
    kept: list[str] = []
    room = MAX_CHARACTERS
    for line in dict.fromkeys(one_line(text, MAX_LINE) for text in texts):
        room -= len(line)
        if room < 0 or len(kept) == MAX_LINES:
            break
        if line:
            kept.append(line)
    return tuple(kept)

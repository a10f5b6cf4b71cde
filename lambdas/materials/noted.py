"""The notes somebody wrote, as a document to take along."""

from lambdas.domain.kernel.local_time import span
from lambdas.domain.kernel.plain_text import shown_title
from lambdas.domain.meeting_notes.notes import MeetingNotes
from lambdas.domain.meetings.meeting import Meeting
from lambdas.materials.render import environment


def render_notes(meeting: Meeting, notes: MeetingNotes, timezone: str) -> str:
    """As Markdown; nothing in it is anything but text."""
    template = environment(is_html=False).get_template("noted.md.j2")
    return template.render(
        title=shown_title(meeting.title),
        when=span(meeting.start, meeting.end, timezone),
        sections=notes.sections,
    )

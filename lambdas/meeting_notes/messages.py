"""The messages about notes, in words. Pure."""

from datetime import datetime, timedelta

from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.local_time import span
from lambdas.domain.kernel.plain_text import shown_title
from lambdas.domain.meeting_notes.candidates import kinds_counted
from lambdas.domain.meeting_notes.review import CandidateVerdict, NotesReview
from lambdas.domain.meeting_notes.voice import VoiceRecording
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.notifications.messages import Button, Message, MessageKind

USEFUL = timedelta(hours=24)
UNNOTED = "Paste or write what was said: AMO finds the decisions and who does what, and you confirm them."
NOTED = "You have notes of it: look through what they seem to say. Nothing counts before you confirm it."
NOTHING_NOTED = "Nothing to note. AMO asks no more about this meeting."


def ended_message_id(meeting_id: str) -> str:
    return f"{meeting_id}-{MessageKind.MEETING_ENDED}"


def ended_message(tracked: TrackedMeeting, user: User, now: datetime, *, is_noted: bool = False) -> Message:
    """One a meeting, whatever time it ended at. ``is_noted``: there are notes of it, which nobody confirmed yet."""
    meeting, title = tracked.meeting, shown_title(tracked.meeting.title)
    review = Button(label="Look through them", verb="review_notes", target=meeting.meeting_id)
    add = Button(label="Add notes", verb="add_notes", target=meeting.meeting_id)
    return Message(
        message_id=ended_message_id(meeting.meeting_id),
        user_id=user.user_id,
        kind=MessageKind.MEETING_ENDED,
        title=f"Notes to confirm: {title}" if is_noted else f"How did it go? {title}",
        lines=(
            span(meeting.start, meeting.end, user.timezone),
            NOTED if is_noted else UNNOTED,
        ),
        actions=(
            review if is_noted else add,
            Button(label="Nothing to note", verb="nothing_to_note", target=meeting.meeting_id),
        ),
        meeting_id=meeting.meeting_id,
        useful_until=meeting.end + USEFUL,
        settled_title=f"Noted: {title}",
        created_at=now,
    )


def confirmed_words(review: NotesReview) -> str:
    """Says what became of everything its notes seemed to hold."""
    kept = [one.candidate.kind for one in review.reviewed if one.verdict is CandidateVerdict.KEPT]
    left = len(review.reviewed) - len(kept)
    dropped = f"{left} dropped" if left else ""
    return f"Confirmed: {'; '.join(filter(None, (kinds_counted(kept) or 'nothing', dropped)))}."


def written_down_message(tracked: TrackedMeeting, recording: VoiceRecording, waiting: int, now: datetime) -> Message:
    """``waiting`` is how much there is to confirm in all the notes of the meeting."""
    title = shown_title(tracked.meeting.title)
    to_do = f"{counted(waiting, 'thing')} to confirm" if waiting else "no next step was found in it"
    review = Button(label="Look through them", verb="review_notes", target=recording.meeting_id)
    read = Button(label="Open the meeting", verb="open_meeting", target=recording.meeting_id)
    return _about_voice(
        tracked,
        recording,
        f"Your recording of {title} is written down: {to_do}",
        ("The recording itself is deleted.",),
        review if waiting else read,
        now,
    )


def unheard_message(tracked: TrackedMeeting, recording: VoiceRecording, reason: str, now: datetime) -> Message:
    """``reason`` is a sentence."""
    return _about_voice(
        tracked,
        recording,
        f"Your recording of {shown_title(tracked.meeting.title)} is not written down",
        (reason, "The recording is deleted. Record it again, or type or paste what was said."),
        Button(label="Add notes", verb="add_notes", target=recording.meeting_id),
        now,
    )


def _about_voice(
    tracked: TrackedMeeting,
    recording: VoiceRecording,
    title: str,
    lines: tuple[str, ...],
    button: Button,
    now: datetime,
) -> Message:
    """One a recording, whatever became of it."""
    return Message(
        message_id=f"{recording.meeting_id}-{MessageKind.NOTES_READ}-{recording.recording_id}",
        user_id=recording.user_id,
        kind=MessageKind.NOTES_READ,
        title=title,
        lines=lines,
        actions=(button,),
        meeting_id=tracked.meeting.meeting_id,
        created_at=now,
    )

"""Notes as messages and files: below the message that asked how it went, or of a meeting chosen from a list."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from lambdas import wiring
from lambdas.domain.conversation.replies import Reply, reply_kind
from lambdas.domain.kernel.local_time import span
from lambdas.domain.kernel.plain_text import plain
from lambdas.domain.meeting_notes.note_files import KINDS
from lambdas.domain.meeting_notes.texts import MAX_BYTES
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.notifications.messages import MessageKind
from lambdas.edges.commands import notes as commands
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.delivery import Click, SlackEvent
from lambdas.edges.slack.mentions import words_of
from lambdas.edges.slack.notes import PASTED, add_notes, hand_in, tell_found
from lambdas.edges.slack.views import so_called, title_of
from lambdas.errors import NotFound, Refused
from lambdas.meeting_notes.messages import NOTHING_NOTED, ended_message_id
from lambdas.slack.blocks import Block, actions, menu, said, titled
from lambdas.slack.button_values import FilesOption
from lambdas.slack.client import SlackRefused

DAYS_BACK = 7
MAX_OFFERED = 20
JUST_ENDED = timedelta(hours=2)
"""A file that comes within this time of the question belongs to the one meeting that was asked about."""
WHICH = "Which meeting are these notes of?"
NO_MEETING = f"No meeting of yours was held in the last {DAYS_BACK} days; older ones are on AMO’s page."
NO_SUCH = f"No meeting of the last {DAYS_BACK} days has these words in its title; /amo notes shows them all."
GONE = "That file is not there any more."
NOT_GRANTED = "AMO may not read files in this workspace yet (files:read): paste what it says, or use AMO’s page."
UNREADABLE = f"AMO reads notes in files that end in {', '.join(KINDS)}; paste what this one says."
TOO_LONG = "This file is longer than 2 MB: hand in a part of it."


def take_notes(context: SlackContext, event: SlackEvent) -> bool:
    """Takes what was written or dropped as notes, where it is. False where something is left to be understood."""
    if event.change:
        return False
    if meeting_id := _asked_about(context, event.thread_ts):
        _take(context, event, meeting_id)
        return True
    if not event.files or event.thread_ts:
        return False
    _take_files_outside(context, event)
    return not event.text.strip()


def choose_meeting(context: SlackContext, words: str) -> None:
    """``/amo notes``. Raises NotFound where there is none."""
    held = _held(context)
    found = so_called(held, words) if words else held
    if not found:
        raise NotFound(NO_SUCH if held else NO_MEETING)
    options = [(tracked.meeting.meeting_id, _called(context, tracked)) for tracked in found[:MAX_OFFERED]]
    context.show(WHICH, list(_which(options, "notes_of")))


def take_chosen_files(context: SlackContext, click: Click) -> None:
    chosen = FilesOption.read(click.value)
    _take_files(context, chosen.meeting_id, chosen.file_ids, click.anchor)


def _take(context: SlackContext, event: SlackEvent, meeting_id: str) -> None:
    """Thanks below the question are no notes, and "nothing" is its answer."""
    words = words_of(context, event.text).strip()
    if event.files:
        _take_files(context, meeting_id, event.files, event.thread_ts)
    kind = reply_kind(words)
    if kind is Reply.NOTHING and not event.files:
        commands.say_nothing(context.user_id, meeting_id)
        context.close(ended_message_id(meeting_id), NOTHING_NOTED, event.thread_ts)
    elif kind is not Reply.NO_ANSWER:
        hand_in(context, meeting_id, PASTED, words.encode("utf-8", "replace"))
        tell_found(context, meeting_id, _card(context, meeting_id))


def _take_files_outside(context: SlackContext, event: SlackEvent) -> None:
    just_asked = [tracked for tracked in _held(context) if _was_just_asked(context, tracked)]
    if len(just_asked) == 1:
        _take_files(context, just_asked[0].meeting.meeting_id, event.files, "")
        return
    options = [
        (str(FilesOption(tracked.meeting.meeting_id, event.files)), _called(context, tracked))
        for tracked in _held(context)[:MAX_OFFERED]
    ]
    if not options:
        raise NotFound(NO_MEETING)
    context.show(WHICH, list(_which(options, "files_of")), name=f"which-files-{event.ts}")


def _take_files(context: SlackContext, meeting_id: str, file_ids: Sequence[str], thread_ts: str) -> None:
    """Each by itself: what cannot be read does not keep the others out."""
    wiring.meetings().get(context.user_id, meeting_id)
    is_any = False
    for file_id in file_ids:
        try:
            hand_in(context, meeting_id, *_read(context, file_id))
            is_any = True
        except SlackRefused:
            raise
        except (NotFound, Refused) as error:
            context.say(str(error), thread_ts, f"file-{file_id}-{context.key}")
    if is_any:
        tell_found(context, meeting_id, _card(context, meeting_id))


def _read(context: SlackContext, file_id: str) -> tuple[str, bytes]:
    """The file's name and what is in it. Raises NotFound, Refused."""
    told = _told(context, file_id)
    name = PurePosixPath(plain(str(told.get("name", ""))).replace("\\", "/")).name
    size = told.get("size")
    if not name.casefold().endswith(KINDS):
        raise Refused(UNREADABLE)
    if not isinstance(size, int) or size > MAX_BYTES:
        raise Refused(TOO_LONG)
    address = str(told.get("url_private_download") or told.get("url_private") or "")
    return name[-120:], context.posting.api.read_file(address, MAX_BYTES)


def _told(context: SlackContext, file_id: str) -> Mapping[str, Any]:
    """Raises NotFound for a file that was not put into this conversation (fault 57)."""
    try:
        told = context.posting.api.call("files_info", file=file_id).get("file")
    except SlackRefused as error:
        if error.code == "missing_scope":
            raise NotFound(NOT_GRANTED) from error
        if error.code not in ("file_not_found", "file_deleted"):
            raise
        raise NotFound(GONE) from error
    if not isinstance(told, Mapping):
        raise NotFound(GONE)
    is_theirs = told.get("user") == context.link.slack_user_id or context.link.channel_id in (told.get("ims") or ())
    if not is_theirs:
        raise NotFound(GONE)
    return told


def _asked_about(context: SlackContext, thread_ts: str) -> str:
    """The meeting that the message above a thread asks about; empty where it asks nothing of the kind."""
    if not thread_ts:
        return ""
    posted = wiring.slack_records().posted_at(context.user_id, context.link.channel_id, thread_ts, context.now)
    message = posted.message if posted else None
    return message.meeting_id if message and message.kind is MessageKind.MEETING_ENDED else ""


def _was_just_asked(context: SlackContext, tracked: TrackedMeeting) -> bool:
    message_id = ended_message_id(tracked.meeting.meeting_id)
    asked = wiring.slack_records().posted(context.user_id, message_id, context.now)
    return asked is not None and context.now - asked.intended_at < JUST_ENDED


def _held(context: SlackContext) -> list[TrackedMeeting]:
    """Those that have begun, the latest first."""
    found = wiring.meetings().between(context.user_id, context.now - timedelta(days=DAYS_BACK), context.now)
    is_held = (
        tracked
        for tracked in found
        if tracked.meeting.status is MeetingStatus.SCHEDULED and not tracked.meeting.all_day
    )
    return sorted(is_held, key=lambda tracked: tracked.meeting.start, reverse=True)


def _called(context: SlackContext, tracked: TrackedMeeting) -> str:
    timezone = wiring.users().get(context.user_id).timezone
    return f"{span(tracked.meeting.start, tracked.meeting.end, timezone)} {title_of(tracked)}"


def _which(options: Sequence[tuple[str, str]], action_id: str) -> Iterator[Block]:
    yield from titled(WHICH, [])
    yield actions("which-notes", [menu(action_id, "One of your last meetings", options)])
    yield said("Older ones are on AMO’s page.")


def _card(context: SlackContext, meeting_id: str) -> str:
    """One an hour, however many messages the notes are."""
    return f"found-{meeting_id}-{context.now:%Y%m%dT%H}"


CLICKS: Mapping[str, Callable[[SlackContext, Click], None]] = {
    "notes_of": add_notes,
    "files_of": take_chosen_files,
}

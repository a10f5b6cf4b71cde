"""The messages people write as answers: one answer may be several, and each may be edited or deleted afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass

from lambdas import wiring
from lambdas.domain.conversation.closing_lines import TOO_LATE
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.moves import MAX_ANSWER, Verb, cleaned, prompt
from lambdas.domain.conversation.replies import Reply, reply_kind
from lambdas.domain.conversation.typed_moves import typed_verb
from lambdas.domain.notifications.slack import CHANNEL
from lambdas.domain.notifications.slack_threads import HeardAnswer, HeardMessage, Thread, WrittenMessage, joined
from lambdas.edges.commands import meetings
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.delivery import MessageChange
from lambdas.edges.slack.mentions import words_of
from lambdas.edges.slack.question_cards import DECLINED, ask, is_declined, refresh, settle, thread_of
from lambdas.errors import Conflict, Refused

FULL = (
    f"Your answer to question {{number}} has all the {MAX_ANSWER:,} characters that fit; what you wrote after them was "
    "not added. Edit your messages to make it shorter."
)
REPLACED = "This was not added: the meeting is of another type now, and its questions changed. Here is the open one."
AS_IT_WAS = "AMO still has your answer as it was."
ON_THE_PAGE = "You can change it on the meeting’s page."
CHANGED_SINCE = f"This answer was changed elsewhere since, so AMO keeps it as it is there. {ON_THE_PAGE}"
CHANGED = "Your answer is changed, and the materials are written again with it."
MINUTES_BETWEEN = 10
"""Sixty late messages are not sixty lines."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A conversation, and where it stands in Slack."""

    thread: Thread
    session: Conversation

    @property
    def is_open(self) -> bool:
        return self.session.status is ConversationStatus.OPEN


def answer(context: SlackContext, standing: Standing, parts: tuple[WrittenMessage, ...]) -> None:
    """Takes what was written for the question that is open, or for the one its author saw when they wrote it."""
    thread, session, words = standing.thread, standing.session, joined(parts)
    if was_taken(context, standing, parts):
        ask(context, session)  # done before, and the next question lost on the way
        return
    version = wiring.slack_records().pinned(context.key, session.version)
    verb = typed_verb(words, prompt(session))
    if verb is Verb.ANSWER and (place := _place_seen(context, standing, version, parts)) is not None:
        _append(context, standing, place, parts)
    elif verb is not Verb.FINISH and _is_replaced(thread, session, version):
        context.say(REPLACED, thread.thread_ts)
        ask(context, session)
    elif verb in (Verb.SKIP, Verb.BACK) and _is_left(thread, session, version):
        ask(context, session)
    else:
        _move(context, standing, verb, version, parts)


def was_taken(context: SlackContext, standing: Standing, parts: Iterable[WrittenMessage]) -> bool:
    """Returns whether an answer was made of all these messages before."""
    records, channel_id = wiring.slack_records(), standing.thread.channel_id
    return all(records.heard(context.user_id, channel_id, part.ts, context.now) for part in parts)


def _move(
    context: SlackContext, standing: Standing, verb: Verb, version: int, parts: tuple[WrittenMessage, ...]
) -> None:
    thread, session = standing.thread, standing.session
    place = session.position if session.version == version else thread.place
    text = joined(parts) if verb is Verb.ANSWER else ""
    try:
        meetings.converse(context.user_id, session.session_id, verb, text, version, CHANNEL)
    except Conflict:
        _came_late(context, thread)
        return
    moved = wiring.conversations().get(context.user_id, session.session_id, context.now)
    if text and _given(moved, place) == cleaned(text):
        _remember(context, HeardMessage(session_id=session.session_id, place=place), HeardAnswer(parts=parts), parts)
    ask(context, moved)


def refuse_late(context: SlackContext, standing: Standing, words: str, thread_ts: str) -> None:
    """One line for what comes after the end, however much comes; thanks are no answer and get none."""
    session = standing.session
    settle(context, standing.thread, session)
    if reply_kind(words) is not Reply.NO_ANSWER:
        moment = f"{context.now:%Y%m%dT%H}{context.now.minute // MINUTES_BETWEEN}"
        why = f"This was not added. {DECLINED}" if is_declined(context, session) else TOO_LATE[session.status]
        context.say(why, thread_ts, f"late-{session.session_id}-{moment}")


def change_answer(context: SlackContext, heard: HeardMessage, change: MessageChange) -> None:
    """An edited or deleted message changes the answer it was made into."""
    records = wiring.slack_records()
    known = records.heard_answer(context.user_id, heard.session_id, heard.place, context.now)
    changed = known.with_part(WrittenMessage(ts=change.ts, text=words_of(context, change.text).strip()))
    session = wiring.conversations().get(context.user_id, heard.session_id, context.now)
    given, wanted = _given(session, heard.place), cleaned(changed.text)
    if not known.has(change.ts) or (changed == known and given == wanted):
        return
    thread = thread_of(context, heard.session_id)
    thread_ts = thread.thread_ts if thread else ""
    if given not in (cleaned(known.text), wanted):
        context.say(CHANGED_SINCE, thread_ts)
        return
    if len(wanted) > MAX_ANSWER:
        raise Refused(f"{AS_IT_WAS} The most that fits is {MAX_ANSWER:,} characters, these are {len(wanted):,}.")
    if session.status is ConversationStatus.OPEN:
        _change_open(context, session, heard.place, wanted)
    elif not _revise(context, session, heard.place, wanted, thread_ts):
        return
    records.put_heard_answer(context.user_id, heard, changed, context.now)


def _change_open(context: SlackContext, session: Conversation, place: int, text: str) -> None:
    """The question that is asked again because of these words is answered by better ones."""
    before = session.answers.get(str(place))
    if place == session.position and not (before and before.text):
        if text:
            meetings.converse(context.user_id, session.session_id, Verb.ANSWER, text, session.version, CHANNEL)
            ask(context, wiring.conversations().get(context.user_id, session.session_id, context.now))
        return
    changed = meetings.amend_answer(context.user_id, session.session_id, place, text, CHANNEL)
    refresh(context, session, changed, place)
    ask(context, changed)  # done before, and the open card still of the version before


def _revise(context: SlackContext, session: Conversation, place: int, text: str, thread_ts: str) -> bool:
    """As on the page, where it is allowed there; False where it is not, which is said."""
    tracked = wiring.meetings().get(context.user_id, session.meeting_id)
    if not text or tracked.preparation.session_id != session.session_id:
        context.say(f"{AS_IT_WAS} {ON_THE_PAGE}", thread_ts)
        return False
    try:
        meetings.revise_answer(context.user_id, session.meeting_id, place, text, CHANNEL)
    except (Conflict, Refused) as refusal:
        context.say(f"{AS_IT_WAS} {refusal}", thread_ts)
        return False
    refresh(context, session, wiring.conversations().get(context.user_id, session.session_id, context.now), place)
    context.say(CHANGED, thread_ts)
    return True


def _place_seen(context: SlackContext, standing: Standing, version: int, parts: Iterable[WrittenMessage]) -> int | None:
    """Returns the question that was before its author's eyes when they wrote, where that is not the one open now."""
    thread, session = standing.thread, standing.session
    if _is_left(thread, session, version):
        return thread.place
    is_current = bool(thread.ts) and thread.version == version
    if thread.before in (None, session.position) or not is_current:
        return None
    return thread.before if all(thread.is_before_card(part.ts, context.now) for part in parts) else None


def _is_left(thread: Thread, session: Conversation, version: int) -> bool:
    """Returns whether the conversation went on elsewhere, and the card still shows another question."""
    return bool(thread.ts) and thread.version != version == session.version and thread.place != session.position


def _is_replaced(thread: Thread, session: Conversation, version: int) -> bool:
    """Returns whether another question took the place of the card's: the type was put right elsewhere."""
    is_known = bool(thread.ts and thread.asked) and thread.version != version == session.version
    is_same = thread.asked.startswith(session.questions[session.position].text)
    return is_known and thread.place == session.position and not is_same


def _append(context: SlackContext, standing: Standing, place: int, parts: tuple[WrittenMessage, ...]) -> None:
    """People write an answer in two messages. What says nothing beside it, thanks or a smiley, is no part of it.

    The messages are stored first: done again, they make the same answer.
    """
    session, heard = standing.session, HeardMessage(session_id=standing.session.session_id, place=place)
    if reply_kind(joined(parts), session.questions[place].text) is Reply.NO_ANSWER:
        return
    known = wiring.slack_records().heard_answer(context.user_id, session.session_id, place, context.now)
    given = _given(session, place)
    if given != cleaned(known.text):
        known = HeardAnswer(parts=(WrittenMessage(ts="", text=given),) if given else ())
    for part in parts:
        known = known.with_part(part)
    if len(cleaned(known.text)) > MAX_ANSWER:
        context.say(FULL.format(number=place + 1), standing.thread.thread_ts, f"full-{session.session_id}-{place}")
        return
    wiring.slack_records().put_heard_answer(context.user_id, heard, known, context.now)
    changed = meetings.amend_answer(context.user_id, session.session_id, place, known.text, CHANNEL)
    _remember(context, heard, known, parts)
    refresh(context, session, changed, place)
    ask(context, changed)


def _came_late(context: SlackContext, thread: Thread) -> None:
    """Somebody else answered, or closed the conversation, at the same moment."""
    session = wiring.conversations().get(context.user_id, thread.session_id, context.now)
    if session.status is ConversationStatus.OPEN:
        ask(context, session)
    else:
        refuse_late(context, Standing(thread, session), "late", thread.thread_ts)


def _remember(context: SlackContext, heard: HeardMessage, known: HeardAnswer, parts: Iterable[WrittenMessage]) -> None:
    records = wiring.slack_records()
    records.put_heard_answer(context.user_id, heard, known, context.now)
    for part in parts:
        records.put_heard(context.user_id, context.link.channel_id, part.ts, heard, context.now)


def _given(session: Conversation, place: int) -> str:
    """Returns the answer as it was typed, also where it said nothing."""
    given = session.answers.get(str(place))
    return (given.text or given.set_aside) if given else ""

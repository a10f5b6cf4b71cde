"""The cards of a conversation in the direct message: one is open at any time, the others are locked."""

from datetime import timedelta

from lambdas import wiring
from lambdas.config_files import load_meeting_types
from lambdas.domain.conversation.closing_lines import CLOSING_LINES, OVER
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.moves import prompt
from lambdas.domain.kernel.local_time import span
from lambdas.domain.kernel.plain_text import shown_title
from lambdas.domain.notifications.slack import Posted
from lambdas.domain.notifications.slack_threads import Thread
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.question_views import About, answered, closing, moved, pointer, question
from lambdas.slack.blocks import Post
from lambdas.slack.button_values import meeting_of
from lambdas.slack.client import SlackRefused

JUST_SHOWN = timedelta(minutes=1)
"""A question shown this recently is before its reader's eyes."""
DECLINED = "You said that this meeting needs no preparation, so nothing is asked about it. Your answers are kept."
GONE = frozenset({"message_not_found", "channel_not_found"})


def threads(context: SlackContext) -> tuple[Thread, ...]:
    """The conversations in this direct message, the last one shown first: those of another channel stand elsewhere."""
    found = wiring.slack_records().threads(context.user_id, context.now)
    return tuple(thread for thread in found if thread.channel_id == context.link.channel_id)


def thread_of(context: SlackContext, session_id: str) -> Thread | None:
    return next((thread for thread in threads(context) if thread.session_id == session_id), None)


def about(context: SlackContext, session: Conversation) -> About:
    tracked, types = wiring.meetings().get(context.user_id, session.meeting_id), load_meeting_types()
    timezone = wiring.users().get(context.user_id).timezone
    when = span(tracked.meeting.start, tracked.meeting.end, timezone)
    return About(
        title=shown_title(tracked.meeting.title),
        when=when,
        kind=types.get(tracked.plan.meeting_type).label,
        kinds=tuple((name, kind.label) for name, kind in types.items()),
    )


def take_up(context: SlackContext, session: Conversation, thread_ts: str) -> None:
    """Start Prep: the question comes to where it was pressed; in the App Home (no thread) one is led to it.

    A list of meetings is one message: the second that is taken up below it gets a thread of its own.
    """
    thread_ts = "" if _is_taken(context, session, thread_ts) else thread_ts
    known = thread_of(context, session.session_id)
    is_here = known is not None and thread_ts in ("", known.thread_ts)
    if session.status is ConversationStatus.OPEN:
        show = lead if is_here else ask
        show(context, session, thread_ts)
    elif known and is_here and known.version == session.version:
        context.say(over(context, session), thread_ts, f"over-{session.session_id}-{thread_ts}")
    else:
        ask(context, session, thread_ts, over(context, session))


def over(context: SlackContext, session: Conversation) -> str:
    """Returns why a conversation is closed, for somebody who comes to answer."""
    return DECLINED if is_declined(context, session) else OVER[session.status]


def is_declined(context: SlackContext, session: Conversation) -> bool:
    """Returns whether it was closed by "Not needed"."""
    if session.status is not ConversationStatus.WITHDRAWN:
        return False
    return wiring.meetings().get(context.user_id, session.meeting_id).preparation.declined_at is not None


def _is_taken(context: SlackContext, session: Conversation, thread_ts: str) -> bool:
    others = (thread for thread in threads(context) if thread.session_id != session.session_id)
    return any(thread.ts and thread.thread_ts == thread_ts for thread in others)


def ask(
    context: SlackContext, session: Conversation, thread_ts: str = "", words: str = "", *, again: bool = False
) -> None:
    """Shows where the conversation stands; the card that was open is changed into what was answered.

    A card that asks just this already is brought up to date in its place. ``words`` stand in for the closing line.
    ``again``: the card that is open has gone from Slack.
    """
    known = thread_of(context, session.session_id)
    anchor = thread_ts or (known.thread_ts if known else "")
    is_here = known is not None and known.thread_ts == anchor and not again
    if known and is_here and known.version == session.version:
        return
    if known and is_here and known.shows(session.position, _asked(session)):
        change(context, known.ts, question(session, about(context, session)))
        _note_shown(context, known, session)
        return
    _show(context, session, known, anchor, words or CLOSING_LINES.get(session.status, ""))


def _show(context: SlackContext, session: Conversation, known: Thread | None, anchor: str, words: str) -> None:
    turn = known.turn + 1 if known else 1
    is_open = session.status is ConversationStatus.OPEN
    card = question(session, about(context, session)) if is_open else closing(words)
    posted = context.posting.post(context.link, f"{session.session_id}-v{session.version}-{turn}", card, anchor)
    if known and known.ts:
        was_moved = known.version == session.version
        left = moved(session, _permalink(context, posted.ts)) if was_moved else answered(session, known.place)
        change(context, known.ts, left)
    thread = Thread(
        session_id=session.session_id,
        channel_id=posted.channel_id,
        thread_ts=anchor or posted.ts,
        ts=posted.ts if is_open else "",
        version=session.version,
        place=session.position,
        asked=_asked(session),
        turn=turn,
        shown_at=context.now,
    )
    wiring.slack_records().put_thread(context.user_id, _following(thread, known) if known else thread)


def lead(context: SlackContext, session: Conversation, thread_ts: str) -> None:
    """Leads to the open question, which stays where it is; says nothing where it is before the reader's eyes."""
    ask(context, session)
    thread = thread_of(context, session.session_id)
    if thread is None or (thread_ts == thread.thread_ts and context.now - thread.shown_at < JUST_SHOWN):
        return
    url = _permalink(context, thread.ts)
    if not url:
        ask(context, session, thread_ts, again=True)
        return
    name = f"at-{session.session_id}-{thread.turn}-{thread_ts}"
    context.posting.post(context.link, name, pointer(session, about(context, session), url), thread_ts)


def follow(context: SlackContext, session: Conversation) -> None:
    """Brings the open card up to date with what was done elsewhere, in its place: nothing rings for it."""
    known = thread_of(context, session.session_id)
    if known is None or not known.ts or known.version == session.version:
        return
    if session.status is not ConversationStatus.OPEN:
        settle(context, known, session)
        return
    change(context, known.ts, question(session, about(context, session)))
    _note_shown(context, known, session)


def settle(context: SlackContext, thread: Thread, session: Conversation) -> Thread:
    """Locks the card of a conversation that was closed elsewhere; whoever comes there is told what became of it."""
    if thread.ts:
        change(context, thread.ts, answered(session, thread.place))
    settled = thread.model_copy(update={"ts": "", "version": session.version})
    if settled != thread:
        wiring.slack_records().put_thread(context.user_id, settled)
    return settled


def settle_meeting(context: SlackContext, meeting_id: str) -> None:
    """Locks the open cards of a meeting that nothing is asked about any more."""
    for thread in threads(context):
        if thread.ts and meeting_of(thread.session_id) == meeting_id:
            settle(context, thread, wiring.conversations().get(context.user_id, thread.session_id, context.now))


def refresh(context: SlackContext, before: Conversation, session: Conversation, place: int) -> None:
    """Shows an answer that was changed where it stands; the open card stays good for the version that came of it."""
    thread = thread_of(context, session.session_id)
    if thread is None:
        return
    is_current = thread.version == before.version
    is_shown = is_current and answered(before, place) == answered(session, place)
    if (card := thread.cards.get(str(place))) and not is_shown:
        change(context, card, answered(session, place))
    if not is_current:
        return
    if thread.ts and place == session.position:
        change(context, thread.ts, question(session, about(context, session)))
    _note_shown(context, thread, session)


def _note_shown(context: SlackContext, thread: Thread, session: Conversation) -> None:
    shown = {"version": session.version, "place": session.position, "asked": _asked(session)}
    wiring.slack_records().put_thread(context.user_id, thread.model_copy(update=shown))


def change(context: SlackContext, ts: str, post: Post) -> None:
    channel_id = context.link.channel_id
    context.posting.change(Posted(message_id=ts, channel_id=channel_id, ts=ts, intended_at=context.now), post)


def _following(thread: Thread, known: Thread) -> Thread:
    """With what is to be remembered of where the conversation stood before."""
    was_moved = known.thread_ts != thread.thread_ts
    earlier = (*known.earlier_threads, known.thread_ts) if was_moved else known.earlier_threads
    is_left = known.ts and known.version != thread.version
    went_on, stayed = known.place < thread.place, known.place == thread.place
    return thread.model_copy(
        update={
            "earlier_threads": tuple(dict.fromkeys(one for one in earlier if one != thread.thread_ts)),
            "cards": {**known.cards, str(known.place): known.ts} if is_left else known.cards,
            "before": known.place if went_on else (known.before if stayed else None),
        }
    )


def _asked(session: Conversation) -> str:
    return prompt(session).text if session.status is ConversationStatus.OPEN else ""


def _permalink(context: SlackContext, ts: str) -> str:
    """Returns the address of a message; empty where it is gone."""
    try:
        where = {"channel": context.link.channel_id, "message_ts": ts}
        return str(context.posting.api.call("chat_getPermalink", **where)["permalink"])
    except SlackRefused as error:
        if error.code not in GONE:
            raise
        return ""

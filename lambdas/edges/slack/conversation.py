"""The preparation's conversation in a thread of the direct message; it may go on here, on the page, or anywhere."""

import time
from collections.abc import Callable
from functools import partial

from lambdas import wiring
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.moves import Prompt, Verb
from lambdas.domain.notifications.slack import CHANNEL, Posted, Thread
from lambdas.edges.commands import meetings
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.views import answered, question
from lambdas.errors import AmoError, Conflict, NotFound, Refused
from lambdas.slack.button_values import QuestionButton, meeting_of
from lambdas.slack.text import typed

WORDS = {"skip": Verb.SKIP, "back": Verb.BACK, "finish": Verb.FINISH}
"""Words that may be typed instead of pressing a button."""
NOT_YET = "The questions are still being put together; press again in a moment."
LOOKS = 5


def start(context: SlackContext, session_id: str, thread_ts: str, sleep: Callable[[float], None] = time.sleep) -> None:
    """Asks where the conversation stands, below the message that was pressed."""
    for _ in range(LOOKS):
        try:
            session = wiring.conversations().get(context.user_id, session_id, context.now)
        except NotFound:
            _require_own(context, session_id)
            sleep(1)  # the message goes out a moment before the conversation opens
            continue
        ask(context, session, thread_ts)
        return
    context.say(NOT_YET, thread_ts)


def press(context: SlackContext, verb: Verb, pressed: QuestionButton) -> None:
    _move(context, pressed.session_id, verb, "", pressed.version)


def never_ask(context: SlackContext, pressed: QuestionButton) -> None:
    """Skips it, and leaves it out of the conversations about meetings of this kind from now on."""
    move = partial(meetings.never_ask, context.user_id, pressed.session_id, pressed.version, CHANNEL)
    _then_ask(context, pressed.session_id, move)


def hear(context: SlackContext, text: str, thread_ts: str) -> bool:
    """Takes what the person wrote as the answer to the question that stands in that thread, or in the last one.

    False where no question is open, and nothing was done.
    """
    thread = _thread(context, thread_ts)
    if thread is None:
        return False
    session = wiring.conversations().get(context.user_id, thread.session_id, context.now)
    version = wiring.slack_records().pinned(context.key, session.version)
    words = typed(text).strip()
    verb = WORDS.get(words.casefold(), Verb.ANSWER)
    _move(context, thread.session_id, verb, words if verb is Verb.ANSWER else "", version)
    return True


def ask(context: SlackContext, session: Conversation, thread_ts: str = "") -> None:
    """Shows where the conversation stands; what was asked before is changed into what was answered."""
    records = wiring.slack_records()
    known = next((t for t in records.threads(context.user_id, context.now) if t.session_id == session.session_id), None)
    anchor = thread_ts or (known.thread_ts if known else "")
    if known and known.version == session.version and known.thread_ts == anchor:
        return
    posted = context.posting.post(
        context.link, f"{session.session_id}-v{session.version}-{anchor}", question(session), anchor
    )
    if known and known.ts:
        context.posting.change(_as_posted(known), answered(session, known.place))
    thread = Thread(
        session_id=session.session_id,
        channel_id=posted.channel_id,
        thread_ts=anchor or posted.ts,
        ts=posted.ts if session.status is ConversationStatus.OPEN else "",
        version=session.version,
        place=session.position,
        shown_at=context.now,
    )
    records.put_thread(context.user_id, thread)


def _move(context: SlackContext, session_id: str, verb: Verb, text: str, version: int) -> None:
    _then_ask(
        context,
        session_id,
        partial(meetings.converse, context.user_id, session_id, verb, text, version, CHANNEL),
    )


def _then_ask(context: SlackContext, session_id: str, move: Callable[[], Prompt]) -> None:
    """A move that came too late is said, and what is asked now is shown."""
    problem: AmoError | None = None
    try:
        move()
    except (Conflict, Refused) as refusal:
        problem = refusal
    session = wiring.conversations().get(context.user_id, session_id, context.now)
    ask(context, session)
    if problem:
        thread = _thread(context, "", session_id)
        context.say(str(problem), thread.thread_ts if thread else "")


def _thread(context: SlackContext, thread_ts: str, session_id: str = "") -> Thread | None:
    threads = wiring.slack_records().threads(context.user_id, context.now)
    if session_id:
        return next((thread for thread in threads if thread.session_id == session_id), None)
    if thread_ts:
        return next((thread for thread in threads if thread.thread_ts == thread_ts), None)
    open_ones = (thread for thread in threads if thread.ts)
    return next(open_ones, None)


def _require_own(context: SlackContext, session_id: str) -> None:
    """Raises NotFound for somebody else's meeting: there is nothing to wait for then (fault 57)."""
    wiring.meetings().get(context.user_id, meeting_of(session_id))


def _as_posted(thread: Thread) -> Posted:
    return Posted(
        message_id=thread.session_id,
        channel_id=thread.channel_id,
        thread_ts=thread.thread_ts,
        ts=thread.ts,
        intended_at=thread.shown_at,
    )

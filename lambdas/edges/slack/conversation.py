"""The preparation's conversation in a thread of the direct message; it may go on here, on the page, or anywhere."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from lambdas import wiring
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.moves import Verb, prompt
from lambdas.domain.conversation.replies import Reply, reply_kind
from lambdas.domain.conversation.typed_moves import typed_verb
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.domain.notifications.requests import Wanted, request_of
from lambdas.domain.notifications.slack import CHANNEL
from lambdas.domain.notifications.slack_threads import Thread, WrittenMessage
from lambdas.edges.commands import meetings
from lambdas.edges.slack import question_cards as cards
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.delivery import Click, MessageChange, SlackEvent
from lambdas.edges.slack.heard_messages import Standing, answer, change_answer, refuse_late
from lambdas.edges.slack.mentions import words_of
from lambdas.edges.slack.question_views import answered
from lambdas.edges.slack.which_meeting import ask_which, change_unplaced
from lambdas.errors import Conflict, NotFound
from lambdas.slack.button_values import QuestionButton, TypeOption, meeting_of

NOT_YET = "The questions are still being put together; press again in a moment."
OLD_NOTICE = "That preparation is over. Type /amo today to see where the meeting stands."
WHICH_NOTICE = "Press Start Prep beside the meeting you mean; then what you write is its answer."
BEGINNING = frozenset({PrepStatus.SCHEDULED, PrepStatus.GATHERING, PrepStatus.WAITING})
NO_WORDS = "AMO reads no files here: answer in a few words, or skip the question."
ASKED_ANEW = "This was not added: the meeting changed, and its questions were put together anew."
LOOKS = 5
MAX_OPEN = timedelta(days=2)
"""A conversation ends a day after it began."""
JUST_CLOSED = timedelta(hours=1)
"""What is written within this time of the end was meant for that conversation."""


def start(context: SlackContext, session_id: str, thread_ts: str, sleep: Callable[[float], None] = time.sleep) -> None:
    """Asks where the conversation stands, below the message that was pressed; of several runs it is the latest."""
    for _ in range(LOOKS):
        try:
            session = wiring.conversations().get(context.user_id, session_id, context.now)
        except NotFound:
            if not _is_beginning(context, session_id):
                context.say(OLD_NOTICE, thread_ts)
                return
            sleep(1)  # the message goes out a moment before the conversation opens
            continue
        cards.take_up(context, _successor(context, session) or session, thread_ts)
        return
    context.say(NOT_YET, thread_ts)


def press(context: SlackContext, verb: Verb, click: Click) -> None:
    pressed = QuestionButton.read(click.value)
    version = _seen(context, pressed, click)
    _move(context, click, partial(meetings.converse, context.user_id, pressed.session_id, verb, "", version, CHANNEL))


def never_ask(context: SlackContext, click: Click) -> None:
    """Skips it, and leaves it out of the conversations about meetings of this kind from now on."""
    pressed = QuestionButton.read(click.value)
    version = _seen(context, pressed, click)
    _move(context, click, partial(meetings.never_ask, context.user_id, pressed.session_id, version, CHANNEL))


def correct_type(context: SlackContext, click: Click) -> None:
    """The card asks what the type asks that was chosen; answers given stay."""
    option = TypeOption.read(click.value)
    before = wiring.conversations().get(context.user_id, option.session_id, context.now)
    meetings.correct_type(context.user_id, before.meeting_id, option.meeting_type)
    session = wiring.conversations().get(context.user_id, option.session_id, context.now)
    if session.status is not ConversationStatus.OPEN:
        context.say("Noted, for this meeting and those of its series.", click.anchor)
        return
    cards.refresh(context, before, session, session.position)
    cards.ask(context, session)
    plan = wiring.meetings().get(context.user_id, session.meeting_id).plan
    if plan.prep_trigger_time is None:
        context.say(f"Noted: meetings like this one are not prepared. {plan.skip_reason}", click.anchor)


def hear(context: SlackContext, event: SlackEvent) -> bool:
    """Takes what the person wrote as the answer of the conversation in that thread, or of the only one that is open.

    False where it answers nothing, and nothing was done.
    """
    if event.change:
        _heed(context, event.change)
        return True
    words = words_of(context, event.text).strip()
    if invited := _invited_by(context, event.thread_ts):
        _begin(context, invited, WrittenMessage(ts=event.ts, text=words), event.thread_ts)
        return True
    found = _standings(context, event.thread_ts)
    open_ones = [standing for standing in found if standing.is_open]
    if ended := _ended_by(context, found, event.ts, "" if open_ones else words):
        cards.ask(context, ended.session)  # done before, and the closing line lost on the way
        return True
    here = [_settled(context, standing) for standing in found]
    if open_ones and not words:
        context.say(NO_WORDS, event.thread_ts)
    elif len(open_ones) > 1:
        ask_which(context, open_ones, WrittenMessage(ts=event.ts, text=words), event.thread_ts)
    elif open_ones:
        answer(context, open_ones[0], (WrittenMessage(ts=event.ts, text=words),))
    elif not here or (not event.thread_ts and request_of(words).wanted is not Wanted.SEARCH):
        return False
    else:
        _say_late(context, here[0], words, event.thread_ts)
    return True


def _invited_by(context: SlackContext, thread_ts: str) -> list[Conversation]:
    """Returns the open conversations that the message above a thread invites to, as long as none was begun there."""
    if not thread_ts or any(thread.is_in(thread_ts) for thread in cards.threads(context)):
        return []
    posted = wiring.slack_records().posted_at(context.user_id, context.link.channel_id, thread_ts, context.now)
    buttons = posted.message.actions if posted and posted.message else ()
    found = (wiring.conversations().find(one.target, context.now) for one in buttons if one.verb == "start_prep")
    return [one for one in found if one and one.user_id == context.user_id and one.status is ConversationStatus.OPEN]


def _begin(context: SlackContext, invited: list[Conversation], part: WrittenMessage, thread_ts: str) -> None:
    """Begins where its reader wrote below the notice; more than a nod is the first answer."""
    if len(invited) > 1:
        context.say(WHICH_NOTICE, thread_ts)
        return
    cards.take_up(context, invited[0], thread_ts)
    thread = cards.thread_of(context, invited[0].session_id)
    if thread and part.text and reply_kind(part.text) is not Reply.NO_ANSWER:
        answer(context, Standing(thread, invited[0]), (part,))


def _heed(context: SlackContext, change: MessageChange) -> None:
    """Slack also tells of changes that change no word: a link was unfolded, a thread begun."""
    if change.text == change.before:
        return
    heard = wiring.slack_records().heard(context.user_id, context.link.channel_id, change.ts, context.now)
    if heard:
        change_answer(context, heard, change)
    else:
        change_unplaced(context, change)


def _move(context: SlackContext, click: Click, move: Callable[[], object]) -> None:
    """A press that comes too late locks its card, and leads to what is asked now."""
    pressed, is_late = QuestionButton.read(click.value), False
    try:
        move()
    except Conflict:
        is_late = True
    session = wiring.conversations().get(context.user_id, pressed.session_id, context.now)
    if is_late and click.message_ts:
        _lock(context, session, pressed, click)
    if is_late and session.status is ConversationStatus.OPEN:
        cards.lead(context, session, click.anchor)
    else:
        cards.ask(context, session)


def _lock(context: SlackContext, session: Conversation, pressed: QuestionButton, click: Click) -> None:
    known = cards.thread_of(context, session.session_id)
    if known is None or known.ts != click.message_ts:  # that one is locked when the next is asked
        cards.change(context, click.message_ts, answered(session, pressed.place))


def _seen(context: SlackContext, pressed: QuestionButton, click: Click) -> int:
    """Returns the version the person saw: the open card stays good while answers before it are changed."""
    thread = cards.thread_of(context, pressed.session_id)
    is_open_card = thread is not None and bool(thread.ts) and thread.ts == click.message_ts
    return thread.version if thread and is_open_card else pressed.version


def _standings(context: SlackContext, thread_ts: str) -> list[Standing]:
    """The conversations of a thread; outside every one of theirs, all that a reply may be meant for."""
    found = cards.threads(context)
    here = [thread for thread in found if thread_ts and thread.is_in(thread_ts)]
    meant = here or [thread for thread in found if _may_be_meant(thread, context.now)]
    return [Standing(thread, _session(context, thread)) for thread in meant]


def _may_be_meant(thread: Thread, now: datetime) -> bool:
    shown = now - thread.shown_at
    return shown < JUST_CLOSED or (bool(thread.ts) and shown < MAX_OPEN)


def _session(context: SlackContext, thread: Thread) -> Conversation:
    return wiring.conversations().get(context.user_id, thread.session_id, context.now)


def _ended_by(context: SlackContext, standings: list[Standing], ts: str, words: str) -> Standing | None:
    """Returns the conversation this message ended, where Slack has not shown that yet. A move has no words to lose."""
    heard = wiring.slack_records().heard(context.user_id, context.link.channel_id, ts, context.now)
    for standing in standings:
        is_its_answer = heard is not None and heard.session_id == standing.session.session_id
        is_an_end = is_its_answer or typed_verb(words, prompt(standing.session)) in (Verb.SKIP, Verb.FINISH)
        if is_an_end and standing.thread.ts and not standing.is_open:
            return standing
    return None


def _settled(context: SlackContext, standing: Standing) -> Standing:
    if standing.is_open:
        return standing
    return Standing(cards.settle(context, standing.thread, standing.session), standing.session)


def _say_late(context: SlackContext, standing: Standing, words: str, thread_ts: str) -> None:
    """The conversation is over where this was written: one line says so, and what to do, however much is written."""
    successor = _successor(context, standing.session)
    if successor is None or successor.status is not ConversationStatus.OPEN:
        refuse_late(context, standing, words, thread_ts)
        return
    context.say(ASKED_ANEW, thread_ts)
    cards.take_up(context, successor, thread_ts)


def _successor(context: SlackContext, session: Conversation) -> Conversation | None:
    """Returns the conversation that took this one's place: the meeting moved, or was prepared again."""
    latest = wiring.meetings().get(context.user_id, session.meeting_id).preparation.session_id
    if session.status is ConversationStatus.OPEN or latest in ("", session.session_id):
        return None
    found = wiring.conversations().find(latest, context.now)
    return found if found and found.user_id == context.user_id else None


def _is_beginning(context: SlackContext, session_id: str) -> bool:
    """Raises NotFound for somebody else's meeting: there is nothing to wait for then (fault 57)."""
    return wiring.meetings().get(context.user_id, meeting_of(session_id)).prep_status in BEGINNING

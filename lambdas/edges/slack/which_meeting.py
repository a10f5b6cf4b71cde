"""A reply outside every thread while several conversations are open: AMO asks which it is for, and keeps it."""

from collections.abc import Sequence

from lambdas import wiring
from lambdas.domain.conversation.moves import MAX_ANSWER
from lambdas.domain.notifications.slack_threads import JUST_NOW, HeardAnswer, UnplacedReply, WrittenMessage, joined
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.delivery import Click, MessageChange
from lambdas.edges.slack.heard_messages import Standing, answer, refuse_late, was_taken
from lambdas.edges.slack.mentions import words_of
from lambdas.edges.slack.question_cards import about, change, thread_of
from lambdas.edges.slack.question_views import closing, placed, which_meeting
from lambdas.slack.button_values import ReplyButton

TAKEN_BACK = "You took this back; nothing was added."
FULL = f"That is all that fits one answer ({MAX_ANSWER:,} characters): choose its meeting above, then write on."


def ask_which(context: SlackContext, standings: Sequence[Standing], part: WrittenMessage, thread_ts: str) -> None:
    """Asks once, however much more is written before a meeting is chosen: all of it is the same reply."""
    kept = _kept(context, part, thread_ts)
    if len(joined(kept.parts)) > MAX_ANSWER and len(kept.parts) > 1:
        context.say(FULL, thread_ts, f"full-{kept.name}")
        return
    wiring.slack_records().put_unplaced(context.user_id, kept)
    choices = [(one.session.session_id, about(context, one.session).label) for one in standings]
    card = which_meeting(joined(kept.parts), kept.name, choices)
    posted = context.posting.post(context.link, _card(kept.name), card, thread_ts)
    if len(kept.parts) > 1:
        change(context, posted.ts, card)


def choose(context: SlackContext, click: Click) -> None:
    """Makes the reply the answer, once: of a second press nothing is left to be done."""
    chosen = ReplyButton.read(click.value)
    records = wiring.slack_records()
    reply = next((one for one in records.unplaced(context.user_id, context.now) if one.name == chosen.name), None)
    thread = thread_of(context, chosen.session_id)
    if reply is None or thread is None:
        return
    session = wiring.conversations().get(context.user_id, chosen.session_id, context.now)
    standing, words = Standing(thread, session), joined(reply.parts)
    if standing.is_open or was_taken(context, standing, reply.parts):
        answer(context, standing, reply.parts)
    else:
        refuse_late(context, standing, words, reply.thread_ts)
    posted = records.posted(context.user_id, _card(reply.name), context.now)
    if posted:
        change(context, posted.ts, placed(words, about(context, session).meeting))
    records.forget_unplaced(context.user_id, reply.name)


def change_unplaced(context: SlackContext, changed: MessageChange) -> None:
    """A message edited before its meeting was chosen is kept as it is now."""
    records = wiring.slack_records()
    for reply in records.unplaced(context.user_id, context.now):
        parts = HeardAnswer(parts=reply.parts)
        if parts.has(changed.ts):
            part = WrittenMessage(ts=changed.ts, text=words_of(context, changed.text).strip())
            kept = reply.model_copy(update={"parts": parts.with_part(part).parts})
            _keep_or_drop(context, kept)


def _keep_or_drop(context: SlackContext, reply: UnplacedReply) -> None:
    """Drops a reply that was deleted whole."""
    records = wiring.slack_records()
    if joined(reply.parts):
        records.put_unplaced(context.user_id, reply)
        return
    posted = records.posted(context.user_id, _card(reply.name), context.now)
    if posted:
        change(context, posted.ts, closing(TAKEN_BACK))
    records.forget_unplaced(context.user_id, reply.name)


def _kept(context: SlackContext, part: WrittenMessage, thread_ts: str) -> UnplacedReply:
    for reply in wiring.slack_records().unplaced(context.user_id, context.now):
        if reply.thread_ts == thread_ts and context.now - reply.at < JUST_NOW:
            parts = HeardAnswer(parts=reply.parts).with_part(part).parts
            return reply.model_copy(update={"parts": parts})
    return UnplacedReply(name=part.ts, thread_ts=thread_ts, parts=(part,), at=context.now)


def _card(name: str) -> str:
    return f"which-{name}"

"""Answers what somebody writes to AMO while no question is open: in the direct message, or in Slack's view of an agent.

It is understood as the commands are, and looked for where it is none of them.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from lambdas.domain.conversation.typed_moves import is_a_move
from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.notifications.requests import Request, Wanted, request_of
from lambdas.domain.preparation.lifecycle import is_left_out
from lambdas.edges.slack.ask import ask_about, meeting_of_thread
from lambdas.edges.slack.commands import command
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.delivery import Command, SlackEvent
from lambdas.edges.slack.home import DAYS_AHEAD, coming, list_waiting, show_meeting
from lambdas.edges.slack.knowledge import tell_about
from lambdas.edges.slack.members import call_if_granted
from lambdas.edges.slack.mentions import words_of
from lambdas.errors import NotFound

THINKING = "is thinking …"
NO_QUESTION = "There is no open question."
TRY = "Try: today, prep, agenda, approvals or help; or press Start Prep on a meeting's notice."
NEXT = "Your next meeting"
NO_NEXT = f"No meeting in the next {DAYS_AHEAD} days is one to prepare; /amo prep shows them all."


def understand(context: SlackContext, event: SlackEvent) -> None:
    """Says in the thread, where it was written in one. Raises AmoError as the commands do."""
    with _thinking(context, event):
        _answer(context, request_of(words_of(context, event.text)), event)


def _answer(context: SlackContext, request: Request, event: SlackEvent) -> None:
    threaded = context.in_thread(event.thread_ts)
    once = f"nothing-{context.now:%Y%m%dT%H}-{event.thread_ts}"  # an hour, however often it is written
    match request.wanted:
        case Wanted.SEARCH if not content_words(request.words) or is_a_move(request.words):
            threaded.say(f"{NO_QUESTION} {TRY}", name=once)
        case Wanted.SEARCH if meeting_id := meeting_of_thread(context, event.thread_ts):
            ask_about(threaded, meeting_id, request.words)
        case Wanted.SEARCH:
            asked = hashlib.sha256(request.words.casefold().encode()).hexdigest()[:12]
            tell_about(threaded, request.words, hint=f"{NO_QUESTION} {TRY}", name=f"{once}-{asked}")
        case Wanted.NEXT:
            _offer_next(threaded)
        case Wanted.WAITING:
            list_waiting(threaded)
        case Wanted():
            command(threaded, Command(event.user, f"{request.wanted} {request.words}"))


@contextmanager
def _thinking(context: SlackContext, event: SlackEvent) -> Iterator[None]:
    """Shown while the answer is looked for; the one thing a workspace without agents does not show."""
    place = {"channel_id": context.link.channel_id, "thread_ts": event.thread_ts or event.ts}
    is_shown = bool(place["thread_ts"]) and call_if_granted(
        context, "assistant_threads_setStatus", status=THINKING, **place
    )
    try:
        yield
    finally:
        if is_shown:
            call_if_granted(context, "assistant_threads_setStatus", status="", **place)


def _offer_next(context: SlackContext) -> None:
    """With its own button: what it takes now, starting, answering or reading, is for the person to press."""
    to_prepare = (tracked for tracked in coming(context, DAYS_AHEAD) if not is_left_out(tracked))
    found = next((tracked for tracked in to_prepare if tracked.meeting.start > context.now), None)
    if found is None:
        raise NotFound(NO_NEXT)
    show_meeting(context, NEXT, found)

"""Answers a question about one meeting in Slack: ``/amo ask``, or what is written below a message about a meeting."""

import time
from collections.abc import Iterator

from lambdas import wiring
from lambdas.domain.ask.question import NOTHING_FOUND, AnswerLine, MeetingAnswer, MeetingQuestion
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.notifications.slack import CHANNEL
from lambdas.edges.commands import ask as commands
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.home import DAYS_AHEAD, coming
from lambdas.edges.slack.views import so_called, title_of
from lambdas.errors import NotFound, Refused
from lambdas.slack.blocks import Block, actions, link, said, titled

SECONDS = 22
"""A little more than an answer takes."""
LOOK_EVERY = 1.0
MAX_ECHO = 160
HOW = "Ask like this: /amo ask what is open? Or of another meeting: /amo ask roadmap: what is open?"
NO_MEETING = f"No meeting in the next {DAYS_AHEAD} days has these words in its title; /amo today shows what comes."
NONE_COMES = f"No meeting comes in the next {DAYS_AHEAD} days."
LATE = "The answer takes longer than usual: it will be on the meeting’s page."


def ask(context: SlackContext, words: str) -> None:
    """Of the next meeting, or of the one whose title stands before a colon. Raises Refused, NotFound."""
    title, colon, question = words.partition(":")
    if not words:
        raise Refused(HOW)
    meetings = coming(context, DAYS_AHEAD)
    if found := so_called(meetings, title) if colon and question.strip() else []:
        ask_about(context, found[0].meeting.meeting_id, question)
    elif meetings:
        ask_about(context, _next(meetings).meeting.meeting_id, words)
    else:
        raise NotFound(NO_MEETING if colon else NONE_COMES)


def meeting_of_thread(context: SlackContext, thread_ts: str) -> str:
    """Returns the meeting that the message above a thread is about; empty where it is about none."""
    if not thread_ts:
        return ""
    posted = wiring.slack_records().posted_at(context.user_id, context.link.channel_id, thread_ts, context.now)
    return posted.message.meeting_id if posted and posted.message else ""


def ask_about(context: SlackContext, meeting_id: str, question: str) -> None:
    """Waits for the answer, and says it once. Raises Refused, NotFound."""
    asked = commands.ask_about(context.user_id, meeting_id, question, CHANNEL)
    for _ in range(int(SECONDS / LOOK_EVERY)):
        if asked.answer:
            break
        time.sleep(LOOK_EVERY)
        asked = commands.find_question(context.user_id, meeting_id, asked.question_id)
    tracked = wiring.meetings().get(context.user_id, meeting_id)
    heading = f"{title_of(tracked)}: “{one_line(asked.question, MAX_ECHO)}”"
    context.show(heading, list(_blocks(heading, asked)))


def _next(meetings: list[TrackedMeeting]) -> TrackedMeeting:
    """The next that anything was gathered for, where there is one."""
    prepared = (one for one in meetings if one.prep_status not in (PrepStatus.NONE, PrepStatus.SCHEDULED))
    return next(prepared, meetings[0])


def _blocks(heading: str, asked: MeetingQuestion) -> Iterator[Block]:
    answer = asked.answer
    yield from titled(heading, _lines(answer) if answer else [LATE])
    if answer and answer.remark:
        yield said(answer.remark)
    address = f"{wiring.settings().public_url}/meetings/{asked.meeting_id}#ask"
    yield actions("asked", [link("open_answer", "Open with its sources", address)])


def _lines(answer: MeetingAnswer) -> list[str]:
    return [_line(line, answer.written_by) for line in answer.lines] or [NOTHING_FOUND]


def _line(line: AnswerLine, model: str) -> str:
    sources = ", ".join(source.label for source in line.sources)
    return f"• {line.text} ({f'AI, {model}, from {sources}' if model else sources})"

"""Views of a conversation and of meetings, as Block Kit. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.moves import prompt
from lambdas.domain.kernel.local_time import span
from lambdas.domain.kernel.plain_text import one_line, shown_title
from lambdas.domain.meetings.tracked_meeting import RUNNING, PrepStatus, TrackedMeeting
from lambdas.slack.blocks import Block, Post, actions, button, link, said, section, titled
from lambdas.slack.button_values import QuestionButton
from lambdas.slack.text import clipped, literal

MAX_ECHO = 600
MAX_MEETINGS = 15
"""Three blocks each: within the fifty of a message."""
NO_MEETINGS = "Nothing in the coming days."
HELP = (
    "/amo today: your next meetings and how far their preparation is",
    "/amo prep: choose a meeting to prepare now; /amo prep roadmap picks it by its title",
    "/amo approvals: what waits for your decision",
    "/amo settings: quiet hours, time zone, calendars",
    "/amo sign-in: a link that opens AMO's page, where you are not signed in",
    "/amo connect: tie this Slack account to another AMO user",
    "In a conversation, answer in its thread; skip, back and finish may be typed as well.",
)
STATES = {
    PrepStatus.NONE: "not prepared",
    PrepStatus.SCHEDULED: "will be prepared",
    PrepStatus.GATHERING: "being prepared",
    PrepStatus.WAITING: "waits for your answers",
    PrepStatus.GENERATING: "materials are being written",
    PrepStatus.READY: "ready",
    PrepStatus.FAILED: "needs you",
    PrepStatus.WITHDRAWN: "preparation stopped",
}


def question(session: Conversation) -> Post:
    """Shows the question asked now, or how the conversation ended."""
    asked = prompt(session)
    if session.status is not ConversationStatus.OPEN:
        return Post(asked.text, (section(literal(asked.text)),))
    title = f"Question {asked.number} of {asked.total}"
    blocks = [*titled(title, [asked.text])]
    if asked.earlier:
        blocks.append(said(f"Your answer so far: {one_line(asked.earlier, MAX_ECHO)}"))
    blocks.append(said("Answer in this thread, or:"))
    moves = [("chat_skip", "Skip"), *([("chat_back", "Back")] if asked.can_go_back else []), ("chat_finish", "Finish")]
    moves.append(("chat_never", "Never ask this again"))
    value = str(QuestionButton(session.session_id, session.version))
    blocks.append(actions(f"q-{value}", [button(name, label, value) for name, label in moves]))
    return Post(clipped(f"{title}: {asked.text}", 300), tuple(blocks))


def answered(session: Conversation, place: int) -> Post:
    """A question that is no longer asked, with what was answered."""
    if place >= len(session.questions):
        return Post("Closed", (said("Closed."),))
    text = session.questions[place].text
    answer = session.answers.get(str(place))
    typed = answer.text or answer.set_aside if answer else ""
    echo = f"You: {one_line(typed, MAX_ECHO)}" if typed else "No answer."
    return Post(clipped(text, 300), (*titled(f"Question {place + 1} of {len(session.questions)}", [text]), said(echo)))


def meeting_list(heading: str, meetings: Sequence[TrackedMeeting], timezone: str, public_url: str) -> tuple[Block, ...]:
    return (*titled(heading, []), *_rows(meetings, timezone, public_url))


def home(
    meetings: Sequence[TrackedMeeting], timezone: str, public_url: str, settings: Iterable[Block]
) -> dict[str, object]:
    """The App Home: the next meetings, their state, what waits, and the settings."""
    waiting = sum(tracked.prep_status is PrepStatus.WAITING for tracked in meetings)
    heading = f"Your next meetings: {waiting} waiting for you" if waiting else "Your next meetings"
    return {"type": "home", "blocks": [*meeting_list(heading, meetings, timezone, public_url), *settings]}


def title_of(tracked: TrackedMeeting) -> str:
    return shown_title(tracked.meeting.title)


def _rows(meetings: Sequence[TrackedMeeting], timezone: str, public_url: str) -> Iterator[Block]:
    if not meetings:
        yield said(NO_MEETINGS)
    for tracked in meetings[:MAX_MEETINGS]:
        when = span(tracked.meeting.start, tracked.meeting.end, timezone)
        yield from titled(title_of(tracked), [f"{when}: {STATES[tracked.prep_status]}"])
        yield actions(f"meeting-{tracked.meeting.meeting_id}", _choices(tracked, public_url))


def _choices(tracked: TrackedMeeting, public_url: str) -> list[Block]:
    meeting_id, status = tracked.meeting.meeting_id, tracked.prep_status
    choices = [
        link(
            "open_meeting",
            "View Materials" if status is PrepStatus.READY else "Open",
            f"{public_url}/meetings/{meeting_id}",
        )
    ]
    if status is PrepStatus.WAITING:
        return [button("start_prep", "Start Prep", tracked.preparation.session_id, "primary"), *choices]
    if status not in RUNNING:
        return [
            button("prepare", "Prepare again" if status is PrepStatus.READY else "Prepare now", meeting_id),
            *choices,
        ]
    return choices

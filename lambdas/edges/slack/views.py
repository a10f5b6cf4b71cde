"""Views of a conversation, as Block Kit. Pure."""

from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.moves import prompt
from lambdas.domain.kernel.plain_text import one_line, shown_title
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.slack.blocks import Post, actions, button, said, section, titled
from lambdas.slack.button_values import QuestionButton
from lambdas.slack.text import clipped, literal

MAX_ECHO = 600
HELP = (
    "/amo today: your next meetings and how far their preparation is",
    "/amo prep: choose a meeting to prepare now; /amo prep roadmap picks it by its title",
    "/amo agenda: your next meeting with the people of the channel; /amo agenda roadmap picks it by its title",
    "/amo approvals: what waits for your decision",
    "/amo settings: quiet hours, time zone, calendars",
    "/amo sign-in: a link that opens AMO's page, where you are not signed in",
    "/amo connect: tie this Slack account to another AMO user",
    "Or write to AMO what you look for: what is next today, prepare roadmap, what waits for me, the lease",
    "In a conversation, answer in its thread; skip, back and finish may be typed as well.",
)


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


def title_of(tracked: TrackedMeeting) -> str:
    return shown_title(tracked.meeting.title)

"""Views of a preparation's conversation as Block Kit: its questions, its answers, and which meeting is meant. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.moves import Prompt, prompt
from lambdas.domain.kernel.plain_text import one_line
from lambdas.slack.blocks import MAX_FALLBACK, Block, Post, actions, button, link, menu, said, section, titled
from lambdas.slack.button_values import QuestionButton, ReplyButton, TypeOption
from lambdas.slack.text import clipped, literal

MAX_ECHO = 600
MAX_MEETINGS = 20
"""Elements of a row of buttons are 25 at most."""
WHICH = "Which meeting is this for?"
GONE = "This question is no longer open."


@dataclass(frozen=True, slots=True)
class About:
    """The meeting a question is about: its title, its time in the reader's zone, ``kind`` as its type is called.

    ``kinds`` are all types with what they are called.
    """

    title: str
    when: str
    kind: str
    kinds: tuple[tuple[str, str], ...]

    @property
    def meeting(self) -> str:
        return f"{self.title}, {self.when}"

    @property
    def label(self) -> str:
        """The time first: a button has no room for a long title, and those of a series have the same."""
        return f"{self.when}: {self.title}"


def question(session: Conversation, about: About) -> Post:
    """Shows the question asked now."""
    asked = prompt(session)
    title = asked.step
    blocks = [said(about.meeting), *titled(title, [asked.text])]
    if asked.written_by:
        blocks.append(said(f"AI: {one_line(asked.written_by, MAX_ECHO)} wrote this question."))
    if asked.earlier:
        blocks.append(said(f"Your answer was: {one_line(asked.earlier, MAX_ECHO)}"))
    blocks.append(said(_how_to_answer(asked)))
    value = str(QuestionButton(session.session_id, session.version, session.position))
    blocks.append(actions(f"q-{value}", [*_moves(asked, value), _type_menu(session, about)]))
    return Post(clipped(f"{title}: {asked.text}", MAX_FALLBACK), tuple(blocks))


def closing(text: str) -> Post:
    return Post(clipped(text, MAX_FALLBACK), (section(literal(text)),))


def answered(session: Conversation, place: int | None) -> Post:
    """A question that is no longer asked, with what was answered; of one that was replaced nothing is known."""
    answer = session.answers.get(str(place))
    typed = (answer.text or answer.set_aside) if answer else ""
    is_asked = session.status is ConversationStatus.OPEN and place == session.position
    if place is None or place >= len(session.questions) or (is_asked and not typed):
        return Post(GONE, (said(GONE),))
    text = session.questions[place].text
    echo = f"You: {one_line(typed, MAX_ECHO)}" if typed else _unanswered(session, place)
    title = session.step(place)
    return Post(clipped(text, MAX_FALLBACK), (*titled(title, [text]), said(echo)))


def moved(session: Conversation, url: str) -> Post:
    """A question that is asked in another place now."""
    asked = prompt(session)
    title = asked.step
    where = [actions(f"on-{session.session_id}", [link("open_question", "Go on there", url)])] if url else []
    head = (*titled(title, [asked.text]), said("This goes on where you pressed Start Prep last."))
    return Post(clipped(asked.text, MAX_FALLBACK), (*head, *where))


def pointer(session: Conversation, about: About, url: str) -> Post:
    """One line that leads to the open question."""
    asked = prompt(session)
    text = f"{about.meeting}: {asked.step.lower()} waits for you."
    where = actions(f"at-{session.session_id}-{session.version}", [link("open_question", "Go to the question", url)])
    return Post(clipped(text, MAX_FALLBACK), (section(literal(text)), where))


def which_meeting(text: str, name: str, choices: Sequence[tuple[str, str]]) -> Post:
    """``choices`` are conversations with the meetings they prepare."""
    buttons = [
        button(f"chat_for_{place}", meeting, str(ReplyButton(session_id, name)))
        for place, (session_id, meeting) in enumerate(choices[:MAX_MEETINGS])
    ]
    head = titled(WHICH, [])
    return Post(WHICH, (*head, said(f"You wrote: {one_line(text, MAX_ECHO)}"), actions(f"which-{name}", buttons)))


def placed(text: str, meeting: str) -> Post:
    """The reply, once its author has said which meeting it is for."""
    echo = said(f"You: {one_line(text, MAX_ECHO)}")
    return Post(clipped(f"For {meeting}", MAX_FALLBACK), (*titled(f"For {meeting}", []), echo))


def _how_to_answer(asked: Prompt) -> str:
    return "Write a new one in this thread, or:" if asked.earlier else "Answer in this thread, or:"


def _unanswered(session: Conversation, place: int) -> str:
    """Says of a question that was left by going back that it comes again."""
    is_ahead = session.status is ConversationStatus.OPEN and place > session.position
    return "Asked again in a moment." if is_ahead else "No answer."


def _moves(asked: Prompt, value: str) -> Iterator[Block]:
    yield button("chat_skip", "Keep it" if asked.earlier else "Skip", value)
    if asked.can_go_back:
        yield button("chat_back", "Back", value)
    yield button("chat_finish", "Finish", value)
    if not asked.is_follow_up:
        yield button("chat_never", "Never ask this again", value)


def _type_menu(session: Conversation, about: About) -> Block:
    options: Iterable[tuple[str, str]] = (
        (str(TypeOption(name, session.session_id)), label) for name, label in about.kinds
    )
    return menu("chat_type", f"Type: {about.kind}", options)

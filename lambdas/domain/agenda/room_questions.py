"""The questions a meeting has for its room, by topic: what the user did not answer beforehand, others may know."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from lambdas.domain.agenda.materials import Brief
from lambdas.domain.conversation.replies import says_something
from lambdas.domain.conversation.topics import QuestionTopic, Topic, topic_of_question
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.plain_text import shown_title

_ASKED: Mapping[Topic, str] = MappingProxyType(
    {
        QuestionTopic.WANTS: "What has to be agreed before we leave “{title}”?",
        QuestionTopic.THEIRS: "What is on your mind, and what would you like to talk about first?",
        QuestionTopic.GROWTH: "What would you like to lead or to learn in the next months?",
        QuestionTopic.IMPACT: "What did customers notice, from when until when?",
        QuestionTopic.TIMELINE: "Which part of the timeline can you fill in?",
        QuestionTopic.CAUSE: "What made it worse, or slower to find and to fix?",
        QuestionTopic.PREVENTION: "Which change would have prevented it, and who owns it?",
        QuestionTopic.RESULT: "Which result of the quarter counts most, and what number shows it?",
        QuestionTopic.RISKS: "What could go wrong that nobody has said aloud?",
        QuestionTopic.COMMITMENTS: "What can you commit to for the next quarter, and how will we see it?",
        QuestionTopic.NEWS: "What do you need to know that nobody has told you?",
        QuestionTopic.HARD_QUESTIONS: "Which question should somebody ask here?",
        QuestionTopic.CHANGE: "What will you do differently from next week on?",
        QuestionTopic.OPEN_QUESTIONS: "Which question must be answered before we leave “{title}”?",
        ContextKind.BUDGET: "Which cost will surprise us next?",
        ContextKind.INCIDENTS: "What nearly went wrong lately?",
        ContextKind.STAFFING: "Which team is one resignation away from trouble?",
        ContextKind.DECISIONS: "Which decision are you waiting for, and since when?",
    }
)
"""Nothing about feedback, which is private, nor about last time, which may not have been."""
_TO_THE_OTHER = frozenset({QuestionTopic.THEIRS, QuestionTopic.GROWTH})


def room_questions(brief: Brief) -> Iterator[tuple[str, bool]]:
    """Yields each with whether it is for the other one of two: of what was not answered; without a conversation, the
    first that every meeting has.
    """
    title = shown_title(brief.tracked.meeting.title)
    topics: list[Topic] = [QuestionTopic.WANTS]
    if session := brief.session:
        given = (session.answers.get(str(place)) for place in range(len(session.questions)))
        asked = zip(session.questions, (answer.text if answer else "" for answer in given), strict=True)
        topics = [topic_of_question(q.wording) for q, said in asked if not says_something(said, q.text)]
    for topic in dict.fromkeys(topics):
        if topic in _ASKED:
            yield _ASKED[topic].format(title=title), topic in _TO_THE_OTHER

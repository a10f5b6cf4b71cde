"""The questions that a meeting of its type may always ask: they fill up a bank that little is known for."""

from collections.abc import Sequence

from lambdas.domain.agenda.materials import MEETING_TYPE, AskGroup, Line
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.conversation.replies import says_something
from lambdas.domain.conversation.topics import QuestionTopic, Topic, topic_of_question

ENOUGH = 3
"""Questions; a bank that has them needs no others."""


def with_standing_questions(
    groups: Sequence[AskGroup], asks: Sequence[str], whom: str, session: Conversation | None = None
) -> tuple[AskGroup, ...]:
    """``whom`` is asked them: the other one of two, or everyone. What the user left open is asked in any case."""
    known = sum(len(group.questions) for group in groups)
    left_open = _left_open(session) if session else frozenset()
    asked = [text for text in asks if topic_of_question(text) in left_open]
    others = [text for text in asks if text not in asked]
    asked += others[: max(0, ENOUGH - known - len(asked))]
    lines = tuple(Line(text=text, refs=(MEETING_TYPE,)) for text in asks if text in asked)
    if not lines:
        return tuple(groups)
    if any(group.whom == whom for group in groups):
        return tuple(
            group.model_copy(update={"questions": (*group.questions, *lines)}) if group.whom == whom else group
            for group in groups
        )
    return (*groups, AskGroup(whom=whom, questions=lines))


def _left_open(session: Conversation) -> frozenset[Topic]:
    """The topics of the questions that no answer says anything to, but those that have no topic of their own."""
    given = (session.answers.get(str(place)) for place in range(len(session.questions)))
    asked = zip(session.questions, (answer.text if answer else "" for answer in given), strict=True)
    topics = {
        topic_of_question(question.wording) for question, said in asked if not says_something(said, question.text)
    }
    return frozenset(topics - {QuestionTopic.OTHER})

"""Nobody is asked twice: answers known from earlier runs, and those given before the meeting's type was put right."""

from collections.abc import Iterable, Iterator

from lambdas.domain.classification.meeting_types import QuestionSet
from lambdas.domain.conversation.conversation import Answer, Conversation, ConversationStatus, Question
from lambdas.domain.conversation.follow_ups import with_earlier_follow_ups
from lambdas.domain.conversation.rewordings import with_earlier_words


def carried_over(session: Conversation, earlier: Iterable[Conversation]) -> Conversation:
    """A fresh conversation with the answers that those of earlier runs, oldest first, hold for the same questions.

    It starts at the first question still unanswered. Where there is none it is finished: nobody is asked twice. What
    was asked on about an answer, and answered, comes along, and so do the words that an answer answered.
    """
    before = tuple(earlier)
    known = known_answers(before)
    questions, followed = with_earlier_follow_ups(with_earlier_words(session.questions, before), before)
    asked = ((str(place), known.get(q.wording)) for place, q in enumerate(questions) if not q.follows)
    answers = {**{place: answer for place, answer in asked if answer}, **followed}
    unanswered = (place for place in range(len(questions)) if str(place) not in answers)
    position = next(unanswered, len(questions))
    changes: dict[str, object] = {"questions": questions, "answers": answers, "position": position}
    if answers and position == len(questions):
        changes |= {"status": ConversationStatus.FINISHED, "closed_at": session.opened_at}
    return session.model_copy(update=changes)


def known_answers(earlier: Iterable[Conversation]) -> dict[str, Answer]:
    """By question, the latest of the conversations given, oldest first; what was skipped is not known."""
    return {question: answer for before in earlier for question, answer in _answered(before)}


def _answered(session: Conversation) -> Iterator[tuple[str, Answer]]:
    """Questions with their answers; a skipped one has none."""
    for place, question in enumerate(session.questions):
        if (answer := session.answers.get(str(place))) and answer.text:
            yield question.wording, answer


def retyped(
    session: Conversation, questions: Iterable[Question], question_set: QuestionSet, earlier: Iterable[Conversation]
) -> Conversation:
    """The conversation once its meeting is known to be of another type: what is still to be asked is that type's.

    Questions that were asked keep their place, and their answers; those that earlier runs know come next, with theirs.
    The same object where nothing else would be asked, or the conversation is closed.
    """
    if session.status is not ConversationStatus.OPEN:
        return session
    answered = [int(place) + 1 for place, answer in session.answers.items() if answer.text]
    asked = session.questions[: max([session.position, *answered])]
    keys, known = {question.key for question in asked}, known_answers(earlier)
    following = [question for question in questions if question.key not in keys]
    following.sort(key=lambda question: question.wording not in known)
    in_rules_words = tuple(question.in_rules_words for question in session.questions)
    if not following or (*(q.in_rules_words for q in asked), *following) == in_rules_words:
        return session
    given = {str(len(asked) + place): known[q.wording] for place, q in enumerate(following) if q.wording in known}
    is_next = session.position == len(asked)
    last = len(asked) + len(following) - 1
    return session.model_copy(
        update={
            "questions": (*asked, *following),
            "question_set": question_set,
            "answers": {**session.answers, **given},
            "position": min(last, session.position + len(given)) if is_next else session.position,
            "version": session.version + 1,
        }
    )

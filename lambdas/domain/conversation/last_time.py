"""The answers given before the last occurrence, by the question they answered: for "same as last time"."""

from collections.abc import Iterable, Mapping

from lambdas.domain.context.notes import ContextNote, FactPart
from lambdas.domain.conversation.conversation import Question, Recalled
from lambdas.domain.conversation.replies import says_something


def recalled_answers(notes: Iterable[ContextNote]) -> dict[str, Recalled]:
    """Those on record in the notes, by the question as it was put then."""
    return {
        fact.subject: Recalled(text=fact.standing, ref=fact.ref)
        for note in notes
        for fact in note.facts
        if fact.part is FactPart.LAST_ANSWER and says_something(fact.standing, fact.subject)
    }


def last_answer(question: Question, recalled: Mapping[str, Recalled]) -> Recalled | None:
    """The answer to the same question last time, whatever record or name it came with."""
    if question.last_time:
        return question.last_time
    return next((answer for asked, answer in recalled.items() if asked.startswith(question.wording)), None)

"""Questions in a model's words: when they may still change, and how they stay the questions of the rules. Pure.

A question that is worded anew keeps its record, its key and what its answer is about: those go by the rules' words,
which are kept with it. The opening question is never touched, and none is added.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import Field

from lambdas.domain.context.notes import Fact
from lambdas.domain.conversation.conversation import GENERIC_REF, ON_RECORD, Conversation, ConversationStatus, Question
from lambdas.domain.conversation.questions import recorded
from lambdas.domain.conversation.topics import QuestionTopic, topic_of_question
from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.claims import Evidence, is_believable

ENDS = ("?", "\uff1f")
LAST = 2
"""Of so many questions at the end, one may give way to a better one."""


class QuestionEdit(Model):
    """``question`` is its handle. ``about`` is the handle of a record to ask about in its place, empty mostly."""

    question: str = Field(max_length=20)
    text: str = Field(max_length=1_000)
    refs: tuple[str, ...] = Field(default=(), max_length=10)
    about: str = Field(default="", max_length=20)


class QuestionEdits(Model):
    """The model's answer."""

    edits: tuple[QuestionEdit, ...] = Field(default=(), max_length=10)


def may_be_reworded(session: Conversation) -> bool:
    """Only while nobody has answered, or been led anywhere, and once."""
    is_fresh = session.status is ConversationStatus.OPEN and session.position == 0 and not session.answers
    return is_fresh and not any(question.written_by for question in session.questions)


def asked_words(question: Question) -> str:
    """The question without the record that it names."""
    return question.text.partition(f" {ON_RECORD}")[0] if _is_sharpened(question) else question.text


def handle_of(place: int) -> str:
    """The word by which a model names the question at that place."""
    return f"Q{place + 1}"


class RewordedQuestions:
    """Takes a model's edits one by one. ``spare`` are the questions that could be asked instead, and ``facts`` what a
    model was shown of the records, both by handle; ``evidence`` is all it was shown. ``failed`` counts
    the edits that nothing bears out, or that do not fit.
    """

    def __init__(
        self,
        questions: Sequence[Question],
        spare: Mapping[str, Question],
        facts: Mapping[str, Fact],
        evidence: Evidence,
        model: str,
    ) -> None:
        self._before = tuple(questions)
        self._questions = list(questions)
        self._spare, self._evidence, self._model = spare, evidence, model
        self._facts = {fact.ref: fact for fact in facts.values()}
        self._places = {
            handle_of(place): place for place in range(1, len(questions)) if handle_of(place) in evidence.texts
        }
        self.failed = 0

    def apply(self, edits: Iterable[QuestionEdit]) -> tuple[Question, ...]:
        """Returns the questions, those of the rules where too little of it can be believed."""
        told = tuple(edits)
        for edit in told:
            self._take(edit)
        is_believed = is_believable(self.failed, len(told))
        return tuple(self._questions) if is_believed else self._before

    def _take(self, edit: QuestionEdit) -> None:
        place = self._places.get(edit.question)
        text = " ".join(edit.text.split())
        if place is None or not self._may_stand(edit, place, text):
            self.failed += 1
            return
        asked = self._spare[edit.about] if edit.about else self._before[place]
        if text.casefold() == asked_words(asked).casefold() or _is_about_something_else(text, asked):
            return
        worded = self._worded(asked, text)
        self._questions[place] = (
            worded.model_copy(update={"in_place_of": self._before[place].key}) if edit.about else worded
        )

    def _may_stand(self, edit: QuestionEdit, place: int, text: str) -> bool:
        is_untouched = self._questions[place] is self._before[place]
        if not is_untouched or (edit.about and not self._may_give_way(place, edit.about)):
            return False
        is_question = text.endswith(ENDS) and ON_RECORD.strip().casefold() not in text.casefold()
        worded = (question for question in self._questions if question.written_by)
        others = [*self._before[:place], *self._before[place + 1 :], *worded]
        is_news = all(text.casefold() != asked_words(other).casefold() for other in others)
        rests_on = (*edit.refs, edit.about or edit.question)
        return is_question and is_news and self._evidence.objection(text, rests_on) is None

    def _may_give_way(self, place: int, about: str) -> bool:
        is_free = not any(question.in_place_of for question in self._questions)
        return is_free and about in self._spare and place >= len(self._questions) - LAST

    def _worded(self, question: Question, text: str) -> Question:
        """The record is put behind it as it stands: a model never words what is on record."""
        _, mark, record = question.text.partition(f" {ON_RECORD}") if _is_sharpened(question) else ("", "", "")
        fact = self._facts.get(question.ref)
        behind = f"{mark}{record}" if mark else f" {recorded(fact)}" if fact else ""
        return question.model_copy(
            update={"text": f"{text}{behind}", "rules_text": question.text, "written_by": self._model}
        )


def with_questions(session: Conversation, questions: tuple[Question, ...]) -> Conversation:
    """The conversation with them; it is no move."""
    return session.model_copy(update={"questions": questions, "model_changes": session.model_changes + 1})


def with_earlier_words(questions: Sequence[Question], earlier: Iterable[Conversation]) -> tuple[Question, ...]:
    """The questions of a fresh conversation, worded as they were when somebody answered them in an earlier run.

    Where the record has changed since, the rules' words with what is so now stand.
    """
    answered = [question for before in earlier for question in _answered_of_a_model(before)]
    return tuple(_as_answered(question, questions, answered) for question in questions)


def _answered_of_a_model(session: Conversation) -> Iterator[Question]:
    for place, question in enumerate(session.questions):
        given = session.answers.get(str(place))
        if question.rules_text and given and given.text:
            yield question


def _as_answered(question: Question, asked: Sequence[Question], answered: Sequence[Question]) -> Question:
    for before in reversed(answered):
        if before.key == question.key and before.rules_text == question.text:
            return question.model_copy(
                update={"text": before.text, "rules_text": before.rules_text, "written_by": before.written_by}
            )
        if before.in_place_of == question.key and all(before.ref != other.ref for other in asked):
            return before
    return question


def _is_sharpened(question: Question) -> bool:
    """Returns whether it is a type's own question with a record behind it."""
    return question.ref != GENERIC_REF and bool(question.own)


def _is_about_something_else(text: str, question: Question) -> bool:
    """Its answer goes where the rules' question belongs; words that ask for another thing would lead it astray."""
    return topic_of_question(text) not in (topic_of_question(question.wording), QuestionTopic.OTHER)

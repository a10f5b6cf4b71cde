"""A question in a model's words leaves the materials that come of its answer as they were (M-7)."""

from collections.abc import Callable

import pytest

from lambdas.config_files import load_agenda_shapes
from lambdas.domain.agenda.materials import Findings, MaterialsPlan
from lambdas.domain.agenda.rules_composer import RulesComposer
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.conversation.rewordings import QuestionEdit, RewordedQuestions, asked_words, handle_of
from lambdas.domain.llm.claims import Evidence
from tests.fakes import findings


def compose(gathered: Findings) -> MaterialsPlan:
    return RulesComposer(load_agenda_shapes()).compose(gathered)


def worded(session: Conversation) -> Conversation:
    """All but the opening question, in other words that say which they are by their length."""
    texts = {handle_of(place): asked_words(question) for place, question in enumerate(session.questions) if place}
    edits = [
        QuestionEdit(question=handle, text=f"What {'really ' * place}comes first for you here?")
        for place, handle in enumerate(texts)
    ]
    questions = RewordedQuestions(session.questions, {}, {}, Evidence(texts), "a model").apply(edits)
    assert sum(question.written_by == "a model" for question in questions) == len(session.questions) - 1
    return session.model_copy(update={"questions": questions})


@pytest.mark.parametrize("made", [findings.leadership, findings.one_on_one, findings.quarterly_review])
def test_the_sections_are_those_of_the_rules_words(made: Callable[[], Findings]) -> None:
    gathered = made()
    assert gathered.session is not None
    plan = compose(gathered)
    same = compose(gathered.model_copy(update={"session": worded(gathered.session)}))
    assert same.sections == plan.sections
    assert same.minutes == plan.minutes


def test_words_that_are_the_same_are_nobody_s_but_the_rules() -> None:
    session = findings.leadership().session
    assert session is not None
    texts = {handle_of(place): asked_words(question) for place, question in enumerate(session.questions) if place}
    edits = [QuestionEdit(question=handle, text=text) for handle, text in texts.items()]
    assert RewordedQuestions(session.questions, {}, {}, Evidence(texts), "a model").apply(edits) == session.questions

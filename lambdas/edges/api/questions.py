"""The comparison of the two sets of questions; to everybody but operators it is not there (404)."""

from lambdas.accounts.wiring import people
from lambdas.edges.api.app import user
from lambdas.edges.commands.question_figures import QuestionSetFigures, question_figures


def list_question_figures() -> list[QuestionSetFigures]:
    people().require_operator(user())
    return question_figures()

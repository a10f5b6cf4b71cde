"""The figures of each set of questions, for operators: on the dashboard, over the API and in the terminal."""

from lambdas import wiring
from lambdas.config_files import load_meeting_types
from lambdas.domain.classification.meeting_types import QuestionSet
from lambdas.domain.conversation.question_sets import QuestionUse
from lambdas.domain.kernel.model import Model

SETS: tuple[QuestionSet, ...] = ("a", "b")


class QuestionSetFigures(Model):
    """Shares are of 1, and null where there is nothing yet to take them of."""

    meeting_type: str
    label: str
    question_set: QuestionSet
    conversations: int
    answered_share: float | None
    used_share: float | None


def question_figures() -> list[QuestionSetFigures]:
    """Of the types that have two sets."""
    compared = [(name, kind.label) for name, kind in load_meeting_types().items() if kind.prep_questions_b]
    store = wiring.question_figures()
    return [_figures(name, label, chosen, store.of(name, chosen)) for name, label in compared for chosen in SETS]


def _figures(meeting_type: str, label: str, name: QuestionSet, use: QuestionUse) -> QuestionSetFigures:
    return QuestionSetFigures(
        meeting_type=meeting_type,
        label=label,
        question_set=name,
        conversations=use.conversations,
        answered_share=use.answered_share,
        used_share=use.used_share,
    )

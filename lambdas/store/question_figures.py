"""Counts how each set of questions fares, over everybody: one row of the meetings table for each type and set.

Such a row belongs to no user, so no query for somebody's meetings finds it.
"""

from dataclasses import dataclass

from lambdas.aws.table import Key, Table, Update
from lambdas.domain.classification.meeting_types import QuestionSet
from lambdas.domain.conversation.question_sets import QuestionUse
from lambdas.store.rows import from_row


@dataclass(frozen=True)
class QuestionFigures:
    table: Table

    def count(self, meeting_type: str, name: QuestionSet, use: QuestionUse) -> None:
        self.table.update(_key(meeting_type, name), Update(add=use.model_dump()), "counting how questions fare")

    def of(self, meeting_type: str, name: QuestionSet) -> QuestionUse:
        row = self.table.get(_key(meeting_type, name), "reading how questions fare", consistent=False)
        return from_row(QuestionUse, row or {})


def _key(meeting_type: str, name: QuestionSet) -> Key:
    return {"meeting_id": f"#questions#{meeting_type}#{name}"}

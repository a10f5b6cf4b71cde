"""The state of the model: how the stage is connected, and when it last had no answer (table model_answers)."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.table import Key, Table
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.connection import ModelConnection
from lambdas.domain.llm.model_status import LastNoAnswer
from lambdas.domain.llm.purposes import Purpose
from lambdas.store.rows import found, to_row

STAGE = "#stage"
"""No user's id begins so."""


@dataclass(frozen=True)
class ModelState:
    table: Table

    def connection(self) -> ModelConnection | None:
        return found(ModelConnection, self.table.get(_row("connection"), "reading how the model is connected"))

    def connect(self, connection: ModelConnection) -> None:
        self.table.put({**_row("connection"), **to_row(connection)}, "connecting a model")

    def disconnect(self) -> None:
        """The stage's file says again which model there is."""
        self.table.delete(_row("connection"), "disconnecting a model")

    def note(self, purpose: Purpose, outcome: NoAnswer, now: datetime) -> None:
        last = LastNoAnswer(purpose=purpose, reason=outcome.reason, detail=outcome.detail, at=now)
        self.table.put({**_row("no_answer"), **to_row(last)}, "noting that a model did not answer")

    def last_no_answer(self) -> LastNoAnswer | None:
        return found(LastNoAnswer, self.table.get(_row("no_answer"), "reading when a model did not answer"))


def _row(name: str) -> Key:
    return {"user_id": STAGE, "answer": name}

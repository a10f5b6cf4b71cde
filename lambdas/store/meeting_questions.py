"""The questions people asked about their meetings, with their answers: rows of the table model_answers, for 30 days."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Key, Row, Table, Update
from lambdas.domain.ask.question import MeetingAnswer, MeetingQuestion
from lambdas.errors import Conflict, Refused
from lambdas.store.model_answers import NO_MEETING
from lambdas.store.rows import expiring, is_expired, to_row

KEPT = timedelta(days=30)
KEPT_COUNT = timedelta(days=2)
MAX_A_DAY = 100
"""Questions of one person; what their answers may cost is the ledger's to say."""
TOO_MANY = f"You asked {MAX_A_DAY} questions today: ask again tomorrow."
ASKED = frozenset(MeetingQuestion.model_fields) - {"answer"}
"""The table's own key is called so: the answer is ``given``."""


@dataclass(frozen=True)
class MeetingQuestions:
    """Keyed by ``user_id`` and ``answer``: beside what models answered about the same meeting."""

    table: Table

    def ask(self, question: MeetingQuestion, now: datetime) -> None:
        """Raises Refused above ``MAX_A_DAY`` questions on a day of UTC."""
        counted = Update(add={"asked": 1}, set=expiring(now + KEPT_COUNT))
        has_room = Attr("asked").not_exists() | Attr("asked").lt(MAX_A_DAY)
        day = {"user_id": question.user_id, "answer": f"{NO_MEETING}#asked#{now:%Y-%m-%d}"}
        try:
            self.table.update(day, counted, "counting questions", has_room)
        except Conflict as error:
            raise Refused(TOO_MANY) from error
        row = {**to_row(question, ASKED), **_key(question), **expiring(question.asked_at + KEPT)}
        self.table.put(row, "keeping a question")

    def find(self, user_id: str, meeting_id: str, question_id: str, now: datetime) -> MeetingQuestion | None:
        row = self.table.get({"user_id": user_id, "answer": _item(meeting_id, question_id)}, "reading a question")
        return _question(row) if row and not is_expired(row, now) else None

    def of_meeting(self, user_id: str, meeting_id: str, now: datetime) -> list[MeetingQuestion]:
        """The first asked first."""
        theirs = Attr("user_id").eq(user_id) & Attr("answer").begins_with(_item(meeting_id, ""))
        rows = self.table.query(theirs, "reading questions")
        found = [_question(row) for row in rows if not is_expired(row, now)]
        return sorted(found, key=lambda one: (one.asked_at, one.question_id))

    def answer(self, question: MeetingQuestion, answer: MeetingAnswer) -> None:
        """Keeps the answer; of a question that was forgotten meanwhile, or has one, nothing changes."""
        is_open = Attr("question").exists() & Attr("given").not_exists()
        change = Update(set={"given": to_row(answer)})
        try:
            self.table.update(_key(question), change, "keeping an answer", is_open)
        except Conflict:
            return

    def about(self, user_id: str, meeting_id: str) -> list[str]:
        """The names of all rows about the meeting: questions, and what models answered."""
        theirs = Attr("user_id").eq(user_id) & Attr("answer").begins_with(f"{meeting_id}#")
        return [row["answer"] for row in self.table.query(theirs, "looking at answers", only=("answer",))]

    def delete(self, user_id: str, answer: str) -> None:
        """For good; what is not there is fine."""
        self.table.delete({"user_id": user_id, "answer": answer}, "deleting an answer")


def _question(row: Row) -> MeetingQuestion:
    return MeetingQuestion.model_validate(
        {name: row[name] for name in ASKED if name in row} | {"answer": row.get("given")}
    )


def _key(question: MeetingQuestion) -> Key:
    return {"user_id": question.user_id, "answer": _item(question.meeting_id, question.question_id)}


def _item(meeting_id: str, question_id: str) -> str:
    return f"{meeting_id}#ask#{question_id}"

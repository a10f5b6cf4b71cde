"""Days away that stand in each user's calendars: apart from those, so that whoever plans reads no feed's address."""

from collections.abc import Iterable
from dataclasses import dataclass

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Row, Table
from lambdas.domain.accounts.working_week import DaysOff
from lambdas.errors import Conflict
from lambdas.store.rows import to_row

STORING = "storing days away"


@dataclass(frozen=True)
class Absences:
    table: Table

    def of_user(self, user_id: str) -> tuple[DaysOff, ...]:
        row = self.table.get({"user_id": user_id}, "reading days away") or {}
        return tuple(DaysOff.model_validate(span) for span in row.get("spans", ()))

    def record(self, user_id: str, absences: Iterable[DaysOff]) -> None:
        """Replaces them all."""
        self.table.put(_row(user_id, absences), STORING)

    def add_moved(self, user_id: str, absences: Iterable[DaysOff]) -> None:
        """Adds days that stood elsewhere, unless a reading has recorded them since."""
        try:
            self.table.put(_row(user_id, absences), STORING, Attr("user_id").not_exists())
        except Conflict:
            return


def _row(user_id: str, absences: Iterable[DaysOff]) -> Row:
    return {"user_id": user_id, "spans": [to_row(span) for span in absences]}

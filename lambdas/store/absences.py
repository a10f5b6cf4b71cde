"""Days away that stand in each user's calendars: apart from those, so that whoever plans reads no feed's address."""

from collections.abc import Iterable
from dataclasses import dataclass

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Row, Table, Write
from lambdas.domain.accounts.working_week import DaysOff
from lambdas.store.rows import to_row

STORING = "storing days away"


@dataclass(frozen=True)
class Absences:
    table: Table

    def of_user(self, user_id: str, before: tuple[DaysOff, ...] = ()) -> tuple[DaysOff, ...]:
        """``before``: those that count where none, not even that there are none, were ever recorded."""
        row = self.table.get({"user_id": user_id}, "reading days away")
        return before if row is None else tuple(DaysOff.model_validate(span) for span in row["spans"])

    def record(self, user_id: str, absences: Iterable[DaysOff]) -> None:
        """Replaces them all."""
        self.table.put({"user_id": user_id, "spans": [to_row(span) for span in absences]}, STORING)

    def moved_write(self, row: Row) -> Write:
        """Adds days as they stood among the profiles, unless a reading has recorded them since."""
        content = {name: value for name, value in row.items() if name != "item"}
        return self.table.put_write(content, Attr("user_id").not_exists())

"""A cell as Google keeps it: a value, a format, and the words it is shown in."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

BASE = datetime.combine(date(1899, 12, 30), time.min)
PERCENT, DATE, DATE_TIME, CURRENCY = "PERCENT", "DATE", "DATE_TIME", "CURRENCY"


@dataclass(frozen=True, slots=True)
class Cell:
    """``look`` is a NumberFormatType, empty for none."""

    value: str | int | float | bool = ""
    look: str = ""

    @property
    def shown(self) -> str:
        if isinstance(self.value, bool | str):
            return str(self.value).upper() if isinstance(self.value, bool) else self.value
        match self.look:
            case "PERCENT":
                return f"{self.value:.0%}"
            case "CURRENCY":
                return f"${self.value:,.2f}"
            case "DATE":
                return str((BASE + timedelta(days=self.value)).date())
            case "DATE_TIME":
                return (BASE + timedelta(days=self.value)).isoformat(sep=" ", timespec="seconds")
        return f"{self.value:,}"

    @property
    def data(self) -> dict[str, Any]:
        """Returns it as CellData has it."""
        if self.value == "":
            return {}
        name = {bool: "boolValue", str: "stringValue"}.get(type(self.value), "numberValue")
        made: dict[str, Any] = {"effectiveValue": {name: self.value}, "formattedValue": self.shown}
        return {**made, "effectiveFormat": {"numberFormat": {"type": self.look}}} if self.look else made


def day(moment: datetime | date) -> Cell:
    return Cell((date(moment.year, moment.month, moment.day) - BASE.date()).days, DATE)


def moment(wall: datetime) -> Cell:
    """By the spreadsheet's own clock."""
    return Cell((wall.replace(tzinfo=None) - BASE) / timedelta(days=1), DATE_TIME)


def typed(text: str) -> Cell:
    """As Google understands what is typed into a cell of no format."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return day(date.fromisoformat(text))
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?", text):
        return moment(datetime.fromisoformat(text))
    if re.fullmatch(r"\d{4}-\d\d", text):
        return day(date.fromisoformat(f"{text}-01"))
    if re.fullmatch(r"-?\d+%", text):
        return Cell(int(text[:-1]) / 100, PERCENT)
    if re.fullmatch(r"-?\d+", text):
        return Cell(int(text))
    if re.fullmatch(r"-?\d+\.\d+", text):
        return Cell(float(text))
    return Cell(text.upper() == "TRUE") if text.upper() in ("TRUE", "FALSE") else Cell(text)


def rows_of_csv(text: str) -> list[list[Cell]]:
    return [[typed(cell) for cell in row] for row in csv.reader(io.StringIO(text))]

"""The parts of the brief, and how much of each one screen of a phone has room for."""

from collections.abc import Collection, Mapping, Sequence
from math import ceil
from types import MappingProxyType

from lambdas.domain.agenda.materials import BriefPart

WANT, DECIDE, CHANGED, OWED = "You want", "To decide", "Changed", "Owed"
SINCE, LAST = "Since you prepared", "Last time"
NEW_HERE, WRONG, GOOD_TO_KNOW = "New here", "Could go wrong", "Good to know"
FEEDBACK, KEPT_BACK, ASK = "Feedback", "Keep to yourself", "Ask"
MAX_LINES: Mapping[str, int] = MappingProxyType(
    {
        WANT: 3,
        DECIDE: 3,
        CHANGED: 2,
        SINCE: 3,
        LAST: 2,
        OWED: 3,
        NEW_HERE: 2,
        WRONG: 2,
        GOOD_TO_KNOW: 2,
        FEEDBACK: 3,
        KEPT_BACK: 2,
        ASK: 3,
    }
)
AFTER_WRONG = frozenset({GOOD_TO_KNOW, FEEDBACK, KEPT_BACK, ASK})
"""The parts that stand below what could go wrong."""
TWICE = frozenset({DECIDE, OWED, ASK})
"""The parts that keep two lines as long as others have any to spare; what is to be decided goes last."""
COLUMNS, MAX_ROWS = 46, 26
"""Signs in a row of a phone, and the rows its screen has for the parts under the heading."""


def fitting(parts: list[BriefPart], whole: Collection[str]) -> tuple[BriefPart, ...]:
    """Without the last lines of the fullest parts, until one screen holds it; one of each stays, and those ``whole``.

    What you want is whole, and what changed once you have read the rest.
    """
    while not is_one_screen(parts):
        shrinkable = [part for part in parts if len(part.lines) > 1 and part.label not in whole]
        if not shrinkable:
            break
        spare = [part for part in shrinkable if len(part.lines) > 2 or part.label not in TWICE]
        undecided = [part for part in shrinkable if part.label != DECIDE]
        fullest = max(spare or undecided or shrinkable, key=_rows)
        parts[parts.index(fullest)] = fullest.model_copy(update={"lines": fullest.lines[:-1]})
    return tuple(part for part in parts if part.lines)


def is_one_screen(parts: Sequence[BriefPart]) -> bool:
    return sum(_rows(part) for part in parts) <= MAX_ROWS


def _rows(part: BriefPart) -> int:
    return 1 + ceil(len(" · ".join(line.text for line in part.lines)) / COLUMNS) if part.lines else 0

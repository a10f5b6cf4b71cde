"""The function of the evening brief."""

from typing import Any

from lambdas import wiring
from lambdas.daily_brief.wiring import daily_briefs


def send_briefs(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Every hour: to those whose hour it is."""
    return {"sent": daily_briefs().send_due(wiring.now())}

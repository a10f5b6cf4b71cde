"""The function of people's evenings."""

from typing import Any

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.daily_brief.wiring import evenings


def send_briefs(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Every hour: to those whose hour it is."""
    try:
        return {"sent": evenings().send_due(wiring.now())}
    finally:
        metrics.flush()

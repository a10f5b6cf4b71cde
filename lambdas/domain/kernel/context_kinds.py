"""The kinds of context a meeting is prepared from, in the order they are gathered and shown.

What a kind is called and told by stands in its module, ``lambdas/domain/context/kinds/<kind>.py``.
"""

from enum import StrEnum


class ContextKind(StrEnum):
    BUDGET = "budget"
    BIG_ROCKS = "big_rocks"
    INCIDENTS = "incidents"
    STAFFING = "staffing"
    DECISIONS = "decisions"
    HISTORY = "history"


class RecordKind(StrEnum):
    """The contexts that are gathered from records people keep."""

    BUDGET = ContextKind.BUDGET
    BIG_ROCKS = ContextKind.BIG_ROCKS
    INCIDENTS = ContextKind.INCIDENTS
    STAFFING = ContextKind.STAFFING
    DECISIONS = ContextKind.DECISIONS

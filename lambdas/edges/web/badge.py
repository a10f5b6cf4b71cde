"""The number in the navigation: how many actions wait for this very person. Read beside the page's own reads.

That is their profile, a query of their team's, one of their own where they share the team, and one for each person they
review for.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from lambdas import wiring
from lambdas.approvals.queue import to_decide_by
from lambdas.approvals.wiring import policies
from lambdas.edges.http.at_once import begun
from lambdas.errors import AmoError

log = logging.getLogger(__name__)

MAX_COUNTED = 9


def waiting_badge(user_id: str, now: datetime) -> Callable[[], str]:
    """Begins to count; the call returns ``3``, ``9+``, or nothing where nothing waits.

    Nothing too where it cannot be counted: no page fails for a number.
    """
    return partial(_said, begun(partial(to_decide_by, wiring.pending_actions(), policies(), user_id, now)))


def _said(count: Callable[[], list[object]]) -> str:
    try:
        waiting = len(count())
    except AmoError as error:
        log.warning("what waits could not be counted: %s", type(error).__name__)
        return ""
    return f"{MAX_COUNTED}+" if waiting > MAX_COUNTED else str(waiting or "")

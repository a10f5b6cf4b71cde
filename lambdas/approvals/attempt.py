"""Does what follows a decision that is stored: it stands, and is answered so, whatever becomes of this."""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime

from lambdas.domain.actions.pending_action import PendingAction
from lambdas.errors import AmoError

log = logging.getLogger(__name__)


def attempt(follow: Callable[[PendingAction, datetime], object], action: PendingAction, now: datetime) -> None:
    """Leaves what fails: the sweeper hands on what was decided, the next decision is learnt from."""
    try:
        follow(action, now)
    except AmoError as error:
        log.warning("action %s is decided, what follows was left: %s", action.action_id, type(error).__name__)
    except Exception as defect:
        record_defect(defect, "after a decision")


def record_defect(defect: Exception, where: str) -> None:
    """Its text stays out of the log: it may quote what people wrote."""
    place = traceback.extract_tb(defect.__traceback__)[-1]
    log.error("a defect %s: %s at %s:%s", where, type(defect).__name__, place.name, place.lineno)

"""One word on many actions: a result for each, whatever became of the others (fault 99)."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from lambdas.approvals.attempt import attempt, record_defect
from lambdas.approvals.decide import Decision, Decisions
from lambdas.domain.actions.action import ACTION_ID
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.kernel.model import Model
from lambdas.errors import AmoError
from lambdas.store.pending_actions import NO_ACTION

AT_ONCE = 8
DEFECT = "This could not be decided by a fault of AMO’s own, which is on record; try it by itself."
TWICE = "This stands here twice; it was looked at once."


class BulkResult(Model):
    """The outcome of one item of a bulk decision."""

    action_id: str
    ok: bool
    status: str = ""
    message: str = ""


def process_in_bulk(
    on: Decisions,
    action_ids: Sequence[str],
    user_id: str,
    word: Decision,
    now: datetime,
    seen: Mapping[str, str],
) -> list[BulkResult]:
    """One result per item, in their order: what fails, for whatever reason, stops nothing else (fault 99).

    ``seen``: the hash of what was shown of each; without it, that one is not decided.
    """
    decided: list[PendingAction] = []
    outcomes: list[BulkResult] = []
    for place, action_id in enumerate(action_ids):
        if action_id in action_ids[:place]:
            outcomes.append(BulkResult(action_id=action_id, ok=False, message=TWICE))
            continue
        own = word.model_copy(update={"payload_hash": seen.get(action_id, "")})
        outcomes.append(_one_of_many(on, action_id, user_id, own, now, decided))
    with ThreadPoolExecutor(AT_ONCE) as pool:  # one after the other, a hundred would outlast the person's patience
        list(pool.map(lambda action: attempt(on.follow_up, action, now), decided))
    for action in {(one.action_type, one.on_behalf_of): one for one in decided}.values():
        attempt(on.learn, action, now)
    on.anchor(decided, now)
    return outcomes


def _one_of_many(
    on: Decisions, action_id: str, user_id: str, word: Decision, now: datetime, decided: list[PendingAction]
) -> BulkResult:
    if not ACTION_ID.fullmatch(action_id):
        return BulkResult(action_id=action_id, ok=False, message=NO_ACTION)
    try:
        action, is_news = on.taken(action_id, user_id, word, now, "")
    except AmoError as error:
        return BulkResult(action_id=action_id, ok=False, message=str(error))
    except Exception as defect:  # of this one: the others are decided all the same
        record_defect(defect, "in a bulk decision")
        return BulkResult(action_id=action_id, ok=False, message=DEFECT)
    if is_news:
        decided.append(action)
    return BulkResult(action_id=action_id, ok=True, status=action.status.value)

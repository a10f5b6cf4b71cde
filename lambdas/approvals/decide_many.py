"""One word on many actions: a result for each, whatever became of the others (fault 99)."""

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from types import MappingProxyType

from lambdas.approvals.decide import Decision, Decisions
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.kernel.model import Model
from lambdas.errors import AmoError

log = logging.getLogger(__name__)

AT_ONCE = 8
NOT_SAID: Mapping[str, str] = MappingProxyType({})


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
    seen: Mapping[str, str] = NOT_SAID,
) -> list[BulkResult]:
    """One result per item, in their order: what fails stops nothing else (fault 99).

    ``seen``: the hash of what was shown of each, where the channel can say.
    """
    decided: list[PendingAction] = []
    words = {action_id: word.model_copy(update={"payload_hash": seen.get(action_id, "")}) for action_id in action_ids}
    outcomes = [_one_of_many(on, action_id, user_id, words[action_id], now, decided) for action_id in action_ids]
    with ThreadPoolExecutor(AT_ONCE) as pool:  # one after the other, a hundred would outlast the person's patience
        list(pool.map(partial(_follow_up_calmly, on, now=now), decided))
    for action in {(one.action_type, one.on_behalf_of): one for one in decided}.values():
        on.learn(action, now)
    return outcomes


def _one_of_many(
    on: Decisions, action_id: str, user_id: str, word: Decision, now: datetime, decided: list[PendingAction]
) -> BulkResult:
    try:
        action, is_news = on.taken(action_id, user_id, word, now, "")
    except AmoError as error:
        return BulkResult(action_id=action_id, ok=False, message=str(error))
    if is_news:
        decided.append(action)
    return BulkResult(action_id=action_id, ok=True, status=action.status.value)


def _follow_up_calmly(on: Decisions, action: PendingAction, now: datetime) -> None:
    """Of one among many: what fails here the sweeper does; the decision stands."""
    try:
        on.follow_up(action, now)
    except AmoError as error:
        log.warning("action %s is decided, what follows was left: %s", action.action_id, type(error).__name__)

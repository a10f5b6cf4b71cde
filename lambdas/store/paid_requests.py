"""The spend table, for sources that are paid by the request: so many of one account and day, and never one more.

Counted before it is asked: a request that then fails may have been paid for.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Table, Update
from lambdas.domain.llm.catalog import MICRO
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.source_config import SourcesConfig
from lambdas.errors import Conflict, Retryable
from lambdas.store.rows import expiring
from lambdas.store.spend import KEPT

REQUEST_COST = MICRO // 100
"""0.01 USD (aws.amazon.com/aws-cost-management/aws-cost-explorer/pricing)."""
ALL_USED = "{} has had its {} paid requests of the day; AMO asks again after midnight UTC."


@dataclass(frozen=True)
class PaidSourceRequests:
    table: Table
    config: SourcesConfig

    def take(self, account: SourceAccount, now: datetime) -> None:
        """Counts one more request of this account's day. Raises Retryable where it has had them all."""
        limit, day = self.config.paid_requests_a_day, now.astimezone(UTC)
        used_up = Retryable(ALL_USED.format(account.spec.label, limit), after=_seconds_left(day))
        if limit == 0:
            raise used_up
        key = {"scope": f"source#{account.owner}#{account.source_id}", "period": f"{day:%Y-%m-%d}"}
        one_more = Update(add={"calls": 1, "spent": REQUEST_COST}, set=expiring(day + KEPT))
        has_room = Attr("calls").not_exists() | Attr("calls").lt(limit)
        try:
            self.table.update(key, one_more, "counting a paid request", has_room)
        except Conflict:
            raise used_up from None


def _seconds_left(day: datetime) -> float:
    tomorrow = (day + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (tomorrow - day).total_seconds()

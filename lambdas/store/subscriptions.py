"""The subscriptions table: who may tell AMO that a calendar changed, and which notifications a sync has answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Key, Table, Update
from lambdas.domain.meetings.subscription import Subscription
from lambdas.errors import Conflict
from lambdas.store.rows import expiring, found, to_row

LIFE_AFTER_END = timedelta(days=1)
SKEW = timedelta(milliseconds=500)
"""Two functions' clocks may be this far apart; a notification is answered by a reading that began later by more."""
STORING = "storing a subscription"


@dataclass(frozen=True)
class Subscriptions:
    table: Table

    def get(self, subscription_id: str) -> Subscription | None:
        return found(Subscription, self.table.get(_key(subscription_id), "reading a subscription"))

    def of(self, user_id: str, calendar_id: str) -> Subscription | None:
        """The one a calendar is watched by, as far as it has been noted."""
        row = self.table.get(_key(_calendar(user_id, calendar_id)), "reading a subscription") or {}
        return self.get(row["current"]) if "current" in row else None

    def put(self, subscription: Subscription) -> None:
        """Notifications of this one are heard from now on."""
        row = {**to_row(subscription), **expiring(subscription.lasts_until + LIFE_AFTER_END)}
        self.table.put(row, STORING)

    def make_current(self, subscription: Subscription) -> None:
        """Its calendar is watched by this one; what watched it before may be dropped."""
        key = _key(_calendar(subscription.user_id, subscription.calendar_id))
        self.table.update(key, Update(set={"current": subscription.subscription_id}), STORING)

    def forget(self, user_id: str, calendar_id: str) -> None:
        """Nobody who watched this calendar is heard any more."""
        current = self.of(user_id, calendar_id)
        if current:
            self.drop(current.subscription_id)

    def drop(self, subscription_id: str) -> None:
        self.table.delete(_key(subscription_id), "dropping a subscription")

    def claim(self, user_id: str, calendar_id: str, notice_id: str, noticed_at: datetime, now: datetime) -> bool:
        """Says whether the caller has to read the calendar for this notification: no reading began after it (fault 18).

        The same notification brought again is the claimant's own attempt to finish.
        """
        claimed_at = Attr("claimed_at")
        is_free = claimed_at.not_exists() | claimed_at.lt((noticed_at + SKEW).timestamp())
        change = Update(set={"claimed_at": now.timestamp(), "claimed_by": notice_id})
        key = _key(_calendar(user_id, calendar_id))
        try:
            self.table.update(key, change, STORING, is_free | Attr("claimed_by").eq(notice_id))
        except Conflict:
            return False
        return True


def _calendar(user_id: str, calendar_id: str) -> str:
    return f"calendar#{user_id}#{calendar_id}"


def _key(subscription_id: str) -> Key:
    return {"subscription_id": subscription_id}

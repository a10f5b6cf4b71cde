"""Subscriptions in memory; the same behaviour as store/subscriptions.py, by the same contract test."""

from datetime import datetime

from lambdas.domain.meetings.subscription import Subscription
from lambdas.store.subscriptions import SKEW


class FakeSubscriptions:
    def __init__(self) -> None:
        self.kept: dict[str, Subscription] = {}
        self._current: dict[tuple[str, str], str] = {}
        self._claims: dict[tuple[str, str], tuple[datetime, str]] = {}

    def get(self, subscription_id: str) -> Subscription | None:
        return self.kept.get(subscription_id)

    def of(self, user_id: str, calendar_id: str) -> Subscription | None:
        return self.kept.get(self._current.get((user_id, calendar_id), ""))

    def keep(self, subscription: Subscription) -> None:
        self.kept[subscription.subscription_id] = subscription

    def make_current(self, subscription: Subscription) -> None:
        self._current[subscription.user_id, subscription.calendar_id] = subscription.subscription_id

    def drop(self, subscription_id: str) -> None:
        self.kept.pop(subscription_id, None)

    def claim(self, user_id: str, calendar_id: str, notice_id: str, noticed_at: datetime, now: datetime) -> bool:
        claimed_at, claimed_by = self._claims.get((user_id, calendar_id), (None, ""))
        if claimed_at and claimed_at >= noticed_at + SKEW and claimed_by != notice_id:
            return False
        self._claims[user_id, calendar_id] = (now, notice_id)
        return True

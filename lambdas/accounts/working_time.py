"""A person's working days and hours, and the days off they name: preparations are planned again with each change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from lambdas.accounts.sync_requests import SyncRequests
from lambdas.domain.accounts.user import MAX_DAYS_OFF, User
from lambdas.domain.accounts.working_week import DaysOff, WorkingWeek
from lambdas.domain.kernel.local_time import zone
from lambdas.errors import Refused
from lambdas.store.users import Users


@dataclass(frozen=True, slots=True)
class WorkingTimes:
    users: Users
    syncs: SyncRequests

    def save_week(self, user_id: str, week: WorkingWeek) -> User:
        user = self.users.patch(user_id, {"working_week": week})
        self.syncs.request(user_id, replan=True)
        return user

    def change_week(self, user_id: str, changes: Mapping[str, Any]) -> User:
        """Changes these fields of the week; the others stay. Raises Refused where the two do not go together."""
        week = self.users.get(user_id).working_week
        try:
            return self.save_week(user_id, WorkingWeek.model_validate(week.model_dump() | dict(changes)))
        except ValidationError as error:
            raise Refused("Working hours end after they begin, as 08:00 and 18:00.") from error

    def add_days_off(self, user_id: str, off: DaysOff, now: datetime) -> User:
        """Those that are over go with it. Raises Refused for days that are over, or more than are kept."""

        def added(known: tuple[DaysOff, ...], today: date) -> tuple[DaysOff, ...]:
            if off.last < today:
                raise Refused("Those days are over.")
            kept = {off, *(one for one in known if one.last >= today)}
            if len(kept) > MAX_DAYS_OFF:
                raise Refused(f"AMO keeps {MAX_DAYS_OFF} of them: take one away first.")
            return tuple(sorted(kept, key=lambda one: (one.first, one.last)))

        return self._change(user_id, added, now)

    def remove_days_off(self, user_id: str, off: DaysOff, now: datetime) -> User:
        return self._change(user_id, lambda known, _today: tuple(one for one in known if one != off), now)

    def _change(
        self, user_id: str, change: Callable[[tuple[DaysOff, ...], date], tuple[DaysOff, ...]], now: datetime
    ) -> User:
        before = self.users.get(user_id)
        days_off = change(before.days_off, now.astimezone(zone(before.timezone)).date())
        if days_off == before.days_off:
            return before
        user = self.users.patch(user_id, {"days_off": days_off})
        self.syncs.request(user_id, replan=True)
        return user

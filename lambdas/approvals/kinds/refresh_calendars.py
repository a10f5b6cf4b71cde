"""Reads its owner's calendars now. Reading twice is reading, so after a crash it is simply done again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lambdas.approvals.kinds.base import ActionKind, Effects, Lookups
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.refresh_calendars import RefreshCalendars
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.plain_text import one_line
from lambdas.errors import Refused

NO_CALENDAR = "No calendar is connected, so there is nothing to read."
SWITCHED_OFF = "Reading calendars is switched off here; an operator can switch it on."


class RefreshRequest(Model):
    pass


class RefreshCalendarsKind(ActionKind[RefreshCalendars]):
    details = RefreshCalendars

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> RefreshCalendars:
        RefreshRequest.model_validate(parameters)
        labels = _labels(lookups, user.user_id)
        if not labels:
            raise Refused(NO_CALENDAR)
        return RefreshCalendars(labels=labels)

    def blocking_reason(self, lookups: Lookups, details: RefreshCalendars, user_id: str) -> str:
        if not lookups.users.switches().calendar:
            return SWITCHED_OFF
        return "" if _labels(lookups, user_id) else NO_CALENDAR

    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        self.read(action)
        effects.calendar_syncs.send([{"user_id": action.on_behalf_of, "replan": False}])
        return "The calendars are being read."

    def proof(self, effects: Effects, action: Action) -> bool | None:
        return False


def _labels(lookups: Lookups, user_id: str) -> tuple[str, ...]:
    connections = lookups.accounts.get(user_id).connections
    return tuple(one_line(connection.label, 80) for connection in connections if connection.counts)

"""Writes into Microsoft calendars through Graph. Entries carry the action's id as a property and a transaction id.

An answer to an invitation takes no such mark and moves the entry: whether one arrived cannot be proved afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.calendars.microsoft.paths import MINE, calendar_path, event_path
from lambdas.calendars.write import FINAL, OWN_MEETING, WriteConsents
from lambdas.calendars.write_calls import WriteCalls
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.actions.kinds.block_time import BlockTime
from lambdas.domain.actions.kinds.calendar_change import CalendarChange
from lambdas.domain.actions.kinds.decline_meeting import DeclineMeeting
from lambdas.domain.actions.kinds.propose_time import ProposeTime
from lambdas.domain.kernel.model import Instant
from lambdas.domain.kernel.plain_text import one_line, shown_title
from lambdas.errors import Refused
from lambdas.outbound.json_http import JsonHttp, Query

Event = Mapping[str, Any]

SPACE = "String {a0b50e9e-5b6a-4d6f-9d35-3e9f2d1c7a11} Name amo-"
DONE = "done"
IDS = {"Prefer": 'IdType="ImmutableId"'}


@dataclass(frozen=True, slots=True)
class MicrosoftWriter:
    consents: WriteConsents
    calls: WriteCalls
    http: JsonHttp

    def propose_time(self, user_id: str, action: ProposeTime, action_id: str) -> str:  # noqa: ARG002 - as below
        proposed = {"start": _moment(action.start), "end": _moment(action.end)}
        self._answer(user_id, action, "tentativelyAccept", "", {"proposedNewTime": proposed})
        return "The organizer has been asked for the other time."

    def decline(self, user_id: str, action: DeclineMeeting, action_id: str) -> str:  # noqa: ARG002 - an answer takes no key
        self._answer(user_id, action, "decline", one_line(action.reason, 500), {})
        return "Declined; the organizer is told by Microsoft."

    def block_time(self, user_id: str, action: BlockTime, action_id: str) -> str:
        """Graph makes one entry of one transaction id, however often it is sent."""
        connection = self.consents.connection(user_id, action.calendar_id)
        body = {
            "subject": f"Preparation: {shown_title(action.meeting.title)}",
            "start": _moment(action.start),
            "end": _moment(action.end),
            "showAs": "busy",
            "sensitivity": "private",
            "transactionId": f"amo-{action_id}",
            **_marked(action_id),
        }
        self._call(
            user_id, connection, "POST", f"{calendar_path(connection)}/events", body=body, expected=frozenset({409})
        )
        return "The time is blocked in your calendar."

    def is_written(self, user_id: str, action: CalendarChange, action_id: str) -> bool | None:
        if not isinstance(action, BlockTime):
            return None
        connection = self.consents.connection(user_id, action.calendar_id)
        return bool(self._marked_ids(user_id, connection, action_id))

    def take_back(self, user_id: str, action: CalendarChange, action_id: str) -> str:
        connection = self.consents.connection(user_id, action.calendar_id)
        match action:
            case BlockTime():
                for event_id in self._marked_ids(user_id, connection, action_id):
                    self._call(user_id, connection, "DELETE", event_path(event_id), expected=frozenset({404}))
                return "The entry is removed from your calendar."
            case DeclineMeeting():
                self._answer(user_id, action, "accept", "", {})
                return "The invitation is accepted again."
        raise Refused(FINAL)

    def _answer(self, user_id: str, action: CalendarChange, verb: str, comment: str, more: Mapping[str, Any]) -> None:
        connection = self.consents.connection(user_id, action.calendar_id)
        if self._event(user_id, connection, action.external_id).get("isOrganizer"):
            raise Refused(OWN_MEETING)
        body = {"comment": comment, "sendResponse": True, **more}
        path = f"{event_path(action.external_id)}/{verb}"
        self._call(user_id, connection, "POST", path, body=body, is_repeatable=False)

    def _marked_ids(self, user_id: str, connection: CalendarConnection, action_id: str) -> list[str]:
        marked = f"singleValueExtendedProperties/any(p: p/id eq '{SPACE}{action_id}' and p/value eq '{DONE}')"
        query = (("$filter", marked), ("$select", "id"), ("$top", "5"))
        found = self._call(user_id, connection, "GET", f"{MINE}/events", query=query)
        return [str(item["id"]) for item in found.get("value") or () if "id" in item]

    def _event(self, user_id: str, connection: CalendarConnection, event_id: str) -> Event:
        return self._call(user_id, connection, "GET", event_path(event_id))

    def _call(
        self,
        user_id: str,
        connection: CalendarConnection,
        method: str,
        path: str,
        *,
        query: Query = (),
        body: Mapping[str, Any] | None = None,
        **judged: Any,
    ) -> dict[str, Any]:
        ask = self.http.ask(method, path, headers=IDS, query=query, body=body)
        return self.calls.call(user_id, connection, ask, **judged).content


def _moment(moment: Instant) -> dict[str, str]:
    return {"dateTime": f"{moment:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}


def _marked(action_id: str) -> dict[str, Any]:
    return {"singleValueExtendedProperties": [{"id": f"{SPACE}{action_id}", "value": DONE}]}

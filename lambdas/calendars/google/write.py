"""Writes into Google calendars. Each change leaves a private mark with the action's id, so that it is found again.

Google's API knows no proposal of another time: it is said in the answer's comment, as people do. An entry of AMO's own
has an id made from the action's, so that Google itself refuses a second one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from lambdas.calendars.google.api import GoogleApi
from lambdas.calendars.google.calls import calendar_of
from lambdas.calendars.write import FINAL, OWN_MEETING, WriteConsents
from lambdas.calendars.write_calls import GONE, WriteCalls
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.actions.kinds.block_time import BlockTime
from lambdas.domain.actions.kinds.calendar_change import CalendarChange
from lambdas.domain.actions.kinds.decline_meeting import DeclineMeeting
from lambdas.domain.actions.kinds.propose_time import ProposeTime
from lambdas.domain.kernel.instants import iso
from lambdas.domain.kernel.local_time import span
from lambdas.domain.kernel.plain_text import one_line, shown_title
from lambdas.errors import NotFound, Refused, Retryable

Event = Mapping[str, Any]

TRIES = 3
DONE = "done"
NOT_INVITED = "You are not among those invited, so there is nothing to answer."
CHANGING = "Somebody else keeps changing this meeting at this moment."


@dataclass(frozen=True, slots=True)
class GoogleWriter:
    consents: WriteConsents
    calls: WriteCalls
    api: GoogleApi

    def propose_time(self, user_id: str, action: ProposeTime, action_id: str) -> str:
        when = span(action.start, action.end, action.meeting.timezone)
        self._answer(user_id, action, action_id, "tentative", f"Could we meet {when} ({action.meeting.timezone})?")
        return "The organizer has been asked, in your answer's comment."

    def decline(self, user_id: str, action: DeclineMeeting, action_id: str) -> str:
        self._answer(user_id, action, action_id, "declined", one_line(action.reason, 500))
        return "Declined; the organizer is told by Google."

    def block_time(self, user_id: str, action: BlockTime, action_id: str) -> str:
        connection = self.consents.connection(user_id, action.calendar_id)
        body = {
            "id": _own_id(action_id),
            "summary": f"Preparation: {shown_title(action.meeting.title)}",
            "start": {"dateTime": iso(action.start)},
            "end": {"dateTime": iso(action.end)},
            "visibility": "private",
            "extendedProperties": {"private": {_mark(action_id): DONE}},
        }
        insert = self.api.ask(
            lambda api: api.events().insert(calendarId=calendar_of(connection), sendUpdates="none", body=body)
        )
        self.calls.call(user_id, connection, insert, expected=frozenset({409}))
        if not self._is_there(user_id, connection, _own_id(action_id)):  # 409: it was there, and was deleted since
            raise Refused("The entry was made, and has been deleted in the calendar since.")
        return "The time is blocked in your calendar."

    def is_written(self, user_id: str, action: CalendarChange, action_id: str) -> bool | None:
        connection = self.consents.connection(user_id, action.calendar_id)
        if isinstance(action, BlockTime):
            return self._is_there(user_id, connection, _own_id(action_id))
        try:
            return _is_marked(self._event(user_id, connection, action.external_id), action_id)
        except NotFound:
            return False

    def take_back(self, user_id: str, action: CalendarChange, action_id: str) -> str:
        match action:
            case BlockTime():
                return self._unblock(user_id, action, action_id)
            case DeclineMeeting():
                self._answer(user_id, action, f"{action_id}u", "accepted", "")
                return "The invitation is accepted again."
        raise Refused(FINAL)

    def _unblock(self, user_id: str, action: BlockTime, action_id: str) -> str:
        connection = self.consents.connection(user_id, action.calendar_id)
        delete = self.api.ask(
            lambda api: api.events().delete(calendarId=calendar_of(connection), eventId=_own_id(action_id))
        )
        self.calls.call(user_id, connection, delete, expected=frozenset({404, 410}))
        return "The entry is removed from your calendar."

    def _answer(self, user_id: str, action: CalendarChange, action_id: str, response: str, comment: str) -> None:
        def answered(event: Event) -> dict[str, Any]:
            if (event.get("organizer") or {}).get("self"):
                raise Refused(OWN_MEETING)
            own = next((person for person in event.get("attendees") or () if person.get("self")), None)
            if own is None:
                raise Refused(NOT_INVITED)
            answer = {"email": own["email"], "responseStatus": response, **({"comment": comment} if comment else {})}
            return {"attendees": [answer], "attendeesOmitted": True}

        self._change(user_id, action, action_id, answered, told="all")

    def _change(self, user_id: str, action: CalendarChange, action_id: str, made: Any, told: str) -> None:
        """Reads, changes, and writes on condition that nobody else wrote meanwhile; what is marked is done."""
        connection = self.consents.connection(user_id, action.calendar_id)
        for _ in range(TRIES):
            event = self._event(user_id, connection, action.external_id)
            if _is_marked(event, action_id):
                return
            changed = {
                "calendarId": calendar_of(connection),
                "eventId": action.external_id,
                "sendUpdates": told,
                "body": {**made(event), "extendedProperties": {"private": {_mark(action_id): DONE}}},
            }
            patch = self.api.ask(partial(_patch, changed), {"If-Match": str(event.get("etag", "*"))})
            answer = self.calls.call(user_id, connection, patch, expected=frozenset({412}))
            if answer.status != 412:
                return
        raise Retryable(CHANGING)

    def _event(self, user_id: str, connection: CalendarConnection, event_id: str) -> Event:
        get = self.api.ask(lambda api: api.events().get(calendarId=calendar_of(connection), eventId=event_id))
        event = self.calls.call(user_id, connection, get).content
        if event.get("status") == "cancelled":
            raise NotFound(GONE)
        return event

    def _is_there(self, user_id: str, connection: CalendarConnection, event_id: str) -> bool:
        try:
            self._event(user_id, connection, event_id)
        except NotFound:
            return False
        return True


def _patch(changed: Mapping[str, Any], api: Any) -> Any:
    return api.events().patch(**changed)


def _own_id(action_id: str) -> str:
    """Letters a to v and digits are all an event's id may have."""
    return f"amo{action_id}"


def _mark(action_id: str) -> str:
    return f"amo-{action_id}"


def _is_marked(event: Event, action_id: str) -> bool:
    private = (event.get("extendedProperties") or {}).get("private") or {}
    return bool(private.get(_mark(action_id)) == DONE)

"""Notes of the last reading that every provider keeps in a connection's state: for whom, how far, what was skipped."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from lambdas.calendars.base import CalendarRequest, CalendarSnapshot, SkippedItem
from lambdas.domain.kernel.instants import iso
from lambdas.domain.meetings.meeting import Meeting
from lambdas.errors import NotFound

REFUSED_KEPT = 50


def noted(request: CalendarRequest, version: str, until: datetime, refused: Sequence[SkippedItem]) -> dict[str, str]:
    """``version`` is the reader's: another one may read the same events differently."""
    state = {"covers": iso(until), "reader": _reader(request, version)}
    if refused:
        state["refused"] = json.dumps([[refusal.reason, refusal.item] for refusal in refused[:REFUSED_KEPT]])
    return state


def still_covers(request: CalendarRequest) -> bool:
    """Returns whether the last reading reaches as far as this one would."""
    return request.connection.sync_state.get("covers", "") >= iso(request.window.end)


def same_reader(request: CalendarRequest, version: str) -> bool:
    """Returns whether the last reading was made for the same owner, by the same rules."""
    return request.connection.sync_state.get("reader") == _reader(request, version)


def unchanged(request: CalendarRequest, requests: int, newer: Mapping[str, str] | None = None) -> CalendarSnapshot:
    """Items skipped at the last reading still are. The old state stays: a new token alone is not worth a write."""
    state = {**request.connection.sync_state, **(newer or {})}
    refused = tuple(SkippedItem(reason=reason, item=item) for reason, item in json.loads(state.get("refused", "[]")))
    return CalendarSnapshot(unchanged=True, refused=refused, sync_state=state, window=request.window, requests=requests)


def read_anew(request: CalendarRequest) -> CalendarRequest:
    """The request of somebody who knows nothing of the calendar yet."""
    return request.model_copy(update={"connection": request.connection.model_copy(update={"sync_state": {}})})


def meeting_with_id(meetings: Iterable[Meeting], meeting_id: str) -> Meeting:
    for meeting in meetings:
        if meeting.meeting_id == meeting_id:
            return meeting
    raise NotFound("The calendar has no such meeting in the coming weeks.")


def _reader(request: CalendarRequest, version: str) -> str:
    """Returns a hash of what, besides the events, decides how a calendar reads."""
    facts = json.dumps([version, request.timezone, request.owner.model_dump_json()])
    return hashlib.sha256(facts.encode()).hexdigest()[:16]

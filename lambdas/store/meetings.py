"""The meetings table, as far as the calendar monitor owns it.

The attribute ``preparation`` of the same rows belongs to store/preparations.py: every update here names the
attributes it sets, and leaves that one alone.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from lambdas.aws.items import Item, attribute, from_item, queried, shard_of, to_item, translated
from lambdas.domain.kernel.instants import iso
from lambdas.domain.meetings.tracked_meeting import RUNNING, PrepStatus, TrackedMeeting
from lambdas.domain.preparation.due_times import attention_after_trigger
from lambdas.errors import Conflict, NotFound

KEPT_AFTER_END = timedelta(days=400)
"""History looks back at a series for a year; cancelled meetings go at the same age.

A row that outlived its TTL by a day is old history and does no harm, so reads do not look at it.
"""

NO_MEETING = "There is no such meeting."
PREP_OWNED = {"preparation"}


class Meetings:
    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def get(self, user_id: str, meeting_id: str) -> TrackedMeeting:
        """Read consistently. Raises NotFound, also when the meeting is somebody else's."""
        with translated("reading a meeting"):
            answer = self._client.get_item(TableName=self._table, Key=_key(meeting_id), ConsistentRead=True)
        item = answer.get("Item")
        if item is None or item["user_id"]["S"] != user_id:
            raise NotFound(NO_MEETING)
        return from_item(TrackedMeeting, item)

    def between(self, user_id: str, start: datetime, end: datetime) -> Iterator[TrackedMeeting]:
        """The user's meetings with ``start <= meeting.start < end``, earliest first, cancelled ones too.

        Eventually consistent: what was written in the last second may be missing.
        """
        yield from self._query(
            IndexName="user_start",
            KeyConditionExpression="user_id = :user AND #start BETWEEN :from AND :to",
            ExpressionAttributeNames={"#start": "start"},
            ExpressionAttributeValues={
                ":user": {"S": user_id},
                ":from": {"S": iso(start)},
                ":to": {"S": iso(end - timedelta(seconds=1))},  # BETWEEN includes both ends; starts are whole seconds
            },
        )

    def earlier_in_series(
        self, user_id: str, series_id: str, before: datetime, limit: int = 10
    ) -> list[TrackedMeeting]:
        """Occurrences that start before ``before``, latest first."""
        found = self._query(
            IndexName="series_start",
            KeyConditionExpression="series_key = :series AND #start < :before",
            ExpressionAttributeNames={"#start": "start"},
            ExpressionAttributeValues={
                ":series": {"S": _series_key(user_id, series_id)},
                ":before": {"S": iso(before)},
            },
            ScanIndexForward=False,
            PaginationConfig={"PageSize": limit},
        )
        return list(islice(found, limit))

    def create(self, tracked: TrackedMeeting) -> None:
        """Stores a meeting never seen before. Raises Conflict when another run was first."""
        item = to_item(tracked.model_dump(mode="json", exclude=PREP_OWNED)) | _key(tracked.meeting.meeting_id)
        with translated("storing a meeting"):
            self._client.put_item(
                TableName=self._table,
                Item=item | _index_attributes(tracked),
                ConditionExpression="attribute_not_exists(meeting_id)",
            )

    def update(self, tracked: TrackedMeeting) -> None:
        """Stores the next version of a meeting. Raises Conflict unless the stored one is exactly one version older."""
        changed = tracked.model_dump(
            mode="json", include={"meeting", "plan", "content_hash", "version", "timing_version", "calendars"}
        )
        self._set(
            tracked.meeting.meeting_id,
            to_item(changed) | _index_attributes(tracked),
            remove=_stale_attributes(tracked),
            condition="version = :before",
            values={":before": attribute(tracked.version - 1)},
        )

    def mark_scheduled(self, meeting_id: str, timing_version: int) -> bool:
        """Schedule and events of this timing are in place. False when that was known, or the timing has changed."""
        return self._mark(meeting_id, "scheduled_version", timing_version)

    def mark_announced(self, meeting_id: str, timing_version: int) -> bool:
        """MeetingRequiresPrep went out for this timing. False when that was known, or the timing has changed."""
        return self._mark(meeting_id, "announced_version", timing_version)

    def rate(self, user_id: str, meeting_id: str, stars: int) -> None:
        """The user's feedback, 1 to 5. Raises NotFound, also when the meeting is somebody else's."""
        owner = {":user": {"S": user_id}}
        try:
            self._set(meeting_id, {"feedback": attribute(stars)}, condition="user_id = :user", values=owner)
        except Conflict:
            raise NotFound(NO_MEETING) from None

    def _mark(self, meeting_id: str, name: str, timing_version: int) -> bool:
        mark = attribute(timing_version)
        is_news = f"timing_version = :timing AND {name} < :timing"
        try:
            self._set(meeting_id, {name: mark}, condition=is_news, values={":timing": mark})
        except Conflict:
            return False
        return True

    def _set(
        self, meeting_id: str, changed: Item, *, condition: str, values: Item, remove: tuple[str, ...] = ()
    ) -> None:
        assignments = ", ".join(f"#{name} = :{name}" for name in changed)
        removals = f" REMOVE {', '.join(remove)}" if remove else ""
        with translated("storing a meeting"):
            self._client.update_item(
                TableName=self._table,
                Key=_key(meeting_id),
                UpdateExpression=f"SET {assignments}{removals}",
                ConditionExpression=condition,
                ExpressionAttributeNames={f"#{name}": name for name in changed},
                ExpressionAttributeValues={f":{name}": value for name, value in changed.items()} | values,
            )

    def _query(self, **query: Any) -> Iterator[TrackedMeeting]:
        for item in queried(self._client, "listing meetings", TableName=self._table, **query):
            yield from_item(TrackedMeeting, item)


def _key(meeting_id: str) -> Item:
    return {"meeting_id": {"S": meeting_id}}


def _series_key(user_id: str, series_id: str) -> str:
    return f"{user_id}#{series_id}"


def _index_attributes(tracked: TrackedMeeting) -> Item:
    """Keys of the indexes and the TTL; whether the sweeper has to look at it, should its trigger be lost."""
    meeting = tracked.meeting
    item = {
        "user_id": {"S": meeting.user_id},
        "start": {"S": iso(meeting.start)},
        "expires_at": attribute(int((meeting.end + KEPT_AFTER_END).timestamp())),
    }
    if meeting.series_id:
        item["series_key"] = {"S": _series_key(meeting.user_id, meeting.series_id)}
    if tracked.awaits_prep and tracked.plan.prep_trigger_time:
        item["attention_shard"] = {"S": shard_of(meeting.meeting_id)}
        item["attention_at"] = {"S": iso(attention_after_trigger(tracked.plan.prep_trigger_time))}
    return item


def _stale_attributes(tracked: TrackedMeeting) -> tuple[str, ...]:
    """A preparation that runs or is being delivered keeps the attention it asked for itself."""
    stale = () if tracked.meeting.series_id else ("series_key",)
    keeps_attention = tracked.awaits_prep or tracked.preparation.status in RUNNING | {PrepStatus.READY}
    return stale if keeps_attention else (*stale, "attention_shard", "attention_at")

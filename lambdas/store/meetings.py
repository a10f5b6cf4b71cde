"""The meetings table, as far as the calendar monitor owns it.

The attribute ``preparation`` of the same rows belongs to store/preparations.py: every update here names the
attributes it sets, and leaves that one alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Row, Table, Update
from lambdas.domain.kernel.instants import iso
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import RUNNING, PrepStatus, TrackedMeeting
from lambdas.domain.preparation.due_times import attention_after_trigger
from lambdas.errors import Conflict, NotFound
from lambdas.store.rows import expiring, from_row, shard_of, to_row

LIFE_AFTER_END = timedelta(days=400)
"""History looks back at a series for a year; cancelled meetings go at the same age.

A row that outlived its TTL by a day is old history and does no harm, so reads do not look at it.
"""

NO_MEETING = "There is no such meeting."
STORING, LISTING = "storing a meeting", "listing meetings"
PREP_OWNED = {"preparation"}
TOLD_BY_INVITATION = {"description", "location", "conference_url"}
LISTED = (
    *(f"meeting.{name}" for name in Meeting.model_fields if name not in TOLD_BY_INVITATION),
    *(name for name in TrackedMeeting.model_fields if name != "meeting"),
)
UPDATED = (
    *("meeting", "plan", "content_hash", "version", "timing_version", "calendars"),
    *("names", "gone_at", "moved_from", "same_as"),
)


@dataclass(frozen=True)
class Meetings:
    table: Table

    def get(self, user_id: str, meeting_id: str) -> TrackedMeeting:
        """Read consistently. Raises NotFound, also when the meeting is somebody else's."""
        row = self.table.get(_key(meeting_id), "reading a meeting")
        if row is None or row["user_id"] != user_id:
            raise NotFound(NO_MEETING)
        return from_row(TrackedMeeting, row)

    def between(self, user_id: str, start: datetime, end: datetime) -> Iterator[TrackedMeeting]:
        """The user's meetings with ``start <= meeting.start < end``, earliest first, cancelled ones too.

        Eventually consistent: what was written in the last second may be missing.
        """
        last = end - timedelta(seconds=1)  # starts are whole seconds
        theirs = Attr("user_id").eq(user_id) & Attr("start").between(iso(start), iso(last))
        for row in self.table.query(theirs, LISTING, index="user_start"):
            yield from_row(TrackedMeeting, row)

    def latest_first(self, user_id: str, before: datetime, limit: int) -> list[TrackedMeeting]:
        """At most ``limit`` of the user's meetings that start before ``before``, without what their invitations say.

        One query of the user's partition; leaving the descriptions out makes the answer small, not the reading cheap.
        """
        theirs = Attr("user_id").eq(user_id) & Attr("start").lt(iso(before))
        rows = self.table.query(theirs, LISTING, index="user_start", only=LISTED, newest_first=True, page=limit)
        return [from_row(TrackedMeeting, row) for row in islice(rows, limit)]

    def count_prepared(self, user_id: str, since: datetime, before: datetime, most: int) -> int:
        """Counts those that began then and whose materials are ready, as far as ``most``."""
        then = Attr("user_id").eq(user_id) & Attr("start").between(iso(since), iso(before))
        is_ready = Attr("preparation.status").eq(PrepStatus.READY.value)
        rows = self.table.query(
            then, LISTING, index="user_start", only_if=is_ready, only=("meeting_id",), newest_first=True
        )
        return sum(1 for _ in islice(rows, most))

    def earlier_in_series(
        self, user_id: str, series_id: str, before: datetime, limit: int = 10
    ) -> list[TrackedMeeting]:
        """Occurrences that start before ``before``, latest first."""
        earlier = Attr("series_key").eq(_series_key(user_id, series_id)) & Attr("start").lt(iso(before))
        rows = self.table.query(earlier, LISTING, index="series_start", newest_first=True, page=limit)
        return [from_row(TrackedMeeting, row) for row in islice(rows, limit)]

    def create(self, tracked: TrackedMeeting) -> None:
        """Stores a meeting never seen before. Raises Conflict when another run was first."""
        row = tracked.model_dump(mode="json", exclude=PREP_OWNED) | _key(tracked.meeting.meeting_id)
        self.table.put(row | index_attributes(tracked), STORING, Attr("meeting_id").not_exists())

    def update(self, tracked: TrackedMeeting) -> None:
        """Stores the next version of a meeting. Raises Conflict unless the stored one is exactly one version older."""
        values = to_row(tracked, UPDATED) | index_attributes(tracked)
        change = Update(set=values, remove=_stale_attributes(tracked))
        self.table.update(_key(tracked.meeting.meeting_id), change, STORING, Attr("version").eq(tracked.version - 1))

    def remove(self, tracked: TrackedMeeting) -> None:
        """Removes a row that was never prepared. Raises Conflict when it is another version, or prepared, by now."""
        is_untouched = Attr("version").eq(tracked.version) & Attr("preparation").not_exists()
        self.table.delete(_key(tracked.meeting.meeting_id), STORING, is_untouched)

    def mark_scheduled(self, meeting_id: str, timing_version: int) -> bool:
        """Schedule and events of this timing are in place. False when that was known, or the timing has changed."""
        return self._mark(meeting_id, "scheduled_version", timing_version)

    def mark_announced(self, meeting_id: str, timing_version: int) -> bool:
        """MeetingRequiresPrep went out for this timing. False when that was known, or the timing has changed."""
        return self._mark(meeting_id, "announced_version", timing_version)

    def rate(self, user_id: str, meeting_id: str, stars: int) -> None:
        """The user's feedback, 1 to 5. Raises NotFound, also when the meeting is somebody else's."""
        is_theirs = Attr("user_id").eq(user_id)
        try:
            self.table.update(_key(meeting_id), Update(set={"feedback": stars}), STORING, is_theirs)
        except Conflict:
            raise NotFound(NO_MEETING) from None

    def unrate(self, meeting_id: str) -> None:
        """Takes back what the user said of it; nothing happens where they said nothing."""
        self.table.update(_key(meeting_id), Update(remove=("feedback",)), STORING, Attr("meeting_id").exists())

    def _mark(self, meeting_id: str, name: str, timing_version: int) -> bool:
        is_news = Attr("timing_version").eq(timing_version) & Attr(name).lt(timing_version)
        try:
            self.table.update(_key(meeting_id), Update(set={name: timing_version}), STORING, is_news)
        except Conflict:
            return False
        return True


def _key(meeting_id: str) -> Row:
    return {"meeting_id": meeting_id}


def _series_key(user_id: str, series_id: str) -> str:
    return f"{user_id}#{series_id}"


def index_attributes(tracked: TrackedMeeting) -> Row:
    """Keys of the indexes and the TTL; whether the sweeper has to look at it, should its trigger be lost."""
    meeting = tracked.meeting
    row = {"user_id": meeting.user_id, "start": iso(meeting.start), **expiring(meeting.end + LIFE_AFTER_END)}
    if meeting.series_id:
        row["series_key"] = _series_key(meeting.user_id, meeting.series_id)
    if tracked.awaits_prep and tracked.plan.prep_trigger_time:
        row["attention_shard"] = shard_of(meeting.meeting_id)
        row["attention_at"] = iso(attention_after_trigger(tracked.plan.prep_trigger_time))
    return row


def _stale_attributes(tracked: TrackedMeeting) -> Sequence[str]:
    """A preparation that runs or is being delivered keeps the attention it asked for itself."""
    stale = () if tracked.meeting.series_id else ("series_key",)
    keeps_attention = tracked.awaits_prep or tracked.preparation.status in RUNNING | {PrepStatus.READY}
    return stale if keeps_attention else (*stale, "attention_shard", "attention_at")

"""What a person was told is done, held against what AMO keeps and does: nothing lost, nothing done twice."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lambdas.domain.meetings.meeting import Meeting, MeetingStatus
from lambdas.domain.meetings.tracked_meeting import RUNNING, PrepStatus, TrackedMeeting
from lambdas.domain.notifications.messages import Message, MessageKind
from tests.fakes.whole_app import WholeApp

ENDED = {PrepStatus.READY, PrepStatus.FAILED, PrepStatus.WITHDRAWN}


@dataclass
class Ledger:
    """``given``: by session and place, the last answer acknowledged, then those tried since without an answer."""

    app: WholeApp
    given: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    corrected: dict[str, set[str]] = field(default_factory=dict)
    declined: set[str] = field(default_factory=set)
    wanted: set[str] = field(default_factory=set)

    def declines(self, meeting_id: str) -> None:
        """A request that is still on its way may begin a preparation after all: that one does not count."""
        self.declined |= {meeting_id} - self.wanted

    def wants(self, meeting_id: str) -> None:
        self.wanted.add(meeting_id)
        self.declined.discard(meeting_id)

    def tried(self, session_id: str, place: int, text: str) -> None:
        if (session_id, place) in self.given:
            self.given[session_id, place].append(text)

    def acknowledged(self, session_id: str, place: int, text: str) -> None:
        self.given[session_id, place] = [text]

    # what must hold at any moment

    def doubled(self) -> list[str]:
        """Outside effects that happened twice."""
        runs = Counter((meeting_id, request_id) for meeting_id, request_id, _ in self.app.preparations.runs)
        manifests = Counter((meeting_id, run) for meeting_id, run, _ in set(self.app.preparations.manifests))
        completed = {(e.meeting_id, e.run, e.composer) for e in self.app.bus.named("PrepCompleted")}  # type: ignore[attr-defined]  # events of this name have them
        counted: dict[str, Counter[Any]] = {
            "runs of one request": runs,
            "manifests of one run": manifests,
            "kinds of completion of one run": Counter((meeting_id, run) for meeting_id, run, _ in completed),
            "executions of one preparation at once": self._executions_at_once(),
        }
        return [
            f"{count} {what}: {key}" for what, found in counted.items() for key, count in found.items() if count > 1
        ]

    def lost(self) -> list[str]:
        """Acknowledged answers that are no longer there, in their own conversation or in the ones that followed."""
        found = []
        for (session_id, place), texts in self.given.items():
            session = self.app.conversations.stored[session_id]
            kept = session.answers.get(str(place))
            if kept is None or kept.text not in texts:
                found.append(f"answer {place} of {session_id}: {texts[0]!r}, kept {kept}")
            found += [f"answer {place} of {session_id} in {later}" for later in self._without(session_id, place)]
        return found

    def _executions_at_once(self) -> Counter[str]:
        current = {row.meeting.meeting_id: row.preparation for row in self.app.rows}
        live = Counter[str]()
        for name in self.app.workflows.running:
            of = self.app.workflows.inputs[name]
            preparation = current[of["meeting_id"]]
            live[of["meeting_id"]] += of["run"] == preparation.run and preparation.status in RUNNING
        return live

    def _without(self, session_id: str, place: int) -> list[str]:
        """The meeting's later conversations that ask the same and know no answer."""
        meeting_id, _, run = session_id.rpartition("-r")
        question = self.app.conversations.stored[session_id].questions[place].text
        later = (s for s in self.app.conversations.stored.values() if s.meeting_id == meeting_id and s.run > int(run))
        asked = ((s, place) for s in later for place, q in enumerate(s.questions) if q.text == question)
        return [s.session_id for s, place in asked if not (s.answers.get(str(place)) and s.answers[str(place)].text)]

    def unwanted(self) -> list[str]:
        """Preparations that go on although the user was told that they do not."""
        rows = {row.meeting.meeting_id: row.preparation for row in self.app.rows}
        return [f"{key} is {rows[key].status}, declined" for key in self.declined if rows[key].declined_at is None]

    # what must hold once everything has come to rest and every meeting has begun

    def unfinished(self) -> list[str]:
        app = self.app
        found = [f"{row.meeting.meeting_id} is {row.preparation.status}" for row in app.rows if not _has_ended(row)]
        found += [
            f"nobody was told how {row.meeting.meeting_id} ended: run {row.preparation.run} is {row.preparation.status}"
            f"{f', since {row.preparation.failure!r}' * bool(row.preparation.failure)}"
            for row in app.rows
            if self._is_silent(row)
        ]
        found += [f"execution {name} still runs" for name in (*app.workflows.running, *app.refreshes.running)]
        found += [f"schedule {name} is left" for name in app.schedules.waiting]
        found += [f"{meeting_id} is still watched" for meeting_id in app.preparations.attention]
        return found

    def unheard(self) -> list[str]:
        """Acknowledged answers of a finished preparation that its materials do not know."""
        found = []
        for row in self.app.rows:
            materials, session_id = row.preparation.materials, row.preparation.session_id
            if materials is None or row.preparation.status is not PrepStatus.READY:
                continue
            heard = self.app.documents.composed[materials.plan_key]
            for (of, place), texts in self.given.items():
                answer = heard.get(str(place))
                if of == session_id and (answer is None or answer.text not in texts):
                    found.append(f"answer {place} of {of} is not in the materials")
        return found

    def misread(self, now: datetime) -> list[str]:
        """Meetings and corrections not as the calendar and the user had them; what was over stays as it was.

        A meeting made anew in place of one that is gone goes on as that one: whose it is, the calendar's name tells.
        """
        shown = {meeting.external_id: meeting for meeting in self.app.calendars.shown("work")}
        rows: dict[str, list[TrackedMeeting]] = {}
        for row in self.app.rows:
            rows.setdefault(row.meeting.external_id, []).append(row)
        found = [f"{name} is missing" for name in shown if name not in rows]
        for name, known in rows.items():
            in_calendar = shown.get(name)
            coming = [row for row in known if row.meeting.end > now]
            if coming and not (in_calendar and in_calendar.end <= now):
                found += self._misread(name, coming, in_calendar, now)
        return found

    def _misread(
        self, name: str, coming: list[TrackedMeeting], in_calendar: Meeting | None, now: datetime
    ) -> Iterator[str]:
        on = [row for row in coming if row.meeting.status is MeetingStatus.SCHEDULED]
        if len(on) != (in_calendar is not None):
            yield f"{name} is scheduled {len(on)} times"
        for row in on:
            if in_calendar and row.meeting.start != in_calendar.start:
                yield f"{name} is at another time"
            types = self.corrected.get(row.meeting.meeting_id) if row.meeting.start > now else None
            if types and row.plan.meeting_type not in types:
                yield f"{row.meeting.meeting_id} is {row.plan.meeting_type}, corrected to {types}"

    def _is_silent(self, row: TrackedMeeting) -> bool:
        """A run that ended on its own must have said so: with materials, or with why there are none."""
        preparation = row.preparation
        said = {PrepStatus.READY: MessageKind.MATERIALS_READY, PrepStatus.FAILED: MessageKind.PREP_FAILED}
        if preparation.status not in said:
            return False
        notices = self.app.inbox.stored.values()
        if row.timing_version > preparation.timing_version and any(_reminds(notice, row) for notice in notices):
            return False  # it was cancelled when the materials were ready, and came back: the reminder tells
        said_it = f"{row.meeting.meeting_id}-r{preparation.run}-{said[preparation.status]}"
        is_told = any(notice.message_id == said_it for notice in notices)
        return not is_told and row.meeting.status is MeetingStatus.SCHEDULED


def _reminds(notice: Message, row: TrackedMeeting) -> bool:
    return notice.kind is MessageKind.REMINDER and notice.meeting_id == row.meeting.meeting_id


def _has_ended(row: TrackedMeeting) -> bool:
    """NONE is an end only for a meeting that nobody had to prepare, or that was first due when it was too late."""
    return row.preparation.status in ENDED or (row.preparation.status is PrepStatus.NONE and not _was_due(row))


def _was_due(row: TrackedMeeting) -> bool:
    return row.plan.prep_trigger_time is not None and row.meeting.status is MeetingStatus.SCHEDULED

"""Everything the page of one meeting shows, from what was read for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lambdas.domain.accounts.user import User
from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.ask.question import MeetingQuestion
from lambdas.domain.context.notes import ContextNote
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.kernel.model import Model
from lambdas.domain.meeting_notes.notes import MeetingNotes
from lambdas.domain.meetings.tracked_meeting import PlanOrigin, PrepStatus, TrackedMeeting
from lambdas.domain.notifications.deliveries import DeliveryRecord
from lambdas.domain.outcomes.outcome import MAX_WANTS, Outcome
from lambdas.domain.preferences.material_preferences import MaterialPreferences
from lambdas.domain.preparation.executions import WorkflowExecution, WorkflowStatus
from lambdas.domain.preparation.lifecycle import may_be_prepared, start_blocking_reason
from lambdas.edges.web.after_meeting import AfterMeeting, NotedFacts, after_meeting, handed_in, is_asked_about
from lambdas.edges.web.ask_view import AskBox, ask_box
from lambdas.edges.web.conversation_view import ConversationView, conversation_view
from lambdas.edges.web.deliveries import DeliveryRow, delivery_rows
from lambdas.edges.web.documents_view import Written, written
from lambdas.edges.web.knowledge import Glance, Knowledge, glance_at, knowledge_of
from lambdas.edges.web.meeting_rows import when
from lambdas.edges.web.notes_form import NotesForm, notes_form
from lambdas.edges.web.outcomes_view import OutcomeRow, outcome_rows
from lambdas.edges.web.progress import Progress, progress_of
from lambdas.edges.web.recorder import Recorder
from lambdas.edges.web.review_view import NoteTextRow
from lambdas.edges.web.states import State, Tone, is_moving, state_of
from lambdas.edges.web.timeline import DECLINABLE
from lambdas.edges.web.wishes_view import WishRow, wish_choices
from lambdas.edges.web.words import (
    People,
    day_and_time,
    from_now,
    length,
    people_of,
    title_of,
    type_choices,
    type_label,
)

EVERYBODY = 100
VERSIONS = {
    PlanOrigin.PREPARED: "Prepared by AMO",
    PlanOrigin.EDITED: "Changed by you",
    PlanOrigin.KEPT: "Prepared again, your changes kept",
}


class MeetingPageData(NamedTuple):
    """The data read. ``plan`` is None when there are no materials (any more), ``noted`` before the meeting begins."""

    tracked: TrackedMeeting
    user: User
    contexts: tuple[ContextNote, ...]
    session: Conversation | None
    plan: MaterialsPlan | None
    notes: MeetingNotes
    execution: WorkflowExecution | None
    deliveries: tuple[DeliveryRecord, ...] = ()
    noted: NotedFacts | None = None
    outcomes: Sequence[Outcome] = ()
    recorder: Recorder | None = None
    questions: Sequence[MeetingQuestion] = ()

    @property
    def timezone(self) -> str:
        return self.user.timezone

    @property
    def preferences(self) -> MaterialPreferences:
        return self.user.preferences_for(self.tracked.plan.meeting_type)


class VersionRow(Model):
    """A version of the agenda, the latest first; ``name`` names it in the form that restores it."""

    name: str
    who: str
    when: str
    holds: bool
    is_changed: bool


class FeedbackView(Model):
    """``stars`` is 0 where none were given."""

    stars: int
    wishes: tuple[WishRow, ...]


class MeetingPage(Model):
    """``takes_texts``: it has begun, so that there may be notes to hand in; ``handed_in`` are those that were.

    ``is_kept_from_model``: its owner lets a model read theirs, and this one is marked private.
    """

    meeting_id: str
    title: str
    when: str
    length: str
    begins: str
    people: People
    location: str
    conference_url: str
    conference_host: str
    state: State
    status: PrepStatus
    failure: str
    type_name: str
    type_label: str
    type_reason: str
    types: tuple[tuple[str, str], ...]
    skip_reason: str
    begins_earlier: str
    is_series: bool
    is_kept_from_model: bool
    is_declined: bool
    can_prepare: bool
    can_decline: bool
    is_making: bool
    is_moving: bool
    conversation: ConversationView | None
    glance: Glance
    knowledge: tuple[Knowledge, ...]
    written: Written | None
    versions: tuple[VersionRow, ...]
    notes: NotesForm
    handed_in: tuple[NoteTextRow, ...]
    takes_texts: bool
    recorder: Recorder | None
    after: AfterMeeting | None
    progress: Progress | None
    deliveries: tuple[DeliveryRow, ...]
    feedback: FeedbackView
    outcomes: tuple[OutcomeRow, ...]
    asks_want: bool
    ask: AskBox

    @property
    def is_looked_at_often(self) -> bool:
        """Something is about to be there."""
        return self.is_moving or self.ask.is_waiting

    def about_to_begin(self) -> "MeetingPage":
        """As it is shown between asking for a preparation and its beginning."""
        state = State(tone=Tone.MOVING, label="About to begin")
        changes = {
            "state": state,
            "is_making": True,
            "is_moving": True,
            "can_prepare": False,
            "conversation": None,
            "written": None,
        }
        return self.model_copy(update={**changes, "progress": None, "versions": ()})

    @property
    def materials_gone(self) -> bool:
        """They were made, and have been deleted since."""
        return bool(self.versions) and self.written is None

    @property
    def tabs(self) -> tuple[str, ...]:
        """The documents there are, the first one first."""
        if self.written is None:
            return ("notes",)
        return ("brief", "agenda", *(("questions",) if self.written.questions else ()), "notes")


def meeting_page(facts: MeetingPageData, now: datetime) -> MeetingPage:
    tracked, timezone = facts.tracked, facts.timezone
    meeting, plan, status = tracked.meeting, tracked.plan, tracked.prep_status
    is_blocked = bool(start_blocking_reason(tracked, tracked.timing_version, now))
    url, host = _conference(meeting.conference_url)
    return MeetingPage(
        meeting_id=meeting.meeting_id,
        title=title_of(meeting),
        when=when(meeting, timezone, now),
        length=length(meeting),
        begins=_begins(tracked, now),
        people=people_of(meeting, EVERYBODY),
        location="" if meeting.location.strip() == meeting.conference_url else meeting.location.strip(),
        conference_url=url,
        conference_host=host,
        state=state_of(tracked, facts.session, timezone, now),
        status=status,
        failure=tracked.preparation.failure if status is PrepStatus.FAILED else "",
        type_name=plan.meeting_type,
        type_label=type_label(plan.meeting_type),
        type_reason=plan.type_reason,
        types=type_choices(),
        skip_reason=plan.skip_reason or "",
        begins_earlier=_begins_earlier(tracked),
        **_marks(facts),
        is_declined=tracked.preparation.declined_at is not None and not is_blocked,
        can_prepare=may_be_prepared(tracked, now),
        can_decline=status in DECLINABLE and not is_blocked,
        is_making=is_moving(tracked, facts.session),
        is_moving=is_moving(tracked, facts.session) or _is_delivering(facts),
        conversation=conversation_view(facts.session, timezone, now) if facts.session else None,
        glance=glance_at(tracked, facts.contexts, facts.plan),
        knowledge=knowledge_of(facts.contexts, now),
        **_documents(facts, now),
        progress=progress_of(facts.execution, now) if facts.execution else None,
        deliveries=delivery_rows(facts.deliveries, timezone),
        feedback=_feedback(facts),
        outcomes=outcome_rows(facts.outcomes),
        asks_want=len(facts.outcomes) < MAX_WANTS and is_asked_about(tracked, facts.user, now),
    )


def _marks(facts: MeetingPageData) -> dict[str, bool]:
    meeting, reads = facts.tracked.meeting, facts.user.model_consent.level != "off"
    return {"is_series": meeting.series_id is not None, "is_kept_from_model": meeting.is_private and reads}


def _documents(facts: MeetingPageData, now: datetime) -> dict[str, Any]:
    return {
        "written": written(facts.plan, facts.timezone, now) if facts.plan else None,
        "versions": _versions(facts.tracked, facts.timezone, now),
        "notes": notes_form(facts.tracked.meeting, facts.plan, facts.notes, facts.timezone),
        "handed_in": handed_in(facts.noted, facts.timezone, now),
        "takes_texts": facts.noted is not None,
        "recorder": facts.recorder,
        "ask": ask_box(facts.questions, facts.timezone, now),
        "after": after_meeting(facts.tracked, facts.noted, facts.notes, facts.user, now) if facts.noted else None,
    }


def _versions(tracked: TrackedMeeting, timezone: str, now: datetime) -> tuple[VersionRow, ...]:
    manifest = tracked.preparation.materials
    if manifest is None:
        return ()
    return tuple(
        VersionRow(
            name=version.name,
            who=VERSIONS[version.origin],
            when=day_and_time(version.made_at, timezone, now),
            holds=version == manifest.version,
            is_changed=version.origin is not PlanOrigin.PREPARED,
        )
        for version in reversed(manifest.history)
    )


def _is_delivering(facts: MeetingPageData) -> bool:
    """Everything is there to read; the last steps are still being taken."""
    is_running = facts.execution is not None and facts.execution.status is WorkflowStatus.RUNNING
    return is_running and facts.tracked.prep_status is PrepStatus.READY


def _begins_earlier(tracked: TrackedMeeting) -> str:
    """Says why, where working time has moved the preparation."""
    plan = tracked.plan
    if tracked.prep_status is not PrepStatus.SCHEDULED or not plan.skipped:
        return ""
    return f"Begins earlier than {plan.prep_hours} h before: {plan.skipped}."


def _feedback(facts: MeetingPageData) -> FeedbackView:
    sources = [note.kind for note in facts.contexts if note.facts]
    return FeedbackView(stars=facts.tracked.feedback or 0, wishes=wish_choices(facts.preferences, sources))


def _begins(tracked: TrackedMeeting, now: datetime) -> str:
    meeting = tracked.meeting
    if meeting.end <= now:
        return "over"
    return "going on" if meeting.start <= now else from_now(meeting.start, now)


def _conference(url: str) -> tuple[str, str]:
    """A link to follow, and where it leads; nothing for an address a browser should not be sent to (fault 115)."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return "", ""
    return (url.strip(), host) if parts.scheme == "https" and host else ("", "")

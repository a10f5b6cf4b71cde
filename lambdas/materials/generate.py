"""GenerateMaterials, RefreshMaterials: from what was gathered and what was said to a plan, kept in the bucket."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.domain.agenda.materials import Composer, Findings, MaterialsPlan
from lambdas.domain.agenda.meeting_changes import MeetingThen, meeting_then
from lambdas.domain.context.notes import ContextNote
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.meeting import Meeting, MeetingStatus
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, PrepStatus
from lambdas.domain.preparation.lifecycle import continue_blocking_reason
from lambdas.errors import Conflict, NotFound
from lambdas.store.contexts import Contexts
from lambdas.store.conversations import Conversations
from lambdas.store.documents import Documents
from lambdas.store.meetings import Meetings
from lambdas.store.preparations import Preparations
from lambdas.store.users import Users

PLAN_FILE = "plan.json"
ENDS_AFTER = timedelta(seconds=7)
"""Generation is over so long after its function was entered, whatever that function's own limit is."""
STORED_IN = timedelta(seconds=1)
"""The part of it that reading a model's edits and storing the plan may take."""
LOOKED_BACK = 3
"""Occurrences; what changed in a longer time is no news."""
log = logging.getLogger(__name__)


class GenerationInput(Model):
    """Of the workflow's state; ``context_kinds`` are the contexts that were to be gathered."""

    meeting_id: str
    user_id: str
    run: int
    session_id: str = ""
    context_kinds: tuple[ContextKind, ...] = ()


class Generated(Model):
    plan_key: str
    composer: str
    is_refresh: bool = False


@dataclass(frozen=True, slots=True)
class MaterialsGenerator:
    """Generates materials. ``now`` is when the function was entered."""

    meetings: Meetings
    users: Users
    contexts: Contexts
    conversations: Conversations
    preparations: Preparations
    documents: Documents
    composer: Composer

    def generate(self, asked: GenerationInput, now: datetime) -> Generated:
        """Raises Conflict when another run has begun or this one is over."""
        self.preparations.generate(asked.meeting_id, asked.run, now)
        return self._written(asked, self._findings(asked, now))

    def refresh(self, asked: GenerationInput, now: datetime) -> Generated:
        """Writes what is ready anew from what is on record by now; what reads otherwise than before is marked.

        Raises Conflict when the run is over or has not got so far.
        """
        findings = self._findings(asked, now)
        materials = findings.tracked.preparation.materials
        is_ready = findings.tracked.preparation.status is PrepStatus.READY
        if materials is None or not is_ready or continue_blocking_reason(findings.tracked, asked.run, now):
            raise Conflict("There is nothing to refresh any more.")
        kept = self._kept(materials.plan_key)
        before = {"written_from": kept.written_from, "lines_before": tuple(kept.lines())} if kept else {}
        generated = self._written(asked, findings.model_copy(update=before))
        return generated.model_copy(update={"is_refresh": True})

    def _written(self, asked: GenerationInput, findings: Findings) -> Generated:
        composed = _traceable(self.composer.compose(findings), findings)
        meeting = meeting_then(findings.tracked.meeting)
        plan = composed.model_copy(update={"written_from": findings.notes, "written_for": meeting})
        body = plan.model_dump_json().encode()
        key = f"{folder(asked.user_id, asked.meeting_id, asked.run, body)}/{PLAN_FILE}"
        self.documents.put(key, body, "application/json")
        return Generated(plan_key=key, composer=plan.composer)

    def _findings(self, asked: GenerationInput, now: datetime) -> Findings:
        user = self.users.get(asked.user_id)
        tracked = self.meetings.get(asked.user_id, asked.meeting_id)
        task, is_private = f"prep#{asked.meeting_id}#{asked.run}", tracked.meeting.is_private
        return Findings(
            tracked=tracked,
            before=self._notes_of_last_time(tracked.meeting),
            first=self._first_written_for(tracked.preparation.materials),
            notes=tuple(self.contexts.of_meeting(asked.meeting_id)),
            expected=asked.context_kinds,
            session=self.conversations.find(asked.session_id, now) if asked.session_id else None,
            timezone=user.timezone,
            reader=user.called,
            preferences=user.preferences_for(tracked.plan.meeting_type),
            composed_at=now,
            asker=user.as_asker(task, asked.meeting_id, is_private=is_private),
            until=now + ENDS_AFTER - STORED_IN,
        )

    def _first_written_for(self, materials: MaterialsManifest | None) -> MeetingThen | None:
        first = self._kept(materials.history[0].plan_key) if materials else None
        return first.written_for if first else None

    def _kept(self, plan_key: str) -> MaterialsPlan | None:
        """None where the plan is no longer kept."""
        try:
            return MaterialsPlan.model_validate_json(self.documents.get(plan_key))
        except NotFound:
            return None

    def _notes_of_last_time(self, meeting: Meeting) -> tuple[ContextNote, ...]:
        """Returns what was gathered for the last occurrence that had anything gathered; none for a single meeting."""
        if meeting.series_id is None:
            return ()
        earlier = self.meetings.earlier_in_series(meeting.user_id, meeting.series_id, before=meeting.start)
        took_place = [one.meeting for one in earlier if one.meeting.status is MeetingStatus.SCHEDULED]
        gathered = (self.contexts.of_meeting(one.meeting_id) for one in took_place[:LOOKED_BACK])
        return next((tuple(notes) for notes in gathered if notes), ())


def folder(user_id: str, meeting_id: str, run: int, plan: bytes) -> str:
    """One for each plan, so that documents of two runs or two attempts are never mixed."""
    return f"{user_id}/{meeting_id}/r{run}-{hashlib.sha256(plan).hexdigest()[:12]}"


def _traceable(plan: MaterialsPlan, findings: Findings) -> MaterialsPlan:
    """The plan without lines that point to nothing, whoever composed it: nothing unfounded is shown to anyone."""
    unfounded: Sequence[object] = plan.untraceable(findings)
    if unfounded:
        log.error("left out %d lines without a source in the materials of %s", len(unfounded), plan.meeting_id)
    return plan.founded_on(findings.references)

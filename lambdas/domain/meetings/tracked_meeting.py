"""A meeting together with what AMO decided about it and how far its preparation is."""

from enum import StrEnum
from typing import Literal

from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.domain.meetings.erasure import Erasure
from lambdas.domain.meetings.meeting import Meeting


class PrepStatus(StrEnum):
    NONE = "none"
    SCHEDULED = "scheduled"
    GATHERING = "gathering"
    WAITING = "waiting"
    GENERATING = "generating"
    READY = "ready"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


RUNNING = frozenset({PrepStatus.GATHERING, PrepStatus.WAITING, PrepStatus.GENERATING})


class PrepPlan(Model):
    """The monitor's decision: which type, why, and when preparation is due.

    ``prep_trigger_time`` is None exactly when ``skip_reason`` says why the meeting is not prepared.
    ``is_type_doubtful``: the rules could not tell, and no model has said either.
    """

    meeting_type: str
    type_reason: str
    type_source: Literal["rule", "correction", "model"] = "rule"
    is_type_doubtful: bool = False
    prep_hours: int = 24
    prep_trigger_time: Instant | None = None
    due_time: Instant | None = None
    """Where working time moved it: the moment preparation was due, whether or not that had passed."""
    skipped: str = ""
    """The working time's reason for that: "Saturday and Sunday are skipped"."""
    skip_reason: str | None = None


class PlanOrigin(StrEnum):
    """The way an agenda came to be. ``KEPT``: prepared again, with what had been changed by hand left in place."""

    PREPARED = "prepared"
    EDITED = "edited"
    KEPT = "kept"


class PlanVersion(Model):
    """One of the plans a meeting has had; the documents of each stand beside it."""

    plan_key: str
    origin: PlanOrigin
    made_at: Instant

    @property
    def name(self) -> str:
        """Names it within its meeting: its folder."""
        return self.plan_key.split("/")[-2]


class MaterialsManifest(Model):
    """S3 keys of the documents and of the plan they were rendered from; older ones have no brief.

    ``versions`` ends with the latest plan; the one that holds need not be that: an earlier one may have been restored.
    """

    plan_key: str
    brief_key: str = ""
    agenda_key: str
    questions_key: str
    notes_key: str
    generated_at: Instant
    composer: Literal["rules", "model"] = "rules"
    without_model: NoAnswerReason | None = None
    """The reason why a model that was asked did not answer."""
    versions: tuple[PlanVersion, ...] = ()

    @property
    def history(self) -> tuple[PlanVersion, ...]:
        """Every version that is kept, the latest last."""
        prepared = PlanVersion(plan_key=self.plan_key, origin=PlanOrigin.PREPARED, made_at=self.generated_at)
        return self.versions or (prepared,)

    @property
    def version(self) -> PlanVersion:
        """The one that holds."""
        return next(version for version in self.history if version.plan_key == self.plan_key)

    @property
    def is_edited(self) -> bool:
        return self.version.origin is not PlanOrigin.PREPARED


class Preparation(Model):
    """Owned by the prep feature; the monitor never writes it.

    ``request_id`` names the request that started run number ``run`` (a redelivered request re-drives the same
    run). ``session_id`` and ``execution_arn`` belong to that run. ``requested_at`` is when the request was
    published, ``started_at`` when the run began. ``failure`` is in the user's words. ``materials`` may be those of
    an earlier run until this one has made its own. ``declined_at``: the user said that this occurrence needs none.
    ``erased``: they had AMO forget it, and nothing of an earlier run is left.
    """

    status: PrepStatus = PrepStatus.NONE
    run: int = 0
    request_id: str = ""
    timing_version: int = 0
    execution_arn: str = ""
    session_id: str = ""
    requested_at: Instant | None = None
    started_at: Instant | None = None
    notified_at: Instant | None = None
    finished_at: Instant | None = None
    declined_at: Instant | None = None
    failure: str = ""
    materials: MaterialsManifest | None = None
    erased: Erasure | None = None


class NameRule(StrEnum):
    """Why another entry of a calendar is taken for the same meeting (domain/meetings/identity.py has the rules)."""

    CONTINUED = "continued"
    RETIMED = "retimed"
    RECREATED = "recreated"
    RENAMED = "renamed"
    COPIED = "copied"


class OtherName(Model):
    """An id by which a calendar names the meeting besides its own; ``was`` is its start until then."""

    meeting_id: str
    rule: NameRule
    since: Instant
    was: Instant


class TrackedMeeting(Model):
    """One row of the meetings table.

    ``version`` grows with every write of the monitor; ``timing_version`` only when start, end, trigger time, status or
    eligibility changed. ``scheduled_version`` is the timing version whose one-time schedule and events are in
    place (0: never any); ``announced_version`` the one whose preparation has been asked for. ``calendars`` are the
    user's calendars that show the meeting: it is cancelled when the last one drops it. ``names`` are the other ids it
    goes by there, since an edit or in a copy of it. ``gone_at`` is when it was cancelled; ``moved_from`` the start that
    it had before the present one; ``same_as`` the row that it turned out to be a second one of.
    """

    meeting: Meeting
    plan: PrepPlan
    content_hash: str
    version: int = 1
    timing_version: int = 1
    scheduled_version: int = 0
    announced_version: int = 0
    calendars: tuple[str, ...] = ()
    names: tuple[OtherName, ...] = ()
    first_seen_at: Instant | None = None
    gone_at: Instant | None = None
    moved_from: Instant | None = None
    same_as: str = ""
    preparation: Preparation = Preparation()
    feedback: int | None = None

    @property
    def is_final(self) -> bool:
        """Returns whether schedule and events agree with the plan; if not, a sync was interrupted (fault 78)."""
        is_new_and_not_prepared = self.timing_version == 1 and self.plan.prep_trigger_time is None
        return is_new_and_not_prepared or self.scheduled_version == self.timing_version

    @property
    def is_untouched(self) -> bool:
        """Returns whether nothing was ever asked, declined or said of it: nothing of it is worth keeping."""
        return self.preparation == Preparation() and self.feedback is None

    @property
    def awaits_prep(self) -> bool:
        """Returns whether this timing has a trigger and no preparation yet; one running for an older timing is to end.

        Materials that are ready are kept when the meeting moves; what the user declined stays declined.
        """
        is_done = self.preparation.status is PrepStatus.READY or self.preparation.declined_at is not None
        if self.plan.prep_trigger_time is None or is_done:
            return False
        return self.preparation.status is PrepStatus.NONE or self.preparation.timing_version < self.timing_version

    @property
    def prep_status(self) -> PrepStatus:
        """Returns what the user sees: the preparation's own status, or whether one is due at all."""
        if self.preparation.status is not PrepStatus.NONE:
            return self.preparation.status
        return PrepStatus.NONE if self.plan.prep_trigger_time is None else PrepStatus.SCHEDULED

"""Decides when a preparation begins, goes on or is withdrawn: decisions alone, taken from what is stored."""

import re
from datetime import datetime
from enum import StrEnum

from lambdas.domain.conversation.conversation import Conversation, ConversationStatus, session_id_for
from lambdas.domain.kernel.events import MeetingRequiresPrep
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import RUNNING, Preparation, PrepStatus, TrackedMeeting

_ATTEMPT = re.compile(r"-a(\d+)$")


class Phase(StrEnum):
    """The phase an execution begins in; later than ``GATHERING`` when an earlier one of the same run got further."""

    GATHERING = "gathering"
    WAITING = "waiting"
    GENERATING = "generating"
    DELIVERING = "delivering"


class Start(StrEnum):
    """``DRIVE``: the run has begun, its execution may not have. ``REPLACE``: an older timing's run ends first."""

    BEGIN = "begin"
    DRIVE = "drive"
    REPLACE = "replace"
    IGNORE = "ignore"


class StartDecision(Model):
    start: Start
    reason: str = ""


class Withdrawal(StrEnum):
    NOTHING = "nothing"
    END_RUN = "end_run"
    MOVE_REMINDER = "move_reminder"
    CANCEL_REMINDER = "cancel_reminder"


def scheduled_request_id(timing_version: int) -> str:
    return f"t{timing_version}"


def awaited_request_id(tracked: TrackedMeeting) -> str:
    """Returns the id the next run is asked for by: the schedule's, unless the user asked for it anew at this timing."""
    preparation = tracked.preparation
    is_asked_for = preparation.status is PrepStatus.NONE and preparation.timing_version == tracked.timing_version
    asked = preparation.request_id if is_asked_for else ""
    return asked or scheduled_request_id(tracked.timing_version)


def scheduled_request(tracked: TrackedMeeting) -> MeetingRequiresPrep:
    """Returns what is asked for when a meeting's trigger time has come; the same however often it is asked."""
    meeting, plan = tracked.meeting, tracked.plan
    return MeetingRequiresPrep(
        meeting_id=meeting.meeting_id,
        user_id=meeting.user_id,
        meeting_time=meeting.start,
        prep_trigger_time=plan.prep_trigger_time or meeting.start,
        meeting_type=plan.meeting_type,
        timing_version=tracked.timing_version,
        request_id=awaited_request_id(tracked),
    )


def start_blocking_reason(tracked: TrackedMeeting, timing_version: int, now: datetime) -> str:
    """Returns why the meeting is not prepared at this timing, in plain words; empty when nothing blocks it."""
    if tracked.meeting.status is MeetingStatus.CANCELLED:
        return "The meeting was cancelled."
    if tracked.plan.prep_trigger_time is None:
        return tracked.plan.skip_reason or "The meeting is not one to prepare."
    if tracked.timing_version != timing_version:
        return "The meeting has moved since this was asked for."
    return "The meeting has begun." if tracked.meeting.start <= now else ""


def may_be_prepared(tracked: TrackedMeeting, now: datetime) -> bool:
    """Returns whether a person is offered to have it prepared now (again): the page, Slack and the API agree."""
    return tracked.prep_status not in RUNNING and not start_blocking_reason(tracked, tracked.timing_version, now)


def is_left_out(tracked: TrackedMeeting) -> bool:
    """Returns whether nothing is prepared for it: focus time, lunch, what was cancelled or declined."""
    is_cancelled = tracked.meeting.status is MeetingStatus.CANCELLED
    is_declined = tracked.preparation.declined_at is not None
    return is_cancelled or is_declined or tracked.plan.prep_trigger_time is None


def is_handed_over(tracked: TrackedMeeting, session: Conversation | None) -> bool:
    """The conversation has ended and the workflow is about to take it from there."""
    is_closed = session is not None and session.status is not ConversationStatus.OPEN
    return tracked.prep_status is PrepStatus.WAITING and is_closed


def decide_start(tracked: TrackedMeeting, request: MeetingRequiresPrep, now: datetime) -> StartDecision:
    """Any number of deliveries of one request lead to one run (fault 66), stale ones to none (83)."""
    preparation = tracked.preparation
    if reason := start_blocking_reason(tracked, request.timing_version, now):
        return StartDecision(start=Start.IGNORE, reason=reason)
    if preparation.request_id == request.request_id and preparation.status is not PrepStatus.NONE:
        is_undriven = preparation.status in RUNNING and not preparation.execution_arn
        return StartDecision(
            start=Start.DRIVE if is_undriven else Start.IGNORE, reason="This request was taken before."
        )
    if preparation.status in RUNNING:
        is_outdated = preparation.timing_version < tracked.timing_version
        return StartDecision(start=Start.REPLACE if is_outdated else Start.IGNORE, reason="It is being prepared.")
    awaited, scheduled = awaited_request_id(tracked), scheduled_request_id(request.timing_version)
    if request.request_id == scheduled and not tracked.awaits_prep:
        return StartDecision(start=Start.IGNORE, reason="It has been prepared.")
    if awaited not in (request.request_id, scheduled):
        return StartDecision(start=Start.IGNORE, reason="It was asked for anew; that request begins it.")
    return StartDecision(start=Start.BEGIN)


def new_run(tracked: TrackedMeeting, request_id: str, requested_at: datetime, now: datetime) -> Preparation:
    """The next run; materials of an earlier one stay readable until it has made its own."""
    run = tracked.preparation.run + 1
    return Preparation(
        status=PrepStatus.GATHERING,
        run=run,
        request_id=request_id,
        timing_version=tracked.timing_version,
        session_id=session_id_for(tracked.meeting.meeting_id, run),
        requested_at=requested_at,
        started_at=now,
        materials=tracked.preparation.materials,
    )


def has_begun(tracked: TrackedMeeting) -> bool:
    """Returns whether this timing had a run: its schedule has fired and will not again, whatever this clock says."""
    return tracked.preparation.run > 0 and tracked.preparation.timing_version == tracked.timing_version


def reconsidered(tracked: TrackedMeeting, request_id: str) -> Preparation:
    """Returns the declined preparation, awaited again: as ``request_id``, or by its schedule where that is empty."""
    awaited = {"status": PrepStatus.NONE, "request_id": request_id, "timing_version": tracked.timing_version}
    return tracked.preparation.model_copy(update={**awaited, "declined_at": None, "finished_at": None, "erased": None})


def execution_name(meeting_id: str, preparation: Preparation, attempt: int = 1) -> str:
    """Names are used once: a redelivered start finds the execution there, a restart takes the next attempt."""
    suffix = "" if attempt == 1 else f"-a{attempt}"
    return f"{meeting_id}-v{preparation.timing_version}-r{preparation.run}{suffix}"


def refresh_name(tracked: TrackedMeeting, has_moved: bool = False) -> str:
    """Returns the name of the execution that refreshes the materials: one for each run and timing (fault 92).

    And one more at once when the meeting ``has_moved``.
    """
    name = f"{tracked.meeting.meeting_id}-v{tracked.timing_version}-r{tracked.preparation.run}"
    return f"{name}-moved" if has_moved else name


def attempt_of(execution_arn: str) -> int:
    """Returns the number of this execution in its run; 0 when none was recorded."""
    found = _ATTEMPT.search(execution_arn)
    return int(found[1]) if found else int(bool(execution_arn))


def phase_of(preparation: Preparation) -> Phase:
    if preparation.status is PrepStatus.READY:
        return Phase.DELIVERING
    return Phase(preparation.status.value)


def continue_blocking_reason(tracked: TrackedMeeting, run: int, now: datetime) -> str:
    """Returns why this run's execution must not go on; empty when it may. Materials that are ready survive a move."""
    preparation = tracked.preparation
    if preparation.run != run or preparation.status not in RUNNING | {PrepStatus.READY}:
        return "This run is over."
    timing = tracked.timing_version if preparation.status is PrepStatus.READY else preparation.timing_version
    return start_blocking_reason(tracked, timing, now)


def decide_withdrawal(tracked: TrackedMeeting) -> Withdrawal:
    """Returns what a move or cancellation means for the preparation, as the meeting stands now (faults 67, 68, 92)."""
    preparation = tracked.preparation
    is_off = tracked.meeting.status is MeetingStatus.CANCELLED or tracked.plan.prep_trigger_time is None
    if preparation.status in RUNNING:
        is_outdated = preparation.timing_version < tracked.timing_version
        return Withdrawal.END_RUN if is_off or is_outdated else Withdrawal.NOTHING
    if preparation.status is PrepStatus.READY:
        return Withdrawal.CANCEL_REMINDER if is_off else Withdrawal.MOVE_REMINDER
    return Withdrawal.NOTHING

"""The sweeper: finds preparations left half-way and brings them to an end (faults 69, 70, 78)."""

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from lambdas.aws import metrics
from lambdas.aws.bus import Bus
from lambdas.aws.queue import Queue
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.preparation.lifecycle import scheduled_request
from lambdas.domain.preparation.sweep import BEGAN, SweepStep, decide_sweep_step, next_look
from lambdas.errors import AmoError
from lambdas.meeting_prep.end_run import Ending, end_run
from lambdas.meeting_prep.fail import Failing, report
from lambdas.meeting_prep.runs import Runs
from lambdas.store.meetings import Meetings
from lambdas.store.preparations import Preparations, Watched
from lambdas.store.resume_workflow import resume_workflow

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Repairing:
    meetings: Meetings
    runs: Runs
    ending: Ending
    failing: Failing
    bus: Bus
    chat_timers: Queue


@dataclass(frozen=True, slots=True)
class Case:
    tracked: TrackedMeeting
    session: Conversation | None
    now: datetime

    @property
    def meeting_id(self) -> str:
        return self.tracked.meeting.meeting_id

    @property
    def run(self) -> int:
        return self.tracked.preparation.run


def sweep_all(
    on: Repairing, watched: Iterable[Watched], now: datetime, may_continue: Callable[[], bool] = lambda: True
) -> dict[str, int]:
    """How many meetings needed what. One that cannot be repaired now is overdue from now on, and stops no other.

    Asked before each; what is not looked at any more is the next sweep's.
    """
    done: dict[str, int] = {}
    for user_id, meeting_id in takewhile(lambda _: may_continue(), watched):
        try:
            outcome = sweep_prep(on, user_id, meeting_id, now).value
        except AmoError as error:
            log.warning("meeting %s could not be repaired: %s", meeting_id, type(error).__name__)
            outcome = "left"
            with suppress(AmoError):
                on.runs.preparations.look_again(meeting_id, now)
        done[outcome] = done.get(outcome, 0) + 1
    return done


def put_off(preparations: Preparations, now: datetime) -> int:
    """Leaves everything under way to the first sweep after the workflow was switched on again; how many."""
    watched = list(preparations.watched())
    for entry in watched:
        preparations.look_again(entry.meeting_id, now)
    return len(watched)


def sweep_prep(on: Repairing, user_id: str, meeting_id: str, now: datetime) -> SweepStep:
    tracked = on.meetings.get(user_id, meeting_id)
    preparation = tracked.preparation
    session = on.runs.conversations.find(preparation.session_id, now) if preparation.session_id else None
    execution = on.runs.execution_status(tracked)
    decision = decide_sweep_step(tracked, execution, session, now)
    if decision is not SweepStep.LOOK_AGAIN:
        log.warning("meeting %s, run %s, execution %s: %s", meeting_id, preparation.run, execution, decision)
    _REPAIRS[decision](on, Case(tracked, session, now))
    return decision


def _look_again(on: Repairing, case: Case) -> None:
    on.runs.preparations.look_again(case.meeting_id, next_look(case.tracked, case.session, case.now))


def _announce(on: Repairing, case: Case) -> None:
    """The trigger was lost, or came while the workflow was switched off. Announcing twice starts one run."""
    on.bus.publish([scheduled_request(case.tracked)])
    _look_again(on, case)


def _restart(on: Repairing, case: Case) -> None:
    on.runs.drive_again(case.tracked)
    _look_again(on, case)


def _resume(on: Repairing, case: Case) -> None:
    """The conversation ended, the workflow did not hear of it; where nobody hears any more, it starts again."""
    if case.session and resume_workflow(case.session, on.runs.conversations, on.runs.workflows, case.now):
        _look_again(on, case)
    else:
        _restart(on, case)


def _ring(on: Repairing, case: Case) -> None:
    """The deadline's one-time schedule was lost: the conversation is ended by the same message."""
    on.chat_timers.send([{"session_id": case.tracked.preparation.session_id, "timer": "deadline"}])
    _look_again(on, case)


def _withdraw(on: Repairing, case: Case) -> None:
    end_run(on.ending, case.tracked, case.now)


def _give_up(on: Repairing, case: Case) -> None:
    """Materials that are ready keep their reminder."""
    if case.tracked.preparation.status is not PrepStatus.READY:
        on.runs.halt(case.tracked, ConversationStatus.EXPIRED, case.now)
    report(on.failing, case.tracked.meeting.user_id, case.meeting_id, case.run, "Workflow WornOut", case.now)


def _expire(on: Repairing, case: Case) -> None:
    """Too late to be of use: recorded, and nobody is disturbed during the meeting."""
    on.runs.halt(case.tracked, ConversationStatus.EXPIRED, case.now)
    on.runs.preparations.fail(case.meeting_id, case.run, BEGAN, case.now)
    metrics.count("WorkflowsFailed")


def _complete(on: Repairing, case: Case) -> None:
    on.runs.preparations.complete(case.meeting_id, case.run)


def _forget(on: Repairing, case: Case) -> None:
    on.runs.preparations.look_away(case.meeting_id, case.tracked.preparation)


_REPAIRS: Mapping[SweepStep, Callable[[Repairing, Case], None]] = {
    SweepStep.LOOK_AGAIN: _look_again,
    SweepStep.ANNOUNCE: _announce,
    SweepStep.RESTART: _restart,
    SweepStep.RESUME: _resume,
    SweepStep.RING: _ring,
    SweepStep.WITHDRAW: _withdraw,
    SweepStep.GIVE_UP: _give_up,
    SweepStep.EXPIRE: _expire,
    SweepStep.COMPLETE: _complete,
    SweepStep.FORGET: _forget,
}

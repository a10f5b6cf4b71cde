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
from lambdas.meeting_prep.end_run import RunEnder
from lambdas.meeting_prep.fail import FailureReports
from lambdas.meeting_prep.runs import Runs
from lambdas.store.meetings import Meetings
from lambdas.store.preparations import Preparations, Watched
from lambdas.store.resume_workflow import resume_workflow

log = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True)
class PrepSweep:
    meetings: Meetings
    runs: Runs
    ender: RunEnder
    failures: FailureReports
    bus: Bus
    chat_timers: Queue

    def sweep_all(
        self, watched: Iterable[Watched], now: datetime, may_continue: Callable[[], bool] = lambda: True
    ) -> dict[str, int]:
        """Counts which meetings needed what. One that cannot be swept now is overdue from now on, and stops no other.

        Asked before each; what is not looked at any more is the next sweep's.
        """
        done: dict[str, int] = {}
        for user_id, meeting_id in takewhile(lambda _: may_continue(), watched):
            try:
                outcome = self.sweep_prep(user_id, meeting_id, now).value
            except AmoError as error:
                log.warning("meeting %s could not be repaired: %s", meeting_id, type(error).__name__)
                outcome = "left"
                with suppress(AmoError):
                    self.runs.preparations.look_again(meeting_id, now)
            done[outcome] = done.get(outcome, 0) + 1
        return done

    def sweep_prep(self, user_id: str, meeting_id: str, now: datetime) -> SweepStep:
        tracked = self.meetings.get(user_id, meeting_id)
        preparation = tracked.preparation
        session = self.runs.conversations.find(preparation.session_id, now) if preparation.session_id else None
        execution = self.runs.execution_status(tracked)
        decision = decide_sweep_step(tracked, execution, session, now)
        if decision is not SweepStep.LOOK_AGAIN:
            log.warning("meeting %s, run %s, execution %s: %s", meeting_id, preparation.run, execution, decision)
        self._steps[decision](Case(tracked, session, now))
        return decision

    @property
    def _steps(self) -> Mapping[SweepStep, Callable[[Case], None]]:
        return {
            SweepStep.LOOK_AGAIN: self._look_again,
            SweepStep.ANNOUNCE: self._announce,
            SweepStep.RESTART: self._restart,
            SweepStep.RESUME: self._resume,
            SweepStep.FIRE: self._fire,
            SweepStep.WITHDRAW: self._withdraw,
            SweepStep.GIVE_UP: self._give_up,
            SweepStep.EXPIRE: self._expire,
            SweepStep.COMPLETE: self._complete,
            SweepStep.FORGET: self._forget,
        }

    def _look_again(self, case: Case) -> None:
        self.runs.preparations.look_again(case.meeting_id, next_look(case.tracked, case.session, case.now))

    def _announce(self, case: Case) -> None:
        """The trigger was lost, or came while the workflow was switched off. Announcing twice starts one run."""
        self.bus.publish([scheduled_request(case.tracked)])
        self._look_again(case)

    def _restart(self, case: Case) -> None:
        self.runs.drive_again(case.tracked)
        self._look_again(case)

    def _resume(self, case: Case) -> None:
        """The conversation ended, the workflow did not hear of it; where nobody hears any more, it starts again."""
        if case.session and resume_workflow(case.session, self.runs.conversations, self.runs.workflows, case.now):
            self._look_again(case)
        else:
            self._restart(case)

    def _fire(self, case: Case) -> None:
        """The deadline's one-time schedule was lost: the conversation is ended by the same message."""
        self.chat_timers.send([{"session_id": case.tracked.preparation.session_id, "timer": "deadline"}])
        self._look_again(case)

    def _withdraw(self, case: Case) -> None:
        self.ender.end_run(case.tracked, case.now)

    def _give_up(self, case: Case) -> None:
        """Materials that are ready keep their reminder."""
        if case.tracked.preparation.status is not PrepStatus.READY:
            self.runs.halt(case.tracked, ConversationStatus.EXPIRED, case.now)
        self.failures.report(case.tracked.meeting.user_id, case.meeting_id, case.run, "Workflow WornOut", case.now)

    def _expire(self, case: Case) -> None:
        """Too late to be of use: recorded, and nobody is disturbed during the meeting."""
        self.runs.halt(case.tracked, ConversationStatus.EXPIRED, case.now)
        self.runs.preparations.fail(case.meeting_id, case.run, BEGAN, case.now)
        metrics.count("WorkflowsFailed")

    def _complete(self, case: Case) -> None:
        self.runs.preparations.complete(case.meeting_id, case.run)

    def _forget(self, case: Case) -> None:
        self.runs.preparations.look_away(case.meeting_id, case.tracked.preparation)


def put_off(preparations: Preparations, now: datetime) -> int:
    """Leaves everything under way to the first sweep after the workflow was switched on again; how many."""
    watched = list(preparations.watched())
    for entry in watched:
        preparations.look_again(entry.meeting_id, now)
    return len(watched)

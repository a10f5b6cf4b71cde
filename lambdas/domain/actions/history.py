"""The steps of an action so far, in names and without looks: who proposed, changed, decided, and how it ended. Pure."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from lambdas.domain.actions.pending_action import ActionStatus, ExecutionStatus, PendingAction, Vote
from lambdas.domain.actions.words import Names, asker, named, sentence
from lambdas.domain.kernel.local_time import date_and_time
from lambdas.domain.kernel.model import Instant, Model

ENDS = {
    ExecutionStatus.DONE: "Done",
    ExecutionStatus.UNDONE: "Undone",
    ExecutionStatus.FAILED: "Did not work",
    ExecutionStatus.REFUSED: "Not carried out",
    ExecutionStatus.UNKNOWN: "Unknown, needs a person",
}


class StepTone(StrEnum):
    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"


class ActionStep(Model):
    at: Instant
    what: str
    note: str = ""
    tone: StepTone = StepTone.PLAIN


def steps_of(action: PendingAction, names: Names) -> Iterator[ActionStep]:
    yield ActionStep(at=action.created_at, what=f"Proposed by {asker(action.requested_by, names)}")
    if action.escalated_at:
        yield ActionStep(at=action.escalated_at, what="Nobody had answered: others were asked as well")
    if action.edited_by:
        what = sentence(f"{named(action.edited_by, names)} changed the wording")
        yield ActionStep(at=action.edited_at or action.created_at, what=what)
    for vote in action.votes:
        yield _vote(vote, names)
    if action.automatic and action.decided_at:
        yield ActionStep(at=action.decided_at, what="Run without asking, as the rules say", tone=StepTone.GOOD)
    if action.status is ActionStatus.EXPIRED and action.decided_at:
        yield ActionStep(at=action.decided_at, what="Nobody decided in time: it was not done")
    done = action.execution
    if done.finished_at:
        tone = {ExecutionStatus.DONE: StepTone.GOOD, ExecutionStatus.UNDONE: StepTone.PLAIN}.get(
            done.status, StepTone.BAD
        )
        yield ActionStep(at=done.finished_at, what=ENDS[done.status], note=done.result or done.error, tone=tone)


def step_line(step: ActionStep, timezone: str) -> str:
    """``Sun 29 Nov, 15:02 CET: Approved by Rea, reviewer (They agreed)``."""
    note = f" ({step.note})" if step.note else ""
    return f"{date_and_time(step.at, timezone)}: {step.what}{note}"


def day_line(moment: datetime, who: str, timezone: str) -> str:
    """``Sun 29 Nov, 15:02 CET: Rea``."""
    return f"{date_and_time(moment, timezone)}: {sentence(who)}"


def _vote(vote: Vote, names: Names) -> ActionStep:
    is_yes = vote.verdict == "approve"
    by = named(vote.by, names)
    what = f"{'Approved' if is_yes else 'Rejected'} by {by}, {vote.role}"
    if vote.is_alone:
        what = f"Confirmed by {by}, who had asked for it"
    note = f"In an emergency: {vote.break_glass}" if vote.break_glass else vote.note
    return ActionStep(at=vote.at, what=what, note=note, tone=StepTone.GOOD if is_yes else StepTone.BAD)

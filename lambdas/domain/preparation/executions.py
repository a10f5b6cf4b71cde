"""The history of a workflow's execution: its states, their times, and what of it is paid for."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from lambdas.domain.kernel.model import Instant, Model


class WorkflowStatus(StrEnum):
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    TIMED_OUT = "TIMED_OUT"
    ABORTED = "ABORTED"
    PENDING_REDRIVE = "PENDING_REDRIVE"
    GONE = "GONE"
    NOT_STARTED = "NOT_STARTED"


class VisitStatus(StrEnum):
    """``CAUGHT``: the state failed and the workflow went on another way. ``STOPPED``: never left."""

    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    CAUGHT = "CAUGHT"
    FAILED = "FAILED"
    STOPPED = "STOPPED"


class HistoryEventKind(StrEnum):
    ENTERED = "entered"
    ENTERED_TASK = "entered_task"
    ATTEMPTED = "attempted"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    LEFT = "left"
    OTHER = "other"


class HistoryEvent(Model):
    """One line of an execution's history. ``follows`` numbers the line before it, 0 where the engine has none."""

    number: int
    follows: int
    kind: HistoryEventKind
    at: Instant
    state: str = ""
    error: str = ""


class StateVisit(Model):
    """One state the execution entered. ``error`` is the name of its last error, also when a retry then succeeded."""

    name: str
    entered_at: Instant
    left_at: Instant | None = None
    seconds: float | None = None
    status: VisitStatus = VisitStatus.RUNNING
    error: str = ""


class Billable(Model):
    """``state_transitions`` counts every attempt of a task, as AWS does."""

    state_transitions: int
    lambda_invocations: int


class WorkflowExecution(Model):
    """``execution`` is its arn."""

    execution: str
    status: WorkflowStatus
    states: tuple[StateVisit, ...]
    billable: Billable


NOT_STARTED = WorkflowExecution(
    execution="",
    status=WorkflowStatus.NOT_STARTED,
    states=(),
    billable=Billable(state_transitions=0, lambda_invocations=0),
)


def execution_of(arn: str, status: WorkflowStatus, events: Iterable[HistoryEvent]) -> WorkflowExecution:
    """Reads a history, oldest line first. States of parallel branches appear where the engine records them."""
    lines = list(events)
    visits: dict[str, StateVisit] = {}
    tasks: set[str] = set()
    for line, state in _with_states(lines):
        if line.kind in (HistoryEventKind.ENTERED, HistoryEventKind.ENTERED_TASK):
            visits[state] = StateVisit(name=state, entered_at=line.at)
            tasks |= {state} if line.kind is HistoryEventKind.ENTERED_TASK else set()
        elif state in visits:
            visits[state] = _after(visits[state], line, is_task=state in tasks)
    states = tuple(_closed(visit, status) for visit in visits.values())
    return WorkflowExecution(execution=arn, status=status, states=states, billable=_billable(lines))


def _with_states(lines: list[HistoryEvent]) -> Iterable[tuple[HistoryEvent, str]]:
    """Each line with the state it belongs to: named, found by going back, or else the one entered last."""
    states: dict[int, str] = {}
    current = ""
    for line in lines:
        state = line.state or _inherited(line, states, current)
        states[line.number] = state
        current = state or current
        yield line, state


def _inherited(line: HistoryEvent, states: Mapping[int, str], current: str) -> str:
    return states.get(line.follows, "") if line.follows else current


def _after(visit: StateVisit, line: HistoryEvent, *, is_task: bool) -> StateVisit:
    match line.kind:
        case HistoryEventKind.FAILED if is_task:
            return visit.model_copy(update={"status": VisitStatus.FAILED, "error": line.error})
        case HistoryEventKind.ATTEMPTED if is_task:
            return visit.model_copy(update={"status": VisitStatus.RUNNING})
        case HistoryEventKind.SUCCEEDED if is_task:
            return visit.model_copy(update={"status": VisitStatus.SUCCEEDED})
        case HistoryEventKind.LEFT:
            was_caught = visit.status is VisitStatus.FAILED
            return visit.model_copy(
                update={
                    "left_at": line.at,
                    "seconds": (line.at - visit.entered_at).total_seconds(),
                    "status": VisitStatus.CAUGHT if was_caught else VisitStatus.SUCCEEDED,
                }
            )
    return visit


def _closed(visit: StateVisit, status: WorkflowStatus) -> StateVisit:
    """A state not left when the execution ended is where it failed, or was stopped."""
    if status is WorkflowStatus.RUNNING or visit.left_at is not None:
        return visit
    ending = VisitStatus.FAILED if status is WorkflowStatus.FAILED else VisitStatus.STOPPED
    return visit.model_copy(update={"status": ending})


def _billable(lines: list[HistoryEvent]) -> Billable:
    attempts = sum(line.kind is HistoryEventKind.ATTEMPTED for line in lines)
    others = sum(line.kind is HistoryEventKind.ENTERED for line in lines)
    return Billable(state_transitions=attempts + others, lambda_invocations=attempts)

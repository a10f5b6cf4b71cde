"""The workflow state by state: what is done, what is going on, what is to come, and how long each took."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from lambdas.domain.kernel.model import Model
from lambdas.domain.preparation.executions import StateVisit, VisitStatus, WorkflowExecution
from lambdas.edges.web.words import took

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "LoadMeeting": "Read the meeting",
        "GatherContext": "Look things up",
        "SendPrepNotification": "Tell you",
        "WaitForChatCompletion": "Your answers",
        "GenerateMaterials": "Write the materials",
        "StoreMaterials": "Save them",
        "SendMaterials": "Deliver them",
        "ScheduleReminder": "Set the reminder",
    }
)
"""The workflow's states in its order; the ones between them decide and take no time."""

Mark = Literal["done", "now", "ahead", "failed", "stopped"]
MARKS: Mapping[VisitStatus, Mark] = MappingProxyType(
    {
        VisitStatus.SUCCEEDED: "done",
        VisitStatus.CAUGHT: "failed",
        VisitStatus.FAILED: "failed",
        VisitStatus.RUNNING: "now",
        VisitStatus.STOPPED: "stopped",
    }
)
SPOKEN: Mapping[Mark, str] = MappingProxyType(
    {"done": "done", "now": "now", "ahead": "still to come", "failed": "failed", "stopped": "stopped"}
)


class ProgressStep(Model):
    label: str
    mark: Mark
    spoken: str
    took: str = ""


class Progress(Model):
    steps: tuple[ProgressStep, ...]
    total: str = ""


def progress_of(execution: WorkflowExecution, now: datetime) -> Progress:
    """Steps before the latest one visited are done: an execution that goes on from another's end leaves them out."""
    visits = {request.name: request for request in execution.states}
    names = list(LABELS)
    latest = max((place for place, name in enumerate(names) if name in visits and name != names[0]), default=0)
    steps = (_step(name, visits.get(name), place < latest, now) for place, name in enumerate(names))
    return Progress(steps=tuple(steps), total=_machine_time(execution.states))


def _step(name: str, request: StateVisit | None, is_past: bool, now: datetime) -> ProgressStep:
    mark: Mark = MARKS[request.status] if request else "done" if is_past else "ahead"
    return ProgressStep(label=LABELS[name], mark=mark, spoken=SPOKEN[mark], took=_took(request, now) if request else "")


def _took(request: StateVisit, now: datetime) -> str:
    if request.status is VisitStatus.RUNNING:
        return took(max(0.0, (now - request.entered_at).total_seconds()))
    return took(request.seconds)


def _machine_time(visits: Sequence[StateVisit]) -> str:
    """All but the user's own time."""
    spent = [v.seconds for v in visits if v.seconds is not None and v.name != "WaitForChatCompletion"]
    return took(sum(spent)) if spent else ""

"""The next step that brings a stack back, from what state it is in; nothing here asks or changes anything.

What holds data is never skipped and never deleted: the step is then to stop, and says what a person should look at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from cli.cloudformation.change_set import DATA_TYPES

Act = Literal["nothing", "wait", "continue", "roll back", "delete", "drop", "apply", "revert drift", "stop"]


@dataclass(frozen=True)
class Part:
    """One resource of a stack that failed, or that is left in one."""

    logical_id: str
    resource_type: str
    status: str = ""

    @property
    def holds_data(self) -> bool:
        return self.resource_type in DATA_TYPES


@dataclass(frozen=True)
class Condition:
    """``status``: empty where there is no stack. ``was_continued``: this run has gone on with the rollback already."""

    status: str
    parts: Sequence[Part] = ()
    drifted: Sequence[str] = ()
    was_continued: bool = False
    reverts_drift: bool = False

    @property
    def failed(self) -> list[Part]:
        return [part for part in self.parts if part.status.endswith("_FAILED")]

    @property
    def data(self) -> list[str]:
        """Returns what holds data and is there."""
        return [part.logical_id for part in self.parts if part.holds_data and part.status != "DELETE_COMPLETE"]


@dataclass(frozen=True)
class Step:
    """``skipped``: what a rollback leaves as it is. ``why`` is said before the step."""

    act: Act
    why: str
    skipped: tuple[str, ...] = field(default=())


SOUND = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE")
WENT_BACK = ("UPDATE_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_COMPLETE")
NEVER_UP = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED")


def next_step(found: Condition) -> Step:
    status = found.status
    if status in ("", "DELETE_COMPLETE"):
        return Step("apply", "the stack is not there: it is made")
    if status == "REVIEW_IN_PROGRESS":
        return Step("drop", "a change set was made and never executed: it is dropped, and the empty stack with it")
    if status.endswith("_IN_PROGRESS"):
        return Step("wait", "an operation is under way: it is waited for, nothing is cancelled")
    if status == "UPDATE_ROLLBACK_FAILED":
        return _after_failed_rollback(found)
    if status in ("CREATE_FAILED", "UPDATE_FAILED"):
        return Step("roll back", "an operation stopped half-way: it is taken back to the last state that worked")
    if status in NEVER_UP:
        return _after_failed_creation(found)
    if status in WENT_BACK:
        return Step("apply", "the last change failed and was taken back: it is made again")
    if status in SOUND:
        return _of_sound(found)
    return Step("stop", _told_by_status(status))


def _after_failed_rollback(found: Condition) -> Step:
    if not found.was_continued:
        return Step("continue", "the rollback failed: it is tried again, nothing is skipped")
    stateful = [part.logical_id for part in found.failed if part.holds_data]
    if stateful:
        return Step("stop", f"the rollback fails at what holds data, which is never skipped: look at {_list(stateful)}")
    skipped = tuple(part.logical_id for part in found.failed)
    if not skipped:
        return Step("stop", "the rollback fails and CloudFormation names no resource: see its events in the console")
    return Step("continue", f"it fails at {_list(skipped)}, which hold no data: they are left as they are", skipped)


def _after_failed_creation(found: Condition) -> Step:
    if found.data:
        return Step("stop", f"the stack never came up, and {_list(found.data)} may hold data: look first")
    return Step("delete", "the stack never came up and holds no data: it is deleted, and made again")


def _of_sound(found: Condition) -> Step:
    if not found.drifted:
        return Step("nothing", "the stack is as it was deployed")
    if found.reverts_drift:
        return Step("revert drift", f"set back to the template: {_list(found.drifted)}")
    return Step("nothing", f"changed by hand, --revert-drift sets it back: {_list(found.drifted)}")


def _told_by_status(status: str) -> str:
    if status == "DELETE_FAILED":
        return "its removal failed: mend what the reason says, then ./amo destroy again"
    return f"{status} is nothing that can be mended from here: see the stack in the console"


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)

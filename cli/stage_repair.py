"""Brings the stacks of a stage back, one step after another; each is said before it is taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cli.account import Account
from cli.cloudformation import gate
from cli.cloudformation.drift import detect
from cli.cloudformation.plan import Planner
from cli.cloudformation.repair import SOUND, Condition, Part, Step, next_step
from cli.cloudformation.report import states_of
from cli.cloudformation.stacks import GONE, Stacks, StackState
from cli.terminal import progress
from lambdas.errors import Retryable

AT_REST = ("nothing", "apply", "stop")
MAX_STEPS = 12
"""More would be a circle: the longest way back has five."""

Asks = Callable[[str], bool]


@dataclass(frozen=True)
class StepTaken:
    stack: str
    step: Step
    is_done: bool

    def document(self) -> dict[str, object]:
        return {
            "stack": self.stack,
            "step": self.step.act,
            "why": self.step.why,
            "skipped": list(self.step.skipped),
            "is_done": self.is_done,
        }


@dataclass
class StageRepair:
    """``asks``: before each step that changes something."""

    stage: str
    account: Account
    asks: Asks
    reverts_drift: bool = False
    is_dry_run: bool = False
    taken: list[StepTaken] = field(default_factory=list)

    @cached_property
    def stacks(self) -> Stacks:
        return Stacks(self.account)

    def run(self) -> bool:
        """Until every stack is sound, waits to be applied, or is a person's. True when the stage is to be applied."""
        steps = [self._mend(name) for name in states_of(self.stacks, self.stage)]
        return any(step.act == "apply" for step in steps) and not any(step.act == "stop" for step in steps)

    @property
    def is_stopped(self) -> bool:
        """A person has to look, or did not want a step."""
        is_declined = (not self.is_dry_run and not one.is_done and one.step.act not in AT_REST for one in self.taken)
        return any(one.step.act == "stop" for one in self.taken) or any(is_declined)

    def _mend(self, name: str) -> Step:
        was_continued = False
        for _ in range(MAX_STEPS):
            state = self.stacks.state(name)
            step = next_step(self._condition(state, was_continued))
            progress(f"{name} ({state.status if state else 'missing'}): {step.act}: {step.why}")
            is_wanted = self._is_wanted(name, step)
            self.taken.append(StepTaken(name, step, is_wanted))
            if not is_wanted:
                return step
            assert state is not None
            self._take(step, state)
            was_continued |= step.act == "continue"
        raise Retryable(f"{name} does not come to rest; see ./amo deployments")

    def _is_wanted(self, name: str, step: Step) -> bool:
        if step.act in AT_REST or self.is_dry_run:
            return False
        return step.act == "wait" or self.asks(f"{name}: {step.act}?")

    def _condition(self, state: StackState | None, was_continued: bool) -> Condition:
        if state is None or state.status == GONE:
            return Condition("")
        parts = self._parts(state) if state.has_failed else []
        drifted = detect(self.stacks, state) or () if state.status in SOUND else ()
        return Condition(state.status, parts, [one.logical_id for one in drifted], was_continued, self.reverts_drift)

    def _parts(self, state: StackState) -> Sequence[Part]:
        """By what the last operation said of each: a resource's own state may be that before it."""
        listed = {one["LogicalResourceId"]: one for one in (*self.stacks.resources(state), *self.stacks.touched(state))}
        return [Part(name, one["ResourceType"], one["ResourceStatus"]) for name, one in listed.items()]

    def _take(self, step: Step, state: StackState) -> None:
        if step.act == "continue":
            self.stacks.continue_rollback(state, step.skipped)
        elif step.act == "roll back":
            self.stacks.roll_back(state)
        elif step.act == "delete":
            self.stacks.delete(state)
        elif step.act == "drop":
            self.stacks.drop_change_sets(state)
            self.stacks.delete(state)
        elif step.act == "revert drift":
            self._revert(state)
        self.stacks.wait(state, progress)

    def _revert(self, state: StackState) -> None:
        planner = Planner(self.account, self.stacks)
        plan = planner.revert(state)
        for line in plan.lines():
            progress(line)
        try:
            gate.refuse_loss({plan.name: plan.changes}, ())
            planner.execute(plan, progress)
        except BaseException:  # Ctrl-C too leaves no change set that somebody could execute
            planner.drop(plan)
            raise

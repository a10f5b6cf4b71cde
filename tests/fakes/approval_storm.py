"""Random interleavings of all that can happen to actions, with crashes and lost roles between any two writes.

One schedule is one seed. Whatever is done may be interrupted ahead of each of its writes: by something else, done to
its end first (so that what it had read is old), or by the death of whoever does it. Outside effects are counted where
they happen; each is held against the decision that was valid when it happened.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from lambdas.approvals.edit import edit_action
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.autonomy import Autonomy
from lambdas.domain.actions.kinds.create_task import CreateTask
from lambdas.domain.actions.kinds.remind_attendees import RemindAttendees
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.actions.pending_action import POLICY, ActionStatus, ExecutionStatus, is_intact
from lambdas.errors import AmoError, Refused, Retryable, Unproven
from tests.fakes.approval_harness import TEAM, ApprovalHarness

KINDS = (ShareAgenda.action_type, CreateTask.action_type, RemindAttendees.action_type)
MAX_NESTED = 3
STEPS = 14


class Crash(BaseException):
    """Whoever did it is gone."""


class CountingKind:
    """Outside effects under test. ``provable``: afterwards one can look whether it happened."""

    def __init__(self, storm: "Storm", provable: bool) -> None:
        self._storm = storm
        self._provable = provable

    def execute(self, effects: Any, action: Action, now: Any) -> str:
        fate = self._storm.draw(6)
        if fate == 0:
            raise Retryable("busy, nothing was done")
        if fate == 1:
            raise Refused("no, nothing was done")
        self._storm.interruption()
        self._storm.happened(action)
        if fate == 2:
            raise Unproven("it was cut off")
        self._storm.interruption()
        return "done"

    def proof(self, effects: Any, action: Action) -> bool | None:
        return bool(self._storm.effects[action.action_id]) if self._provable else None

    def undo(self, effects: Any, action: Action, now: Any) -> str:
        raise Refused("This cannot be undone.")


@dataclass
class Storm:
    seed: int
    effects: Counter[str] = field(default_factory=Counter)
    undecided: list[str] = field(default_factory=list)
    """Effects of actions nobody, and no policy, had validly decided on."""

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._depth = 0
        self.harness = ApprovalHarness(level=self._random.choice(list(Autonomy)))
        for kind in KINDS:
            self.harness.kinds[kind] = CountingKind(self, provable=kind == CreateTask.action_type)
        self.harness.log.before_write = self.interruption
        self._keys = 0

    def draw(self, below: int) -> int:
        return self._random.randrange(below)

    def play(self) -> "Storm":
        for _ in range(STEPS):
            self._one(self._random.choice(self._doings))
        self._calm_down()
        return self

    def interruption(self) -> None:
        """Ahead of a write: mostly nothing, sometimes something else first, sometimes death."""
        fate = self.draw(10)
        if fate == 0:
            raise Crash
        if fate in (1, 2) and self._depth < MAX_NESTED:
            self._one(self._random.choice(self._doings))

    def happened(self, action: Action) -> None:
        self.effects[action.action_id] += 1
        stored = self.harness.actions.get(action.action_id)
        is_claimed = stored.status is ActionStatus.APPROVED and stored.execution.status is ExecutionStatus.STARTED
        by_policy = stored.decided_by == POLICY
        by_person = any(v.verdict == "approve" and f"user:{v.by}" != stored.requested_by for v in stored.votes)
        is_rejected = any(vote.verdict == "reject" for vote in stored.votes)
        if not (is_claimed and (by_policy or by_person) and is_intact(stored)) or is_rejected:
            self.undecided.append(action.action_id)

    def _one(self, doing: Callable[[], object]) -> None:
        self._depth += 1
        try:
            doing()
        except (AmoError, Crash):
            pass
        finally:
            self._depth -= 1

    @property
    def _doings(self) -> tuple[Callable[[], object], ...]:
        decisions = (self._approve, self._approve, self._reject)
        executions = (self._carry_out, self._carry_out, self._carry_out, self._sweep)
        around = (self._edit, self._expire, self._wait, self._change_role)
        return (self._propose, self._propose, *decisions, *executions, *around)

    def _propose(self) -> None:
        self._keys += self.draw(2)
        by = self._random.choice(("agent:meeting_prep", "user:u1", "user:u2"))
        self.harness.propose(self._random.choice(KINDS), key=f"{self._keys}", requested_by=by)

    def _approve(self) -> None:
        self.harness.approve(self._any(), self._random.choice(("u1", "u2", "u3", "u9")))

    def _reject(self) -> None:
        self.harness.approve(self._any(), self._random.choice(("u1", "u2", "u3")), "reject")

    def _edit(self) -> None:
        action = self._any()
        name = "what" if action.action_type == CreateTask.action_type else "subject"
        user_id = self._random.choice(("u1", "u2", "u3"))
        changes = {name: f"Other words, {self.draw(9)}"}
        edit_action(self.harness.decisions, action.action_id, user_id, changes, action.payload_hash, self.harness.now)

    def _carry_out(self) -> None:
        self.harness.carry_out(self._any())

    def _sweep(self) -> None:
        self.harness.sweep()

    def _expire(self) -> None:
        self.harness.sweeper.sweep_action(self._any().action_id, self.harness.now)

    def _wait(self) -> None:
        """Far only while nobody is in the middle of something: no function lives as long as a lease."""
        far = (timedelta(minutes=3), timedelta(minutes=16), timedelta(hours=13))
        self.harness.now += self._random.choice(far) if self._depth == 1 else timedelta(seconds=self.draw(30))

    def _change_role(self) -> None:
        user_id = self._random.choice(("u2", "u3"))
        self.harness.change_user(user_id, role=self._random.choice(("member", "reviewer", "operator")))

    def _any(self) -> Any:
        known = list(self.harness.actions.stored.values())
        if not known:
            raise Refused("There is nothing to do it to.")
        return self._random.choice(known)

    def _calm_down(self) -> None:
        """No more faults: the sweeper alone has to bring everything to an end."""
        self.harness.log.before_write = lambda: None
        for _ in range(8):
            self.harness.now += timedelta(hours=6)
            self._one(self._sweep)
            for body in self.harness.approved.bodies:
                self._one(partial(self._finish, body["action_id"]))

    def _finish(self, action_id: str) -> None:
        self.harness.carry_out(self.harness.actions.get(action_id))

    @property
    def problems(self) -> list[str]:
        twice = [f"{action_id} was carried out {n} times" for action_id, n in self.effects.items() if n > 1]
        undecided = [f"{action_id} was carried out undecided" for action_id in self.undecided]
        open_ends = [f"{a.action_id} never ended" for a in self.harness.actions.stored.values() if not a.is_final]
        lies = [
            f"{a.action_id} is said to be done"
            for a in self.harness.actions.stored.values()
            if a.execution.status is ExecutionStatus.DONE and not self.effects[a.action_id]
        ]
        verdict = self.harness.verdict(TEAM)
        return [*twice, *undecided, *open_ends, *lies, *([] if verdict.whole else [verdict.problem])]

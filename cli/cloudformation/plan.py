"""The plan for one stack: a change set that CloudFormation has made, or why there is none yet."""

import contextlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.account import Account
from cli.cloudformation.assembly import StackArtifact
from cli.cloudformation.change_set import Change, additions, changes_of, headline, is_without_changes, lines_of
from cli.cloudformation.permissions import widened
from cli.cloudformation.stacks import GONE, REVIEWED, Stacks, StackState, Told
from lambdas.errors import Conflict, Refused, Retryable

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
MAX_CHANGE_SET_POLLS = 600


@dataclass(frozen=True)
class StackPlan:
    """``change_set`` is empty where nothing changes, and where it can be made only after ``waits_for`` was deployed."""

    stack: StackArtifact
    before: StackState | None
    change_set: str = ""
    changes: tuple[Change, ...] = ()
    widens: tuple[str, ...] = ()
    waits_for: str = ""

    @property
    def name(self) -> str:
        return self.stack.name

    @property
    def is_new(self) -> bool:
        return self.before is None or not self.before.is_there

    def lines(self) -> list[str]:
        later = f"; exactly so once {self.waits_for} is deployed" if self.waits_for else ""
        new = " (new)" if self.is_new else ""
        rights = [f"permission  {line}" for line in self.widens]
        return [f"{self.name}{new}: {headline(self.changes)}{later}", *(f"  {line}" for line in _shown(self, rights))]

    def document(self) -> dict[str, Any]:
        return {
            "stack": self.name,
            "is_new": self.is_new,
            "waits_for": self.waits_for,
            "changes": [change.document() for change in self.changes],
            "permissions": list(self.widens),
        }


def _shown(plan: StackPlan, rights: list[str]) -> list[str]:
    """All of a new stack is added: by its kinds, and its rights by the roles that have them."""
    if not plan.is_new:
        return [*lines_of(plan.changes), *rights]
    roles = sum(change.resource_type == "AWS::IAM::Role" for change in plan.changes)
    told = [f"permission  {roles} roles are made, each with rights of its own: stacks/functions.py"] if roles else []
    return [*lines_of(sorted(plan.changes, key=lambda one: one.resource_type)), *told]


@dataclass(frozen=True)
class Planner:
    """Makes change sets, executes them, and drops those that are not executed."""

    account: Account
    stacks: Stacks

    def plan(self, stack: StackArtifact, pending: Mapping[str, StackPlan]) -> StackPlan:
        """``pending``: the plans made before, of which none is executed yet."""
        before = self.stacks.state(stack.name)
        if before and before.status == GONE:
            before = None
        _refuse_what_cannot_change(before)
        first = next((name for name in stack.depends_on if name in pending and pending[name].changes), "")
        if first and pending[first].is_new:
            changes = additions(stack.template)
            return StackPlan(stack, before, "", changes, tuple(widened({}, stack.template)), first)
        try:
            return self._made(stack, before)
        except Refused:
            if not first:
                raise
            return StackPlan(stack, before, waits_for=first)

    def _made(self, stack: StackArtifact, before: StackState | None) -> StackPlan:
        is_new = before is None or not before.is_there
        made = self.stacks.client.create_change_set(
            StackName=stack.name,
            ChangeSetName=f"amo-{uuid.uuid4()}",
            ChangeSetType="CREATE" if is_new else "UPDATE",
            TemplateURL=stack.template_url(self.account),
            Capabilities=CAPABILITIES,
            RoleARN=stack.execution_role(self.account),
            ImportExistingResources=True,
        )
        described = self._described(made["Id"])
        if is_without_changes(described["Status"], described.get("StatusReason", "")):
            self.stacks.client.delete_change_set(ChangeSetName=made["Id"])
            return StackPlan(stack, before)
        if described["Status"] != "CREATE_COMPLETE":
            self._drop(made["Id"], stack.name)
            raise Refused(f"CloudFormation makes no change set for {stack.name}: {described.get('StatusReason')}")
        old = self.stacks.template(before) if before and not is_new else {}
        rights = tuple(widened(old, stack.template))
        return StackPlan(stack, before, made["Id"], changes_of(described["Changes"]), rights)

    def revert(self, stack: StackState) -> StackPlan:
        """Plans to set back what was changed by hand to the template that is deployed."""
        made = self.stacks.client.create_change_set(
            StackName=stack.name,
            ChangeSetName=f"amo-{uuid.uuid4()}",
            ChangeSetType="UPDATE",
            UsePreviousTemplate=True,
            Capabilities=CAPABILITIES,
            DeploymentMode="REVERT_DRIFT",
        )
        described = self._described(made["Id"])
        if described["Status"] != "CREATE_COMPLETE":
            self._drop(made["Id"], stack.name)
            raise Refused(f"CloudFormation reverts nothing of {stack.name}: {described.get('StatusReason')}")
        artifact = StackArtifact(stack.name, Path(), {"terminationProtection": stack.is_protected})
        return StackPlan(artifact, stack, made["Id"], changes_of(described["Changes"]))

    def _described(self, change_set: str) -> dict[str, Any]:
        for _ in range(MAX_CHANGE_SET_POLLS):
            pages: list[dict[str, Any]] = [self.stacks.client.describe_change_set(ChangeSetName=change_set)]
            if not pages[0]["Status"].endswith(("_PENDING", "_IN_PROGRESS")):
                break
            self.stacks.sleep(0.2 if self.account.is_on_loopback else 2)
        else:
            raise Retryable(f"CloudFormation takes too long over a change set: {change_set}")
        while token := pages[-1].get("NextToken"):
            pages.append(self.stacks.client.describe_change_set(ChangeSetName=change_set, NextToken=token))
        return {**pages[0], "Changes": [change for page in pages for change in page.get("Changes", ())]}

    def execute(self, plan: StackPlan, tell: Told) -> StackState:
        """Raises Conflict where somebody else was there meanwhile, Retryable with the first reason where it failed."""
        now = self.stacks.state(plan.name)
        self._refuse_what_moved(plan, now)
        assert now is not None
        # On a creation that fails even what is retained goes again: or its name would be taken at the next try.
        self.stacks.client.execute_change_set(ChangeSetName=plan.change_set, RetainExceptOnCreate=True)
        done = self.stacks.wait(now, tell)
        if done.has_failed or not done.is_there:
            raise Retryable(f"{plan.name} failed ({done.status}): {self.stacks.failure(done)}")
        if done.is_protected != plan.stack.is_protected:
            self.stacks.protect(plan.name, plan.stack.is_protected)
        return done

    def _refuse_what_moved(self, plan: StackPlan, now: StackState | None) -> None:
        status = self.stacks.client.describe_change_set(ChangeSetName=plan.change_set)["ExecutionStatus"]
        had = plan.before.changed_at if plan.before and plan.before.is_there else None
        has = now.changed_at if now and now.is_there else None
        if now is None or now.is_moving or had != has or status != "AVAILABLE":
            raise Conflict(f"somebody else changed {plan.name} meanwhile; nothing of it was changed, look again")

    def drop(self, plan: StackPlan) -> None:
        """The change set, and the empty stack that was made for it."""
        if plan.change_set:
            self._drop(plan.change_set, plan.name)

    def _drop(self, change_set: str, name: str) -> None:
        """One that was executed, or is gone already, is in nobody's way."""
        client = self.stacks.client
        with contextlib.suppress(client.exceptions.ClientError):
            client.delete_change_set(ChangeSetName=change_set)
        left = self.stacks.state(name)
        if left and left.status == REVIEWED:
            self.stacks.delete(left)


def _refuse_what_cannot_change(stack: StackState | None) -> None:
    """Also what was reviewed and never made, by somebody else perhaps, is in nobody's way."""
    if stack is None or stack.status == REVIEWED:
        return
    if stack.is_moving:
        raise Conflict(f"{stack.name} is {stack.status}: somebody is at it; ./amo deployments --watch waits")
    if stack.status.endswith("_FAILED") or stack.status == "ROLLBACK_COMPLETE":
        raise Refused(f"{stack.name} is {stack.status} and takes no change set; ./amo mend brings it back")

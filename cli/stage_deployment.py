"""Makes a stage what its file and this checkout say: change sets, the gate, a question, then the deployment."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from cli.account import Account, account_of
from cli.cdk import Cdk, variables_for
from cli.cdk_log import CdkLog
from cli.cloudformation import gate
from cli.cloudformation.assembly import StackArtifact, stacks_of
from cli.cloudformation.change_set import additions
from cli.cloudformation.drift import detect, told_before
from cli.cloudformation.plan import Planner, StackPlan
from cli.cloudformation.record import UNKNOWN, Record, deployed_now, read_record, seen_now, version_here, write_record
from cli.cloudformation.stacks import Stacks
from cli.installation import install_node_tools
from cli.local.marked_processes import ENGINE, mark
from cli.local.state_folder import make_private, written_privately
from cli.long_step import long_step
from cli.question import is_wanted
from cli.stage import DeployedStage, invoke_until_done
from cli.terminal import progress
from lambdas.errors import NotFound, Refused
from stacks.stage_file import LOCAL_STAGE, StageFile, load_stage_file

EXPORTED = "ExportsOutput"
"""How the CDK names outputs that are for other stacks, not for people."""
MOVES = ("move_calendars",)
"""Functions that bring what an earlier version stored to where this one keeps it: each is run once."""


@dataclass(frozen=True)
class Wish:
    """As the command line says it. ``may_create``: bootstrap the account, and begin a stage that is not there."""

    stage: str
    state_dir: Path
    is_dry_run: bool = False
    yes: bool = False
    allowed: tuple[str, ...] = ()
    may_create: bool = True


@dataclass
class Outcome:
    """``is_done``: the stage is as the checkout says, also where nothing had to change."""

    plans: list[StackPlan] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)
    is_done: bool = False

    def document(self, stage: str) -> dict[str, Any]:
        return {
            "stage": stage,
            "is_done": self.is_done,
            "stacks": [plan.document() for plan in self.plans],
            "notes": self.notes,
            "outputs": self.outputs,
        }


@dataclass(frozen=True)
class StageDeployment:
    wish: Wish

    @cached_property
    def file(self) -> StageFile:
        if self.wish.stage == LOCAL_STAGE:
            raise Refused("the instance on this machine is deployed by ./amo up; name a stage of config/stages/")
        return load_stage_file(self.wish.stage)

    @cached_property
    def account(self) -> Account:
        account = account_of(self.wish.stage, self.wish.state_dir)
        if account.engine and account.engine.enforces_iam:
            raise Refused("this instance enforces IAM, and a deployment has no role there; ./amo up opens it")
        return account

    @cached_property
    def stacks(self) -> Stacks:
        return Stacks(self.account)

    @cached_property
    def planner(self) -> Planner:
        return Planner(self.account, self.stacks)

    @property
    def folder(self) -> Path:
        return self.wish.state_dir / "stages" / self.wish.stage

    def run(self) -> Outcome:
        """Raises Refused at the gate, Retryable where it failed. What was planned and is not executed is dropped."""
        outcome = Outcome()
        assert self.file
        make_private(self.wish.state_dir)
        with written_privately():
            self.folder.mkdir(parents=True, exist_ok=True)
            artifacts = self._synthesised()
            self._refuse_beginning(artifacts)
            if not self._is_bootstrapped(artifacts) and self._planned_without_account(artifacts, outcome):
                return outcome
            progress("Uploading what has changed ...")
            with self._said_of("Uploading"):
                self._cdk.publish()
        try:
            self._plan(artifacts, outcome)
            self._execute(outcome)
        finally:
            self._drop_rest(outcome)
        return outcome

    @cached_property
    def _cdk(self) -> Cdk:
        engine = self.account.engine
        context = {"stage": self.wish.stage}
        if engine and not self.file.public_url:
            context["public_url"] = engine.url_of(self.wish.stage)
        variables = variables_for(self.account, self.folder) | (mark(ENGINE, engine.state_dir) if engine else {})
        return Cdk(variables, context, self.folder / "cdk.out", self.folder / "deploy.log")

    def _said_of(self, step: str) -> AbstractContextManager[None]:
        return long_step(step, CdkLog(self._cdk.log).far_along)

    def _synthesised(self) -> list[StackArtifact]:
        install_node_tools()
        progress(f"Synthesising stage {self.wish.stage} ...")
        with self._said_of("Synthesising"):
            self._cdk.synth()
        return stacks_of(self._cdk.assembly)

    def _refuse_beginning(self, artifacts: Sequence[StackArtifact]) -> None:
        if not self.wish.may_create and not any(map(self._is_there, artifacts)):
            stage = self.wish.stage
            raise NotFound(f"stage {stage} is not there yet; begin it with ./amo deploy --stage {stage}")

    def _is_there(self, artifact: StackArtifact) -> bool:
        state = self.stacks.state(artifact.name)
        return state is not None and state.is_there

    def _is_bootstrapped(self, artifacts: Sequence[StackArtifact]) -> bool:
        from botocore.exceptions import ClientError

        try:
            name = artifacts[0].bootstrap_parameter
            version = self.account.client("ssm", attempts=4).get_parameter(Name=name)["Parameter"]["Value"]
        except ClientError:
            return False
        return int(version) >= max(artifact.bootstrap_version for artifact in artifacts)

    def _planned_without_account(self, artifacts: Sequence[StackArtifact], outcome: Outcome) -> bool:
        """Bootstraps; in a dry run it says only that it would, and shows what can be told without."""
        if not self.wish.is_dry_run and self.wish.may_create:
            progress("Bootstrapping the account for the CDK (once) ...")
            with self._said_of("Bootstrapping"):
                self._cdk.bootstrap(self.account.number, self.account.region)
            return False
        if not self.wish.is_dry_run:
            raise NotFound("this account and region have no bootstrap of the CDK; ./amo deploy makes it")
        outcome.notes.append("first the CDK's bootstrap: a bucket for what is uploaded, and roles to deploy with")
        outcome.plans += [
            StackPlan(one, self.stacks.state(one.name), "", additions(one.template), waits_for="the bootstrap")
            for one in artifacts
            if not self._is_there(one)
        ]
        return True

    def _plan(self, artifacts: Sequence[StackArtifact], outcome: Outcome) -> None:
        pending: dict[str, StackPlan] = {}
        for artifact in artifacts:
            progress(f"Asking what {artifact.name} would change ...")
            plan = self.planner.plan(artifact, pending)
            pending[plan.name] = plan
            outcome.plans.append(plan)
            if plan.before and not plan.is_new and plan.changes:
                outcome.notes += told_before(plan.name, detect(self.stacks, plan.before) or (), plan.changes)
        if all(plan.is_new for plan in outcome.plans):
            outcome.notes.append(kind_told(self.wish.stage, self.file))

    def _execute(self, outcome: Outcome) -> None:
        by_stack = {plan.name: plan.changes for plan in outcome.plans}
        show(outcome)
        gate.refuse_unknown(by_stack, self.wish.allowed)
        gate.refuse_loss(by_stack, self.wish.allowed)
        if self.wish.is_dry_run:
            return
        is_needed = any(plan.changes or plan.waits_for for plan in outcome.plans)
        if is_needed and not is_wanted(f"Deploy stage {self.wish.stage}?", yes=self.wish.yes):
            raise Refused("nothing was deployed")
        record = read_record(self.account, self.wish.stage)
        was_there = any(not plan.is_new for plan in outcome.plans)
        for place, plan in enumerate(outcome.plans):
            is_behind = any(before.changes for before in outcome.plans[:place])
            turn = self._again(plan) if is_behind else plan
            outcome.plans[place] = turn
            record = self._executed(turn, record, outcome)
        self._move(record, outcome, was_there)
        outcome.is_done = True

    def _again(self, plan: StackPlan) -> StackPlan:
        """Of a stack behind one that was just deployed: what it takes from there may be another value now.

        Judged like the first; shown and asked for when it is not what was shown.
        """
        self.planner.drop(plan)
        made = self.planner.plan(plan.stack, {})
        try:
            gate.refuse_loss({made.name: made.changes}, self.wish.allowed)
            if made.changes and made.changes != plan.changes and not plan.is_new:
                show(Outcome([made]))
                if not is_wanted(f"Deploy {made.name}?", yes=self.wish.yes):
                    raise Refused(f"what {made.name} waited for was deployed, {made.name} was not")
        except BaseException:
            self.planner.drop(made)
            raise
        return made

    def _executed(self, plan: StackPlan, record: Record, outcome: Outcome) -> Record:
        if plan.change_set:
            progress(f"Deploying {plan.name} ...")
            state = self.planner.execute(plan, progress)
            deployment = deployed_now(self.account)
        else:
            assert plan.before
            state = plan.before
            known = record.of(state)
            is_known = known.version != UNKNOWN
            deployment = replace(known, version=version_here()) if is_known else seen_now(version_here())
        outcome.outputs |= {name: value for name, value in state.outputs.items() if not name.startswith(EXPORTED)}
        record = Record({**record.stacks, plan.name: deployment}, record.done)
        write_record(self.account, self.wish.stage, record)
        return record

    def _move(self, record: Record, outcome: Outcome, was_there: bool) -> None:
        """A stage that begins with this version has nothing that an earlier one stored."""
        stage = DeployedStage(
            self.wish.stage, self.wish.state_dir, "operator", outcome.outputs.get("PublicUrl", ""), self.account.engine
        )
        for move in (move for move in MOVES if move not in record.done):
            if was_there:
                progress(f"Moving what an earlier version stored ({move}) ...")
                invoke_until_done(stage, move)
            record = Record(record.stacks, (*record.done, move))
            write_record(self.account, self.wish.stage, record)

    def _drop_rest(self, outcome: Outcome) -> None:
        """Whatever ended this: no change set stays that somebody could execute by mistake."""
        if not outcome.is_done:
            for plan in outcome.plans:
                self.planner.drop(plan)


def show(outcome: Outcome) -> None:
    for line in (line for plan in outcome.plans for line in plan.lines()):
        progress(line)
    for note in outcome.notes:
        progress(f"note: {note}")


def kind_told(name: str, file: StageFile) -> str:
    if file.kind == "trial":
        return f"stage {name} is a trial: all of it can be destroyed, its data and the audit log's anchors too"
    kept = f"nobody can delete the audit log's anchors for {file.anchors_locked_days} days, AWS's own support included"
    return f"stage {name} is lasting: its data stays when it is destroyed, and {kept}; kind: trial would not"

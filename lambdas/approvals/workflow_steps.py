"""The steps of statemachines/approval.asl.json, and how a preparation starts one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lambdas.approvals.propose import Proposal, Proposals
from lambdas.aws.step_functions import Workflows
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.actions.pending_action import ActionStatus, PendingAction
from lambdas.domain.kernel.model import Model
from lambdas.errors import AmoError, Conflict, NotFound, Refused
from lambdas.store.pending_actions import PendingActions

PREPARATION = "agent:meeting_prep"


class StepResult(Model):
    """``outcome`` decides in the Choice states: ``run``, ``ask``, ``refused``, a status, or how it was carried out."""

    action_id: str = ""
    outcome: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DecisionWait:
    actions: PendingActions
    workflows: Workflows

    def await_decision(self, action_id: str, token: str) -> PendingAction:
        """Keeps the token for whoever decides; what was decided before it was kept goes on at once."""
        action = self.actions.put_token(action_id, token)
        if action.status is not ActionStatus.PENDING:
            self.workflows.resume(token, {"outcome": action.status.value})
        return action


def propose(on: Proposals, proposal: Proposal, now: datetime) -> StepResult:
    """A refusal is an outcome, not a failure: proposing it again would not help."""
    try:
        action = on.queue_for_approval(proposal.model_copy(update={"in_workflow": True}), now)
    except (Refused, NotFound, Conflict) as error:
        return StepResult(outcome="refused", reason=str(error))
    if action.status is ActionStatus.PENDING:
        return StepResult(action_id=action.action_id, outcome="ask")
    outcome = "run" if action.status is ActionStatus.APPROVED else action.status.value
    return StepResult(action_id=action.action_id, outcome=outcome)


def carried_out(action: PendingAction) -> StepResult:
    return StepResult(action_id=action.action_id, outcome=action.execution.status.value, reason=action.execution.error)


def share_with_attendees(workflows: Workflows, user_id: str, meeting_id: str, run: int) -> str:
    """Starts the approval of sharing this run's agenda, once; the preparation does not wait for it."""
    proposal: dict[str, Any] = {
        "action_type": ShareAgenda.action_type,
        "parameters": {"meeting_id": meeting_id},
        "on_behalf_of": user_id,
        "requested_by": PREPARATION,
        "key": f"share-{meeting_id}-r{run}",
    }
    return workflows.start(f"share-{meeting_id}-r{run}", proposal)


def reported(problem: AmoError) -> StepResult:
    """Somebody else carries it out at this moment: the sweeper sees to it that it ends."""
    return StepResult(outcome="unsettled", reason=str(problem))

"""An action that puts a question on its owner's list for after the meeting."""

from tests.house.additions.addition import Addition, Insertion

DETAILS = '''"""Keeps a question to ask after the meeting."""

from pydantic import Field

from lambdas.domain.actions.kinds.base import FieldChange, OfMeeting, Risk


class KeepQuestion(OfMeeting):
    action_type = "keep_question"
    label = "Keep a question"
    base_risk = Risk.MEDIUM
    undo = "The question is dropped."
    question: str = Field(min_length=1, max_length=200)

    @property
    def title(self) -> str:
        return f"Keep a question about {self.meeting_name}"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        return (FieldChange(what="Question", after=self.question),)
'''
KIND = '''"""Keeps a question to ask after the meeting."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lambdas.approvals.kinds.base import ActionKind, Effects, Lookups, MeetingRequest
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.keep_question import KeepQuestion
from lambdas.domain.actions.recipients import facts_of, why_other
from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus


class QuestionRequest(MeetingRequest):
    question: str


class KeepQuestionKind(ActionKind[KeepQuestion]):
    details = KeepQuestion

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> KeepQuestion:
        asked = QuestionRequest.model_validate(parameters)
        meeting = lookups.tracked(user, asked.meeting_id).meeting
        return KeepQuestion(meeting=facts_of(meeting), question=asked.question)

    def blocking_reason(self, lookups: Lookups, details: KeepQuestion, user_id: str) -> str:
        return why_other(details.meeting, lookups.meeting_of(details, user_id))

    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        item = ActionItem(
            item_id=action.action_id, user_id=action.on_behalf_of, what=self.read(action).question, created_at=now
        )
        effects.items.put(item)
        return "Kept."

    def proof(self, effects: Effects, action: Action) -> bool | None:
        return effects.items.exists(action.on_behalf_of, action.action_id)

    def undo(self, effects: Effects, action: Action, now: datetime) -> str:
        effects.items.close(action.on_behalf_of, action.action_id, ActionItemStatus.DROPPED, now)
        return "Dropped."
'''
PROOF = """
import pytest
from datetime import timedelta
from lambdas.domain.actions.action import preview
from lambdas.domain.actions.autonomy_config import check_types
from lambdas.domain.actions.autonomy import TypeRule
from lambdas.domain.actions.pending_action import ExecutionStatus
from lambdas.domain.actions.types import label_of
from lambdas.errors import Refused
from tests.fakes.approval_harness import START, ApprovalHarness

harness = ApprovalHarness()
check_types({"keep_question": TypeRule(handling="ask")})
parameters = {"meeting_id": "m1", "question": "Who owns it?"}
action = harness.propose("keep_question", parameters=parameters)
assert preview(action.payload).text.endswith("Question: Who owns it?")
assert label_of("keep_question") == "Keep a question"
done = harness.carry_out(harness.approve(action))
assert (done.execution.status, done.execution.result) == (ExecutionStatus.DONE, "Kept.")
assert harness.items.exists("u1", action.action_id)
assert harness.executions.undo(action.action_id, "u1", harness.now).execution.result == "Dropped."
with pytest.raises(Refused, match="question"):
    harness.propose("keep_question", key="k2", parameters={"meeting_id": "m1"})
later = harness.propose("keep_question", key="k3", parameters=parameters)
harness.replan(start=START + timedelta(hours=2), end=START + timedelta(hours=3))
assert "moved" in harness.carry_out(harness.approve(later)).execution.error
raise SystemExit(pytest.main(["-q", "-p", "no:cacheprovider", "tests/unit/approvals/test_kinds.py"]))
"""
ADDITION = Addition(
    heading="A kind of action",
    name="keep_question",
    created={
        "lambdas/domain/actions/kinds/keep_question.py": DETAILS,
        "lambdas/approvals/kinds/keep_question.py": KIND,
    },
    changed={
        "lambdas/domain/actions/types.py": (
            Insertion(
                "from lambdas.domain.actions.kinds.keep_question import KeepQuestion\n",
                "from lambdas.domain.actions.kinds.make_payment",
            ),
            Insertion("        KeepQuestion,\n", "        BlockTime,\n"),
        ),
        "lambdas/approvals/action_kinds.py": (
            Insertion(
                "from lambdas.approvals.kinds.keep_question import KeepQuestionKind\n",
                "from lambdas.approvals.kinds.make_payment",
            ),
            Insertion("        KeepQuestionKind(),\n", "        BlockTimeKind(),\n"),
        ),
    },
    proof=PROOF,
)

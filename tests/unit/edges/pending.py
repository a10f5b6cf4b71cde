"""What waits for Ada's decision: one action and one proposed rule of hers, which nobody else may see."""

from datetime import datetime, timedelta

from lambdas.approvals.entries import entry
from lambdas.domain.actions.action import action_of, summary
from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from lambdas.domain.actions.autonomy import Approvers
from lambdas.domain.actions.kinds.base import MeetingFacts, Recipient
from lambdas.domain.actions.kinds.create_task import CreateTask
from lambdas.domain.actions.kinds.remind_attendees import RemindAttendees
from lambdas.domain.actions.learned_rules import ProposedRule
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.kernel.canonical import digest
from tests.fakes.anchors import FakeAnchors
from tests.fakes.channels import FakeNotifier
from tests.fakes.stores import FakeActionLooks, FakeAuditLog, FakeAutonomyRows, FakePendingActions
from tests.fakes.workflows import FakeWorkflows

ACTION, RULE = f"a{'1' * 20}", f"r{'1' * 12}"


class Pending:
    """Everything approvals touch, by the name ``wiring`` gives it."""

    def __init__(self) -> None:
        self.audit_log = FakeAuditLog()
        self.pending_actions, self.action_looks = FakePendingActions(self.audit_log), FakeActionLooks()
        self.autonomy_rows = FakeAutonomyRows(self.audit_log)
        self.anchors, self.approval_workflows = FakeAnchors(), FakeWorkflows()
        self.notifier = FakeNotifier()

    @property
    def parts(self) -> dict[str, object]:
        return dict(vars(self))

    def furnish(self, user_id: str, text: str, now: datetime) -> PendingAction:
        rule = ProposedRule(rule_id=RULE, action_type=CreateTask.action_type, decisions=10, proposed_at=now)
        self.autonomy_rows.put_rule(user_id, rule, told(user_id, AuditEvent.RULE_PROPOSED, now))
        return self.add(ACTION, user_id, text, now)

    def add(
        self,
        action_id: str,
        user_id: str,
        text: str,
        now: datetime,
        recipients: tuple[Recipient, ...] = (),
        **changes: object,
    ) -> PendingAction:
        """AMO wants to remind somebody outside the company; it can be decided for four hours."""
        meeting = MeetingFacts(
            meeting_id="m1", title=text, start=now + timedelta(hours=30), end=now + timedelta(hours=31)
        )
        details = RemindAttendees(
            meeting=meeting,
            recipients=recipients or (Recipient(name=text, email="guest@elsewhere.example"),),
            companies=("example.com",),
            subject=text or "Reminder",
            body=(text, "See you there"),
        )
        payload = action_of(action_id, RemindAttendees.action_type, user_id, details).payload
        values: dict[str, object] = {
            "action_id": action_id,
            "workspace_id": "test",
            "team_id": f"own-{user_id}",
            "agent": "meeting_prep",
            "action_type": RemindAttendees.action_type,
            "risk": details.risk,
            "on_behalf_of": user_id,
            "requested_by": "agent:meeting_prep",
            "payload": payload,
            "payload_hash": digest(payload),
            "summary": summary(payload),
            "policy_version": "p1",
            "reason": "everything AMO does outside needs a person’s yes",
            "approvers": Approvers(),
            "created_at": now,
            "deadline": now + timedelta(hours=4),
        }
        action = PendingAction.model_validate(values | changes)
        return self.pending_actions.add(action, entry(action, AuditEvent.PROPOSED, "agent:amo", now))


def told(user_id: str, event: AuditEvent, now: datetime, action_id: str = "") -> AuditEntry:
    return AuditEntry(
        team_id=f"own-{user_id}", at=now, event=event, actor="agent:amo", action_id=action_id, action_type="create_task"
    )

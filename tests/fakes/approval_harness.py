"""Everything approvals touch, in memory: people of two teams, a prepared meeting, and executors that count."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from lambdas.approvals.action_kinds import ACTION_KINDS
from lambdas.approvals.alerts import Alerts
from lambdas.approvals.audit import Audits
from lambdas.approvals.autonomy import AutonomyService
from lambdas.approvals.decide import Decision, Decisions
from lambdas.approvals.dispatch import Dispatcher
from lambdas.approvals.execute import Executions
from lambdas.approvals.kinds.base import Effects, Lookups
from lambdas.approvals.learn import RuleLearner
from lambdas.approvals.policies import Policies
from lambdas.approvals.propose import Proposal, Proposals
from lambdas.approvals.sweep import ActionSweep
from lambdas.domain.actions.audit import Verdict, verify
from lambdas.domain.actions.autonomy import Autonomy
from lambdas.domain.actions.autonomy_config import AutonomyConfig
from lambdas.domain.actions.kinds.create_task import CreateTask
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.agenda.materials import MaterialsPlan, Section
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, Preparation, PrepStatus
from lambdas.store.user_accounts import ShownAccounts
from tests.fakes.anchors import FakeAnchors
from tests.fakes.bus import FakeBus
from tests.fakes.channels import FakeNotifier
from tests.fakes.documents import FakeDocuments
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_meeting, a_tracked, a_user
from tests.fakes.schedules import FakeSchedules
from tests.fakes.stores import (
    FakeAbsences,
    FakeActionItems,
    FakeActionLooks,
    FakeAuditLog,
    FakeAutonomyRows,
    FakeConnectedCalendars,
    FakeMaterialTexts,
    FakeMeetingNotes,
    FakeMeetings,
    FakePendingActions,
    FakeSlackRecords,
    FakeUsers,
)
from tests.fakes.workflows import FakeWorkflows

START = NOW + timedelta(days=3)
PLAN_KEY = "u1/m1/r1/plan.json"
MANIFEST = MaterialsManifest(
    plan_key=PLAN_KEY,
    agenda_key="u1/m1/r1/agenda.html",
    questions_key="u1/m1/r1/questions.md",
    notes_key="u1/m1/r1/notes.md",
    generated_at=NOW,
)
TEAM = "sales"


class FakeMailer:
    """Takes what it is given; ``problem`` is raised instead, ``sent`` holds what went out."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, tuple[str, ...], str, tuple[str, ...]]] = []
        self.problem: Exception | None = None

    def send(self, to: Any, subject: str, body: Any, action_id: str) -> tuple[str, ...]:
        if self.problem:
            raise self.problem
        self.sent.append((action_id, tuple(to), subject, tuple(body)))
        return (f"message-{len(self.sent)}",)


class FakeWriteConsents:
    """``allowed`` are the calendars AMO may write into."""

    def __init__(self) -> None:
        self.allowed: set[str] = set()

    def may_write(self, _user_id: str, calendar_id: str) -> bool:
        return calendar_id in self.allowed


class FakeRooms:
    def __init__(self) -> None:
        self.posted: list[tuple[str, str, tuple[str, ...]]] = []

    def post(self, _user_id: str, channel: str, title: str, lines: Any, _action_id: str) -> str:
        self.posted.append((channel, title, tuple(lines)))
        return f"Posted to {channel}."


class ApprovalHarness:
    """u1 is a member of the team sales, u2 its reviewer, u3 its operator; u9 a reviewer of another team."""

    def __init__(self, **config: Any) -> None:
        self.now = NOW
        self.config = AutonomyConfig(**{"level": Autonomy.SUPERVISED, **config})
        self.connected_calendars, self.absences = FakeConnectedCalendars(), FakeAbsences()
        self.users = FakeUsers(
            a_user("u1", team_id=TEAM),
            a_user("u2", team_id=TEAM, role="reviewer"),
            a_user("u3", team_id=TEAM, role="operator"),
            a_user("u9", team_id="support", role="reviewer"),
        )
        self.log = FakeAuditLog()
        self.actions, self.looks = FakePendingActions(self.log), FakeActionLooks()
        self.rows = FakeAutonomyRows(self.log)
        for user_id, team in (("u1", TEAM), ("u2", TEAM), ("u3", TEAM), ("u9", "support")):
            self.rows.enlist(team, user_id)
        self.meetings, self.plans, self.items = FakeMeetings(), FakeDocuments(), FakeActionItems()
        self.material_texts, self.notes = FakeMaterialTexts(), FakeMeetingNotes()
        self.notifier, self.bus, self.approved = FakeNotifier(), FakeBus(), FakeQueue()
        self.workflows, self.schedules, self.anchors = FakeWorkflows(), FakeSchedules(), FakeAnchors()
        self.mailer, self.salts = FakeMailer(), count(1)
        self._prepare_meeting()
        self._put_together()

    def _prepare_meeting(self) -> None:
        plan = MaterialsPlan(
            meeting_id="m1",
            title="Roadmap review",
            meeting_type="default",
            start=START,
            end=START + timedelta(hours=1),
            timezone="UTC",
            minutes=60,
            people=3,
            sections=(Section(title="Opening", minutes=5), Section(title="Search migration", minutes=55)),
            composed_at=NOW,
        )
        self.plans.put(PLAN_KEY, plan.model_dump_json().encode(), "application/json")
        for key in (MANIFEST.agenda_key, MANIFEST.questions_key, MANIFEST.notes_key):
            self.plans.put(key, b"document", "text/plain")
        self.replan()

    def replan(self, materials: MaterialsManifest | None = MANIFEST, **changes: Any) -> None:
        """The meeting as the calendar shows it now."""
        people = ("u1@example.com", "ada@example.com", "bob@example.com")
        attendees = changes.pop("attendees", tuple(Attendee(email=email) for email in people))
        prepared = Preparation(status=PrepStatus.READY, run=1, materials=materials)
        meeting = a_meeting(**{"start": START, "attendees": attendees, **changes})
        self.meetings.rows["m1"] = a_tracked(meeting, preparation=prepared)

    def _put_together(self) -> None:
        harness: Any = self  # fakes stand where adapters are asked for
        policies = Policies(harness.rows, harness.users, lambda: self.config)
        self.policies = policies
        self.alerts = Alerts(policies, harness.notifier)
        dispatcher = Dispatcher(
            harness.actions, harness.approved, harness.workflows, harness.schedules, "arn:aws:sqs:eu-central-1:1:timers"
        )
        self.consents, self.rooms, self.slack_records = FakeWriteConsents(), FakeRooms(), FakeSlackRecords()
        self.lookups = Lookups(
            harness.meetings,
            harness.users,
            ShownAccounts(harness.users, harness.connected_calendars),
            harness.plans,
            harness.consents,
            harness.slack_records,
            harness.notes,
            harness.items,
        )
        self.learner = RuleLearner(harness.actions, harness.rows, self.alerts)
        self.proposals = Proposals(
            workspace_id="local",
            actions=harness.actions,
            log=harness.log,
            lookups=self.lookups,
            alerts=self.alerts,
            dispatcher=dispatcher,
            bus=harness.bus,
            new_salt=lambda: f"salt-{next(self.salts)}",
        )
        self.decisions = Decisions(
            harness.actions,
            harness.looks,
            harness.log,
            self.alerts,
            dispatcher,
            self.learner,
            harness.anchors,
            harness.bus,
        )
        self.kinds: dict[str, Any] = dict(ACTION_KINDS)
        self.syncs = FakeQueue()
        effects = Effects(
            harness.mailer,
            harness.items,
            {},
            harness.plans,
            harness.material_texts,
            {},
            harness.rooms,
            harness.users,
            harness.notifier,
            harness.syncs,
        )
        self.executions = Executions(
            harness.actions, self.kinds, self.lookups, effects, self.alerts, harness.bus, harness.anchors
        )
        self.sweeper = ActionSweep(harness.actions, self.alerts, dispatcher, harness.bus)
        self.autonomy = AutonomyService(harness.rows, policies, self.learner, self.alerts)
        self.audits = Audits(harness.actions, harness.log, harness.anchors)

    def propose(self, action_type: str = CreateTask.action_type, key: str = "k1", **changes: Any) -> PendingAction:
        """AMO wants something for u1; ``requested_by`` and the rest can be changed."""
        default = {"what": "Send the draft"} if action_type == CreateTask.action_type else {"meeting_id": "m1"}
        values = {
            "action_type": action_type,
            "parameters": default,
            "on_behalf_of": "u1",
            "requested_by": "agent:meeting_prep",
            "key": key,
        }
        return self.proposals.queue_for_approval(Proposal(**values | changes), self.now)

    def approve(
        self, action: PendingAction, user_id: str = "u2", verdict: Any = "approve", **word: Any
    ) -> PendingAction:
        agent = word.pop("agent", "")
        word.setdefault("payload_hash", action.payload_hash)
        return self.decisions.process_approval(
            action.action_id, user_id, Decision(verdict=verdict, **word), self.now, agent
        )

    def carry_out(self, action: PendingAction) -> PendingAction:
        return self.executions.execute(action.action_id, self.now)

    def sweep(self) -> dict[str, int]:
        return self.sweeper.sweep_all(self.executions, self.actions.overdue(self.now), self.now)

    def sweep_after_a_kill(self, killed_at: datetime) -> dict[str, int]:
        """What ``./amo up`` has done first, when the engine did not run."""
        executions = replace(self.executions, killed_at=killed_at)
        return self.sweeper.sweep_all(executions, self.actions.watched(), self.now)

    def stored(self, action: PendingAction) -> PendingAction:
        return self.actions.get(action.action_id)

    def change_user(self, user_id: str, **changes: Any) -> None:
        self.users.patch(user_id, changes)

    def verdict(self, team_id: str = TEAM) -> Verdict:
        expected = {a.action_id: a.audited_as for a in self.actions.of_team(team_id)}
        return verify(team_id, list(self.log.rows(team_id)), self.anchors.of_team(team_id), expected)

    def told(self, user_id: str) -> list[str]:
        return [message.title for (owner, _), message in self.notifier.inbox.stored.items() if owner == user_id]

    def at(self, moment: datetime) -> "ApprovalHarness":
        self.now = moment
        return self

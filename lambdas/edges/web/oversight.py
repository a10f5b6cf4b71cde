"""For whoever oversees: the audit log, and the department's figures."""

import json
import re

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.approvals.wiring import policies
from lambdas.domain.actions.audit import AuditEvent, AuditRow, Verdict
from lambdas.domain.actions.figures import Dashboard
from lambdas.domain.actions.pending_action import Reviewer
from lambdas.domain.actions.types import label_of
from lambdas.domain.actions.words import AGENTS, RISKS, Names, named, sentence
from lambdas.domain.kernel.model import Model
from lambdas.edges.commands import approvals as commands
from lambdas.edges.commands.approvals import names_of
from lambdas.edges.commands.question_figures import question_figures
from lambdas.edges.web import trends
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import download, page
from lambdas.edges.web.states import Tone
from lambdas.edges.web.words import day_and_time
from lambdas.errors import NotFound

ROWS_SHOWN = 200
A_USER = re.compile(r"\buser:([^\s,;]+)")
PERIODS = (7, 30, 90)
EVENTS = {
    "proposed": ("Proposed", Tone.PLANNED),
    "refused": ("Refused by the policy", Tone.FAILED),
    "seen": ("Looked at", Tone.QUIET),
    "edited": ("Wording changed", Tone.PLANNED),
    "remarked": ("Asked or answered", Tone.QUIET),
    "voted": ("One of the approvals", Tone.PLANNED),
    "approved": ("Approved", Tone.READY),
    "rejected": ("Rejected", Tone.FAILED),
    "expired": ("Expired", Tone.QUIET),
    "escalated": ("Others asked as well", Tone.PLANNED),
    "denied": ("Denied", Tone.FAILED),
    "started": ("Begun", Tone.QUIET),
    "put_off": ("To be tried again", Tone.MOVING),
    "executed": ("Done", Tone.READY),
    "failed": ("Did not work", Tone.FAILED),
    "not_carried_out": ("Not carried out", Tone.FAILED),
    "unknown": ("Unknown, needs a person", Tone.FAILED),
    "undone": ("Undone", Tone.QUIET),
    "policy_changed": ("Policy changed", Tone.PLANNED),
    "role_given": ("Role given", Tone.PLANNED),
    "address_given": ("Address given", Tone.PLANNED),
    "rule_proposed": ("Rule proposed", Tone.PLANNED),
    "rule_accepted": ("Rule accepted", Tone.PLANNED),
    "rule_withdrawn": ("Rule withdrawn", Tone.QUIET),
    "glass_broken": ("Emergency declared", Tone.FAILED),
    "confirmed_alone": ("Confirmed by whoever asked", Tone.READY),
    "link_given": ("Sign-in link given", Tone.PLANNED),
    "session_proved": ("Sign-in confirmed", Tone.PLANNED),
    "meeting_forgotten": ("Meeting forgotten", Tone.QUIET),
}


class AuditLine(Model):
    number: int
    when: str
    who: str
    what: str
    tone: Tone
    automatic: bool
    action_id: str
    type_label: str
    said: str


def show_audit(request: PageRequest) -> Response[str]:
    team_id = _overseer(request).team_id
    rows = commands.audit(request.user_id, "", ROWS_SHOWN)
    verdict = commands.audit_verification(request.user_id, "") if request.query.get("check") else None
    timezone = wiring.users().get(request.user_id).timezone
    names = names_of({found for row in rows for found in A_USER.findall(f"{row.actor} {row.note}")}, request.user_id)
    entries = tuple(_entry(row, names, timezone, request) for row in rows)
    content = {"entries": entries, "verdict": verdict, "problem": _spoken(verdict), "team_id": team_id}
    return page("audit.html", content, request, section="approvals")


def export_audit(request: PageRequest) -> Response[str]:
    who = _overseer(request)
    rows = commands.audit_export(request.user_id, who.team_id)
    return download(json.dumps(rows, indent=1), "application/json", "audit.json")


def show_dashboard(request: PageRequest) -> Response[str]:
    is_operator = _overseer(request).role == "operator"
    asked = request.query.get("days", "")
    days = int(asked) if asked in {str(period) for period in PERIODS} else PERIODS[1]
    content = _figures(commands.dashboard(request.user_id, days))
    content |= {"days": days, "periods": PERIODS, "questions": question_figures() if is_operator else []}
    return page("dashboard.html", content, request, section="approvals")


def _overseer(request: PageRequest) -> Reviewer:
    """A member of a larger team sees their own actions, not what the others did."""
    who = policies().require_reviewer(request.user_id)
    if who.role == "member" and who.team_id != f"own-{request.user_id}":
        raise NotFound("This is for the reviewers and operators of your team.")
    return who


def _entry(row: AuditRow, names: Names, timezone: str, request: PageRequest) -> AuditLine:
    kind, _, name = row.actor.partition(":")
    what, tone = EVENTS[row.event.value]
    return AuditLine(
        number=int(row.sequence),
        when=day_and_time(row.at, timezone, request.now),
        who=sentence(named(name, names)) if kind == "user" else AGENTS.get(name, name.capitalize() or "The policy"),
        what=what,
        tone=tone,
        automatic=row.automatic,
        action_id=row.action_id,
        type_label=label_of(row.action_type) if row.action_type else "",
        said=_said(row, names),
    )


def _said(row: AuditRow, names: Names) -> str:
    """A note of who was asked as well may name them by id."""
    text = row.result or row.error or row.note
    return A_USER.sub(lambda found: named(found[1], names), text) if row.event is AuditEvent.ESCALATED else text


def _spoken(verdict: Verdict | None) -> str:
    if verdict is None or verdict.whole:
        return ""
    return f"The log is not whole: {verdict.problem}."


def _figures(found: Dashboard) -> dict[str, object]:
    types = {name: label_of(name) for name in found.now.by_type}
    risks = {risk.value: label for risk, label in RISKS.items()}
    by_type, by_risk = trends.shares(found.now.by_type, types), trends.shares(found.now.by_risk, risks)
    return {
        "tiles": trends.tiles(found.now, found.trend),
        "timeline": trends.timeline(found.timeline),
        "rate": trends.approval_rate(found.timeline),
        "types": by_type,
        "risks": by_risk,
        "types_say": trends.mostly(by_type),
        "risks_say": trends.mostly(by_risk),
        "teams": found.now.active_teams,
    }

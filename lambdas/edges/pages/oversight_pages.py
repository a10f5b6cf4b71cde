"""For whoever oversees: the audit log, and the department's figures."""

import json

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.action_figures import Dashboard
from lambdas.domain.approvals import Reviewer
from lambdas.domain.audit import AuditRow, Verdict
from lambdas.domain.models import Model
from lambdas.edges import approval_commands as commands
from lambdas.edges.pages import trends
from lambdas.edges.pages.approval_pages import names_of
from lambdas.edges.pages.approval_view import AGENTS, RISKS, Names, type_of
from lambdas.edges.pages.states import Tone
from lambdas.edges.pages.wording import day_and_time
from lambdas.edges.responses import download, page
from lambdas.edges.visits import Visit
from lambdas.errors import NotFound

ROWS_SHOWN = 200
PERIODS = (7, 30, 90)
EVENTS = {
    "proposed": ("Proposed", Tone.PLANNED),
    "refused": ("Refused by the policy", Tone.FAILED),
    "seen": ("Looked at", Tone.QUIET),
    "edited": ("Worded differently", Tone.PLANNED),
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
    "rule_proposed": ("Rule proposed", Tone.PLANNED),
    "rule_accepted": ("Rule accepted", Tone.PLANNED),
    "rule_withdrawn": ("Rule withdrawn", Tone.QUIET),
    "glass_broken": ("Emergency declared", Tone.FAILED),
}


class Entry(Model):
    number: int
    when: str
    who: str
    what: str
    tone: Tone
    automatic: bool
    action_id: str
    type_label: str
    said: str


def show_audit(visit: Visit) -> Response[str]:
    team_id = _overseer(visit).team_id
    rows = commands.audit(visit.user_id, "", ROWS_SHOWN)
    verdict = commands.audit_verification(visit.user_id, "") if visit.query.get("check") else None
    timezone = wiring.users().get(visit.user_id).timezone
    names = names_of({row.actor.removeprefix("user:") for row in rows if row.actor.startswith("user:")})
    entries = tuple(_entry(row, names, timezone, visit) for row in rows)
    content = {"entries": entries, "verdict": verdict, "problem": _spoken(verdict), "team_id": team_id}
    return page("audit.html", content, visit, section="approvals")


def export_audit(visit: Visit) -> Response[str]:
    who = _overseer(visit)
    rows = commands.audit_export(visit.user_id, who.team_id)
    return download(json.dumps(rows, indent=1), "application/json", "audit.json")


def show_dashboard(visit: Visit) -> Response[str]:
    _overseer(visit)
    asked = visit.query.get("days", "")
    days = int(asked) if asked in {str(period) for period in PERIODS} else PERIODS[1]
    content = _figures(commands.dashboard(visit.user_id, days))
    return page("dashboard.html", {**content, "days": days, "periods": PERIODS}, visit, section="approvals")


def _overseer(visit: Visit) -> Reviewer:
    """A member of a larger team sees their own actions, not what the others did."""
    who = commands.reviewer(visit.user_id)
    if who.role == "member" and who.team_id != f"own-{visit.user_id}":
        raise NotFound("This is for the reviewers and operators of your team.")
    return who


def _entry(row: AuditRow, names: Names, timezone: str, visit: Visit) -> Entry:
    kind, _, name = row.actor.partition(":")
    what, tone = EVENTS[row.event.value]
    return Entry(
        number=int(row.sequence),
        when=day_and_time(row.at, timezone, visit.now),
        who=names.get(name, name) if kind == "user" else AGENTS.get(name, name.capitalize() or "The policy"),
        what=what,
        tone=tone,
        automatic=row.automatic,
        action_id=row.action_id,
        type_label=type_of(row.action_type) if row.action_type else "",
        said=row.result or row.error or row.note,
    )


def _spoken(verdict: Verdict | None) -> str:
    if verdict is None or verdict.whole:
        return ""
    return f"The log is not whole: {verdict.problem}."


def _figures(found: Dashboard) -> dict[str, object]:
    types = {name: type_of(name) for name in found.now.by_type}
    risks = {risk.value: label for risk, label in RISKS.items()}
    return {
        "tiles": trends.tiles(found.now, found.trend),
        "timeline": trends.timeline(found.timeline),
        "rate": trends.approval_rate(found.timeline),
        "types": trends.shares(found.now.by_type, types),
        "risks": trends.shares(found.now.by_risk, risks),
        "teams": found.now.active_teams,
        "kinds": trends.OUTCOMES,
    }

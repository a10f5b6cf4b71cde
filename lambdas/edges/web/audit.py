"""The audit log for whoever oversees: filtered, page by page, checked as a whole, exported."""

import json
from collections.abc import Sequence
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.approvals.wiring import policies
from lambdas.domain.actions.audit import SEQUENCE, AuditEvent, AuditFilter, AuditRow, Verdict
from lambdas.domain.actions.pending_action import Reviewer
from lambdas.domain.actions.types import DETAILS, label_of
from lambdas.domain.actions.words import AGENTS, PREPARATION, sentence
from lambdas.domain.kernel.local_time import date_and_time
from lambdas.domain.kernel.model import Model
from lambdas.edges.commands import approvals as commands
from lambdas.edges.commands.audit_views import EVENTS, USER, ToldRow, told_rows
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import download, page
from lambdas.edges.web.states import Tone
from lambdas.errors import NotFound

ROWS_SHOWN = 50
PROGRAMS = (("policy", "The policy"), (f"agent:{PREPARATION}", AGENTS[PREPARATION]), ("agent:amo", AGENTS["amo"]))
TONES = {
    Tone.READY: ("approved", "executed", "confirmed_alone"),
    Tone.MOVING: ("put_off",),
    Tone.FAILED: (
        "refused",
        "rejected",
        "denied",
        "failed",
        "not_carried_out",
        "unknown",
        "glass_broken",
        "unreadable",
    ),
    Tone.QUIET: (
        "seen",
        "remarked",
        "expired",
        "started",
        "undone",
        "rule_withdrawn",
        "meeting_forgotten",
        "person_forgotten",
    ),
}
TONE_OF = {event: tone for tone, events in TONES.items() for event in events}
"""Of what happened; anything else is planned."""


class AuditLine(Model):
    """``about`` is the action's title, its kind where the action is no longer there."""

    number: int
    when: str
    who: str
    what: str
    tone: Tone
    automatic: bool
    action_id: str
    about: str
    said: str


class AuditPage(Model):
    """``older`` is the address of the rows before these, empty at the beginning of the log."""

    lines: tuple[AuditLine, ...]
    chosen: AuditFilter
    events: tuple[tuple[str, str], ...]
    types: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    older: str


def show_audit(request: PageRequest) -> Response[str]:
    who = require_overseer(request)
    chosen = _chosen(request)
    found = commands.audit(request.user_id, "", ROWS_SHOWN + 1, chosen)
    verdict = commands.audit_verification(request.user_id, "") if request.query.get("check") else None
    view = _view(request, who, chosen, found)
    content = {"view": view, "verdict": verdict, "problem": _spoken(verdict)}
    return page("audit.html", content, request, section="approvals")


def export_audit(request: PageRequest) -> Response[str]:
    who = require_overseer(request)
    rows = commands.audit_export(request.user_id, who.team_id)
    return download(json.dumps(rows, indent=1), "application/json", "audit.json")


def require_overseer(request: PageRequest) -> Reviewer:
    """A member of a larger team sees their own actions, not what the others did."""
    who = policies().require_reviewer(request.user_id)
    if who.role == "member" and who.team_id != f"own-{request.user_id}":
        raise NotFound("This is for the reviewers and operators of your team.")
    return who


def _view(request: PageRequest, who: Reviewer, chosen: AuditFilter, found: Sequence[AuditRow]) -> AuditPage:
    rows, timezone = found[:ROWS_SHOWN], wiring.users().get(request.user_id).timezone
    members = {request.user_id, *wiring.autonomy_rows().members(who.team_id)}
    told, names = told_rows(rows, who, members)
    people = sorted(((f"{USER}{user_id}", sentence(name)) for user_id, name in names.items()), key=lambda one: one[1])
    is_more = len(found) > len(rows)
    return AuditPage(
        lines=tuple(_line(one, timezone) for one in told),
        chosen=chosen,
        events=tuple((event, label) for event, label in EVENTS.items() if event != AuditEvent.UNREADABLE),
        types=tuple(sorted(((name, label_of(name)) for name in DETAILS), key=lambda one: one[1])),
        people=(*PROGRAMS, *people),
        older=_address(chosen, rows[-1].sequence) if is_more else "",
    )


def _chosen(request: PageRequest) -> AuditFilter:
    """Reads the filter from an address; a value that is no choice of ours counts as none."""
    event, before = request.query.get("event", ""), request.query.get("before", "")
    return AuditFilter(
        actor=request.query.get("who", "")[:100],
        action_type=request.query.get("type", "")[:40],
        event=event if event in set(AuditEvent) else "",
        before=before if SEQUENCE.fullmatch(before) else "",
    )


def _address(chosen: AuditFilter, before: str) -> str:
    said = {"event": chosen.event, "type": chosen.action_type, "who": chosen.actor, "before": before}
    return f"/audit?{urlencode({name: value for name, value in said.items() if value})}"


def _line(told: ToldRow, timezone: str) -> AuditLine:
    row = told.row
    return AuditLine(
        number=int(row.sequence),
        when=date_and_time(row.at, timezone) if row.event is not AuditEvent.UNREADABLE else "–",
        who=told.who,
        what=told.what,
        tone=TONE_OF.get(row.event.value, Tone.PLANNED),
        automatic=row.automatic,
        action_id=told.action.action_id if told.action else "",
        about=told.about,
        said=told.said,
    )


def _spoken(verdict: Verdict | None) -> str:
    if verdict is None or verdict.whole:
        return ""
    return f"The log is not whole: {verdict.problem}."

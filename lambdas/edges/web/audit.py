"""The audit log for whoever oversees: filtered, page by page, checked as a whole, exported."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.approvals.wiring import policies
from lambdas.domain.accounts.invitations import OWN_TEAM
from lambdas.domain.actions.audit import AuditEvent, AuditFilter, AuditRow, Verdict
from lambdas.domain.actions.pending_action import POLICY, PendingAction, Reviewer, may_see
from lambdas.domain.actions.types import DETAILS, label_of
from lambdas.domain.actions.words import AGENTS, PREPARATION, Names, named, sentence, title_of
from lambdas.domain.kernel.local_time import date_and_time
from lambdas.domain.kernel.model import Model
from lambdas.edges.commands import approvals as commands
from lambdas.edges.commands.approvals import names_of
from lambdas.edges.http.at_once import at_once
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import download, page
from lambdas.edges.web.states import Tone
from lambdas.errors import NotFound

ROWS_SHOWN = 50
USER = "user:"
A_USER = re.compile(r"\buser:([^\s,;]+)")
WHO_RUNS_IT = "whoever runs AMO"
NAMES_PEOPLE = frozenset({AuditEvent.ROLE_GIVEN, AuditEvent.ADDRESS_GIVEN, AuditEvent.LINK_GIVEN})
NAMES_ACTORS = frozenset({AuditEvent.ESCALATED, AuditEvent.SESSION_PROVED})
AN_ID = r"[A-Za-z0-9_.@-]+"
ABOUT = re.compile(rf"^{AN_ID}(?=: )|(?<=^for ){AN_ID}$")
REVIEWED = re.compile(rf"(?<=reviews for ){AN_ID}(?:, {AN_ID})*(?=, department |, from |$)")
OWN = re.compile(rf"\b{OWN_TEAM}{AN_ID}")
"""Whom the note of a right, an address or a link is about, and whom it names besides (accounts/roles.py)."""
SEQUENCE = re.compile(r"[0-9]{12}")
PROGRAMS = (("policy", "The policy"), (f"agent:{PREPARATION}", AGENTS[PREPARATION]), ("agent:amo", AGENTS["amo"]))
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
    actions = _actions(rows, who)
    members = {request.user_id, *wiring.autonomy_rows().members(who.team_id)}
    told = {user_id for row in rows for user_id in (*A_USER.findall(f"{row.actor} {row.note}"), *_people_in(row))}
    owners = {action.on_behalf_of for action in actions.values()}
    names = names_of(members | told | owners, request.user_id)
    people = sorted(((f"{USER}{user_id}", sentence(name)) for user_id, name in names.items()), key=lambda one: one[1])
    is_more = len(found) > len(rows)
    return AuditPage(
        lines=tuple(_line(row, actions.get(row.action_id), names, timezone) for row in rows),
        chosen=chosen,
        events=tuple((name, label) for name, (label, _) in EVENTS.items()),
        types=tuple(sorted(((name, label_of(name)) for name in DETAILS), key=lambda one: one[1])),
        people=(*PROGRAMS, *people),
        older=_address(chosen, rows[-1].sequence) if is_more else "",
    )


def _actions(rows: Iterable[AuditRow], who: Reviewer) -> Mapping[str, PendingAction]:
    """The actions these rows are about, as far as they are still there and the reader's to see."""
    ids = sorted({row.action_id for row in rows if row.action_id})
    found = at_once(*(partial(wiring.pending_actions().find, action_id) for action_id in ids))
    return {action.action_id: action for action in found if action and may_see(action, who)}


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


def _line(row: AuditRow, action: PendingAction | None, names: Names, timezone: str) -> AuditLine:
    what, tone = EVENTS[row.event.value]
    return AuditLine(
        number=int(row.sequence),
        when=date_and_time(row.at, timezone),
        who=_who(row.actor, names),
        what=what,
        tone=tone,
        automatic=row.automatic,
        action_id=action.action_id if action else "",
        about=title_of(action, names) if action else label_of(row.action_type) if row.action_type else "",
        said=_said(row, names),
    )


def _who(actor: str, names: Names) -> str:
    kind, _, name = actor.partition(":")
    if kind == "user":
        return sentence(named(name, names))
    return "The policy" if actor == POLICY else AGENTS.get(name, name.capitalize() or "The policy")


def _said(row: AuditRow, names: Names) -> str:
    """The result, what went wrong and the note, as far as there are any. A note names people by id: here by name."""
    note = row.note
    if row.event in NAMES_PEOPLE:
        note = REVIEWED.sub(lambda found: ", ".join(named(one, names) for one in found[0].split(", ")), note)
        note = OWN.sub("a team of their own", ABOUT.sub(lambda found: sentence(named(found[0], names)), note))
    text = " · ".join(dict.fromkeys(filter(None, (row.result, row.error, note))))
    if row.event not in NAMES_ACTORS:
        return text
    return A_USER.sub(lambda found: named(found[1], names), text).replace("agent:operator", WHO_RUNS_IT)


def _people_in(row: AuditRow) -> set[str]:
    """By id: whom the note of a right, an address or a link names."""
    if row.event not in NAMES_PEOPLE:
        return set()
    reviewed = {one for found in REVIEWED.findall(row.note) for one in found.split(", ")}
    return reviewed | set(ABOUT.findall(row.note))


def _spoken(verdict: Verdict | None) -> str:
    if verdict is None or verdict.whole:
        return ""
    return f"The log is not whole: {verdict.problem}."

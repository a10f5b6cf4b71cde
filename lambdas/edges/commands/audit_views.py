"""The audit log's rows as one reader reads them: by names, where the log itself has ids."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from lambdas import wiring
from lambdas.domain.accounts.invitations import OWN_TEAM
from lambdas.domain.actions.audit import AuditEvent, AuditRow
from lambdas.domain.actions.pending_action import POLICY, PendingAction, Reviewer, may_see
from lambdas.domain.actions.types import label_of
from lambdas.domain.actions.words import AGENTS, Names, named, sentence, title_of
from lambdas.edges.commands.names import names_of
from lambdas.edges.commands.views import view_of
from lambdas.edges.http.at_once import at_once

USER = "user:"
A_USER = re.compile(r"\buser:([^\s,;]+)")
WHO_RUNS_IT = "whoever runs AMO"
NAMES_PEOPLE = frozenset(
    {
        *(AuditEvent.ROLE_GIVEN, AuditEvent.ADDRESS_GIVEN, AuditEvent.LINK_GIVEN),
        *(AuditEvent.ACCOUNT_TIED, AuditEvent.PERSON_FORGOTTEN),
    }
)
NAMES_ACTORS = frozenset({AuditEvent.ESCALATED, AuditEvent.SESSION_PROVED})
AN_ID = r"[A-Za-z0-9_.@-]+"
ABOUT = re.compile(rf"^{AN_ID}(?=: )|(?<=^for ){AN_ID}$")
REVIEWED = re.compile(rf"(?<=reviews for ){AN_ID}(?:, {AN_ID})*(?=, department |, from |$)")
OWN = re.compile(rf"\b{OWN_TEAM}{AN_ID}")
"""Whom the note of a right, an address or a link is about, and whom it names besides (accounts/roles.py)."""
EVENTS = {
    "proposed": "Proposed",
    "refused": "Refused by the policy",
    "seen": "Looked at",
    "edited": "Wording changed",
    "remarked": "Asked or answered",
    "voted": "One of the approvals",
    "approved": "Approved",
    "rejected": "Rejected",
    "expired": "Expired",
    "escalated": "Others asked as well",
    "denied": "Denied",
    "started": "Begun",
    "put_off": "To be tried again",
    "executed": "Done",
    "failed": "Did not work",
    "not_carried_out": "Not carried out",
    "unknown": "Unknown, needs a person",
    "undone": "Undone",
    "policy_changed": "Policy changed",
    "role_given": "Role given",
    "address_given": "Address given",
    "rule_proposed": "Rule proposed",
    "rule_accepted": "Rule accepted",
    "rule_withdrawn": "Rule withdrawn",
    "glass_broken": "Emergency declared",
    "confirmed_alone": "Confirmed by whoever asked",
    "link_given": "Sign-in link given",
    "account_tied": "Account connected",
    "session_proved": "Sign-in confirmed",
    "meeting_forgotten": "Meeting forgotten",
    "person_forgotten": "Person forgotten",
    "unreadable": "Cannot be read",
}


class AuditRowView(AuditRow):
    """A row as stored; where names are asked for, beside it who did what, ``about`` which action, and what was
    ``said``.
    """

    who: str = ""
    what: str = ""
    about: str = ""
    said: str = ""


class ToldRow(NamedTuple):
    """A row, its action where that is still there and the reader's to see, and what the people in it are called."""

    row: AuditRow
    action: PendingAction | None
    names: Names

    @property
    def who(self) -> str:
        kind, _, name = self.row.actor.partition(":")
        if not kind:
            return "–"
        if kind == "user":
            return sentence(named(name, self.names))
        return "The policy" if self.row.actor == POLICY else AGENTS.get(name, name.capitalize() or "The policy")

    @property
    def what(self) -> str:
        return EVENTS[self.row.event.value]

    @property
    def about(self) -> str:
        """The action's title, its kind where the action is no longer there."""
        if self.action:
            return title_of(self.action, self.names)
        return label_of(self.row.action_type) if self.row.action_type else ""

    @property
    def said(self) -> str:
        """The result, what went wrong and the note, as far as there are any. Of a note the ids are names here."""
        row, note = self.row, self.row.note
        if row.event in NAMES_PEOPLE:
            note = REVIEWED.sub(lambda found: ", ".join(named(one, self.names) for one in found[0].split(", ")), note)
            note = ABOUT.sub(lambda found: sentence(named(found[0], self.names)), note)
            note = OWN.sub("a team of their own", note)
        text = " · ".join(dict.fromkeys(filter(None, (row.result, row.error, note))))
        if row.event not in NAMES_ACTORS:
            return text
        return A_USER.sub(lambda found: named(found[1], self.names), text).replace("agent:operator", WHO_RUNS_IT)


def told_rows(rows: Sequence[AuditRow], who: Reviewer, others: Iterable[str] = ()) -> tuple[list[ToldRow], Names]:
    """The rows as ``who`` reads them, and what the people in them and ``others`` are called."""
    actions = _actions(rows, who)
    told = {user_id for row in rows for user_id in (*A_USER.findall(f"{row.actor} {row.note}"), *_people_in(row))}
    owners = {action.on_behalf_of for action in actions.values()}
    names = names_of({*others, *told, *owners}, who.user_id)
    return [ToldRow(row, actions.get(row.action_id), names) for row in rows], names


def audit_view(told: ToldRow) -> AuditRowView:
    return view_of(AuditRowView, told.row, who=told.who, what=told.what, about=told.about, said=told.said)


def _actions(rows: Iterable[AuditRow], who: Reviewer) -> Mapping[str, PendingAction]:
    """The actions these rows are about, as far as they are still there and the reader's to see."""
    ids = sorted({row.action_id for row in rows if row.action_id})
    found = at_once(*(partial(wiring.pending_actions().find, action_id) for action_id in ids))
    return {action.action_id: action for action in found if action and may_see(action, who)}


def _people_in(row: AuditRow) -> set[str]:
    """By id: whom the note of a right, an address or a link names."""
    if row.event not in NAMES_PEOPLE:
        return set()
    reviewed = {one for found in REVIEWED.findall(row.note) for one in found.split(", ")}
    return reviewed | set(ABOUT.findall(row.note))

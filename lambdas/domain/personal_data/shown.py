"""The part of a stored row that its person is given: the fields of a model, named; a capability is never among them."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from lambdas.domain.accounts.consents import CalendarAccount
from lambdas.domain.accounts.logins import LoginSession
from lambdas.domain.accounts.user import SHOWN, CalendarConnection, TypeCorrection, User
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.timing_proposal import TimingProposal
from lambdas.domain.sources.account import SourceAccount

Row = dict[str, Any]

OF_CALENDARS = (*SHOWN, "consented_at", "meeting_count", "health", "last_synced_at", "last_good_at", "watched_until")
OF_SIGN_INS = ("begun_at", "renewed_at", "device", "lent_by", "proved_at")
INTERNAL = frozenset({"expires_at", "attention_shard", "attention_at", "active_shard", "team_status", "held"})
"""Keys of indexes and ends of life: of use to the table alone."""


def _fields(model: type[BaseModel], *without: str) -> frozenset[str]:
    return frozenset(model.model_fields) - frozenset(without)


OF_PROFILES: Mapping[str, frozenset[str]] = {
    "profile": _fields(User),
    "correction#": _fields(TypeCorrection),
    "timing#": _fields(TimingProposal),
    "calendar#": frozenset(OF_CALENDARS) & _fields(CalendarConnection),
    "absences": frozenset({"spans"}),
}
"""By how the row's item begins; of other items (codes on their way) nothing is given."""
LISTED: Mapping[str, frozenset[str]] = {
    "connected_calendars": frozenset(OF_CALENDARS),
    "calendar_accounts": _fields(CalendarAccount, "kept"),
    "meetings": _fields(TrackedMeeting),
    "chat_sessions": _fields(Conversation),
    "pending_actions": _fields(PendingAction),
    "model_answers": frozenset({"user_id", "answer", "value", "model", "prompt_version"}),
    "source_accounts": _fields(SourceAccount, "kept", "hook"),
    "page_sessions": frozenset(OF_SIGN_INS) & _fields(LoginSession),
}
"""Tables in whose rows something else stands that must not leave: their rows are given field by field."""


def shown(table: str, row: Row) -> Row:
    """Empty where nothing of it is given."""
    if table == "users":
        return _of_profile(row)
    if table in LISTED:
        return {name: value for name, value in row.items() if name in LISTED[table]}
    return {name: value for name, value in row.items() if name not in INTERNAL}


def _of_profile(row: Row) -> Row:
    beginning = next((begins for begins in OF_PROFILES if row["item"].startswith(begins)), None)
    if beginning is None:
        return {}
    said = {name: value for name, value in row.items() if name in OF_PROFILES[beginning]}
    return {"item": row["item"], **said} if said else {}

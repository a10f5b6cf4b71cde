"""The kinds of actions AMO carries out, by type. What has none here is not carried out."""

from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue, ValidationError

from lambdas.approvals.kinds.add_log_entry import AddLogEntryKind
from lambdas.approvals.kinds.base import OTHER_FACTS, ActionKind, Lookups
from lambdas.approvals.kinds.block_time import BlockTimeKind
from lambdas.approvals.kinds.create_task import CreateTaskKind
from lambdas.approvals.kinds.decline_meeting import DeclineMeetingKind
from lambdas.approvals.kinds.delete_materials import DeleteMaterialsKind
from lambdas.approvals.kinds.make_payment import MakePaymentKind
from lambdas.approvals.kinds.message_customer import MessageCustomerKind
from lambdas.approvals.kinds.post_agenda import PostAgendaKind
from lambdas.approvals.kinds.propose_time import ProposeTimeKind
from lambdas.approvals.kinds.refresh_calendars import RefreshCalendarsKind
from lambdas.approvals.kinds.remind_attendees import RemindAttendeesKind
from lambdas.approvals.kinds.remind_owner import RemindOwnerKind
from lambdas.approvals.kinds.send_status import SendStatusKind
from lambdas.approvals.kinds.send_summary import SendSummaryKind
from lambdas.approvals.kinds.share_agenda import ShareAgendaKind
from lambdas.approvals.kinds.update_crm import UpdateCrmKind
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.base import Details, Unknown
from lambdas.domain.kernel.plain_text import one_line
from lambdas.errors import NotFound, Refused

MAX_QUOTED = 40
ActionKinds = Mapping[str, ActionKind[Any]]

ACTION_KINDS: ActionKinds = {
    kind.details.action_type: kind
    for kind in (
        ShareAgendaKind(),
        SendSummaryKind(),
        RemindAttendeesKind(),
        RemindOwnerKind(),
        CreateTaskKind(),
        DeleteMaterialsKind(),
        PostAgendaKind(),
        ProposeTimeKind(),
        DeclineMeetingKind(),
        BlockTimeKind(),
        AddLogEntryKind(),
        SendStatusKind(),
        RefreshCalendarsKind(),
        UpdateCrmKind(),
        MessageCustomerKind(),
        MakePaymentKind(),
    )
}


def compose(lookups: Lookups, user: User, action_type: str, parameters: Mapping[str, JsonValue]) -> Details:
    """Turns a request into a typed action: whoever asks names the meeting and little else, the rest is looked up.

    Raises Refused when it cannot be asked for like this, NotFound for somebody else's meeting.
    """
    kind = ACTION_KINDS.get(action_type)
    if kind is None:
        raise Refused(_unknown(action_type))
    try:
        details: Details = kind.compose(lookups, user, parameters)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or action_type
        raise Refused(f"{action_type} cannot be asked for like this: {where}: {first['msg']}.") from error
    return details


def blocking_reason(lookups: Lookups, action: Action) -> str:
    """Returns why the target is no longer what it was; asked before proposing and before doing.

    Empty when nothing stands in the way.
    """
    kind, details = ACTION_KINDS.get(action.action_type), action.details
    if kind is None:
        return _unknown(action.action_type)
    if isinstance(details, Unknown):
        return OTHER_FACTS
    try:
        return kind.blocking_reason(lookups, details, action.on_behalf_of)
    except NotFound:
        return "The meeting is no longer there."


def _unknown(action_type: str) -> str:
    return f"AMO knows no action “{one_line(action_type, MAX_QUOTED)}”. It knows {', '.join(sorted(ACTION_KINDS))}."

"""The actions AMO knows, by type. What each holds, its risk and its words stand in its module of ``kinds``."""

from collections.abc import Mapping

from lambdas.domain.actions.kinds.add_log_entry import AddLogEntry
from lambdas.domain.actions.kinds.base import Details
from lambdas.domain.actions.kinds.block_time import BlockTime
from lambdas.domain.actions.kinds.calendar_change import CalendarChange
from lambdas.domain.actions.kinds.create_task import CreateTask
from lambdas.domain.actions.kinds.decline_meeting import DeclineMeeting
from lambdas.domain.actions.kinds.delete_materials import DeleteMaterials
from lambdas.domain.actions.kinds.make_payment import MakePayment
from lambdas.domain.actions.kinds.message_customer import MessageCustomer
from lambdas.domain.actions.kinds.post_agenda import PostAgenda
from lambdas.domain.actions.kinds.propose_time import ProposeTime
from lambdas.domain.actions.kinds.refresh_calendars import RefreshCalendars
from lambdas.domain.actions.kinds.remind_attendees import RemindAttendees
from lambdas.domain.actions.kinds.remind_owner import RemindOwner
from lambdas.domain.actions.kinds.send_status import SendStatus
from lambdas.domain.actions.kinds.send_summary import SendSummary
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.actions.kinds.update_crm import UpdateCrm

DETAILS: Mapping[str, type[Details]] = {
    details.action_type: details
    for details in (
        ShareAgenda,
        SendSummary,
        RemindAttendees,
        RemindOwner,
        CreateTask,
        DeleteMaterials,
        PostAgenda,
        ProposeTime,
        DeclineMeeting,
        BlockTime,
        AddLogEntry,
        SendStatus,
        RefreshCalendars,
        UpdateCrm,
        MessageCustomer,
        MakePayment,
    )
}
CALENDAR_TYPES = frozenset(name for name, details in DETAILS.items() if issubclass(details, CalendarChange))
SYSTEM_TYPES = frozenset(name for name, details in DETAILS.items() if details.takes_system)


def label_of(action_type: str) -> str:
    """As people call it, also one that no kind of ours is."""
    known = DETAILS.get(action_type)
    return known.label if known else action_type.replace("_", " ").capitalize()

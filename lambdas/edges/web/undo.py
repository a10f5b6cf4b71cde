"""Takes back what was just done on the page, as the line that says it offers."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType

from aws_lambda_powertools.event_handler import Response

from lambdas.action_items.wiring import followed_items
from lambdas.domain.accounts.logins import local_path
from lambdas.edges.commands import meetings
from lambdas.edges.commands import records as record_commands
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import see
from lambdas.errors import Refused

UNREADABLE = "This can no longer be undone; reload the page to see how things are."


def undo(request: PageRequest) -> Response[str]:
    """Each is harmless when it is asked for twice. Raises Refused for what was never offered."""
    take_back = TAKE_BACK.get(request.fields.get("done", ""))
    if take_back is None:
        raise Refused(UNREADABLE)
    place = take_back(request.user_id, request.fields.get("about", ""))
    back = request.fields.get("back", "")
    return see(local_path(back) if back else place, "undone")


def _restore_notices(user_id: str, about: str) -> str:
    meetings.restore_notices(user_id, about.split())
    return "/"


def _reconsider(user_id: str, about: str) -> str:
    meetings.reconsider(user_id, about)
    return f"/meetings/{about}"


def _withdraw_correction(user_id: str, about: str) -> str:
    meeting_id, _, seconds = about.partition(" ")
    if not seconds.isdecimal() or len(seconds) > 11:
        raise Refused(UNREADABLE)
    meetings.withdraw_correction(user_id, meeting_id, datetime.fromtimestamp(int(seconds), UTC))
    return f"/meetings/{meeting_id}"


def _restore_record(user_id: str, about: str) -> str:
    name, _, record_id = about.partition(" ")
    kind = record_commands.kind_of(name)
    record_commands.restore(user_id, kind, record_id)
    return f"/records/{kind}"


def _reopen_item(user_id: str, about: str) -> str:
    followed_items().reopen(user_id, about)
    return "/items"


def _restore_date(user_id: str, about: str) -> str:
    item_id, _, day = about.partition(" ")
    try:
        due = date.fromisoformat(day) if day else None
    except ValueError as error:
        raise Refused(UNREADABLE) from error
    followed_items().redate(user_id, item_id, due)
    return "/items"


TAKE_BACK: Mapping[str, Callable[[str, str], str]] = MappingProxyType(
    {
        "dismissed": _restore_notices,
        "declined": _reconsider,
        "corrected": _withdraw_correction,
        "deleted": _restore_record,
        "item-done": _reopen_item,
        "item-dropped": _reopen_item,
        "item-dated": _restore_date,
    }
)
"""By the code of the change, of responses.UNDOABLE; each returns the page it concerns."""

"""A person's action items: seen in one place, and done, dropped, given another day or opened again from any page."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.action_items.wiring import followed_items
from lambdas.config_files import load_autonomy_config
from lambdas.domain.accounts.logins import local_path
from lambdas.domain.actions.kinds.create_task import CreateTask
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.meetings.calendar_days import day_of
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.edges.commands import approvals
from lambdas.edges.http.at_once import at_once
from lambdas.edges.web.item_rows import ItemReader
from lambdas.edges.web.items_view import FILTERS, ItemFilter, ItemsData, items_page
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page, see
from lambdas.edges.web.words import title_of
from lambdas.errors import NotFound, Refused

HERE = "/items"
LATELY = timedelta(days=14)
MAX_MEETINGS = 60
"""Read to tell where items come from; the items of further ones stand without that."""
NO_DAY = "That is no day. Choose one that lies ahead, or leave the field empty for none."
DAY_OVER = "That day is over. Choose today or a day that lies ahead."


def show(request: PageRequest) -> Response[str]:
    asked = request.query.get("show", "")
    chosen = ItemFilter(asked) if asked in set(ItemFilter) else ItemFilter.ALL
    content = {
        "view": items_page(_data(request), chosen),
        "filters": FILTERS,
        "back": HERE if chosen is ItemFilter.ALL else f"{HERE}?show={chosen}",
        "systems": task_systems(),
    }
    return page("items.html", content, request, section="items")


def finish(request: PageRequest, item_id: str) -> Response[str]:
    followed_items().finish(request.user_id, item_id, request.now)
    return _back(request, "item-done", item_id)


def drop(request: PageRequest, item_id: str) -> Response[str]:
    followed_items().drop(request.user_id, item_id, request.now)
    return _back(request, "item-dropped", item_id)


def redate(request: PageRequest, item_id: str) -> Response[str]:
    """An empty field takes the day away."""
    was = followed_items().redate(request.user_id, item_id, _day_in(request))
    return _back(request, "item-dated", f"{item_id} {was.due or ''}".strip())


def reword(request: PageRequest, item_id: str) -> Response[str]:
    what, owner = request.fields.get("what", ""), request.fields.get("owner", "")
    followed_items().reword(request.user_id, item_id, what, owner)
    return _back(request, "item-worded")


def reopen(request: PageRequest, item_id: str) -> Response[str]:
    followed_items().reopen(request.user_id, item_id)
    return _back(request, "item-open")


def remind(request: PageRequest, item_id: str) -> Response[str]:
    """Asks for approval to remind its owner: once a day, however often the button is pressed."""
    action = approvals.remind_owner(request.user_id, item_id)
    return see(f"/approvals/{action.action_id}", "proposed")


def create_task(request: PageRequest, item_id: str) -> Response[str]:
    """Asks for approval to make a task of it in a task system."""
    action = approvals.create_task_of(request.user_id, item_id, request.fields.get("system", ""))
    return see(f"/approvals/{action.action_id}", "proposed")


def task_systems() -> tuple[str, ...]:
    return load_autonomy_config().systems_taking(CreateTask.action_type)


def _back(request: PageRequest, done: str, undo: str = "") -> Response[str]:
    """Leads to the page the form was on."""
    place = request.fields.get("back", "")
    return see(local_path(place) if place else HERE, done, undo=undo)


def _day_in(request: PageRequest) -> date | None:
    typed = request.fields.get("due", "").strip()
    try:
        due = date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise Refused(NO_DAY) from error
    user = wiring.users().get(request.user_id)
    if due and due < day_of(request.now, zone(user.timezone)):
        raise Refused(DAY_OVER)
    return due


def _data(request: PageRequest) -> ItemsData:
    """Three rounds of reads: the own list, then what is on the lists of others, then whose and where from."""
    items, users = wiring.action_items(), wiring.users()
    user, open_ones, closed = at_once(
        partial(users.get, request.user_id),
        partial(items.open_of, request.user_id),
        partial(items.closed_since, request.user_id, request.now - LATELY),
    )
    to_others = items.owed_to_others(user)
    keepers = {item.user_id for item in to_others}
    ids = list(dict.fromkeys(item.meeting_id for item in (*open_ones, *closed) if item.meeting_id))[:MAX_MEETINGS]
    read = at_once(
        *(partial(_meeting, request.user_id, meeting_id) for meeting_id in ids),
        *(partial(users.find, user_id) for user_id in keepers),
    )
    meetings = {tracked.meeting.meeting_id: tracked for tracked in read[: len(ids)] if tracked}
    names = {keeper.user_id: keeper.shown_name for keeper in read[len(ids) :] if keeper}
    reader = ItemReader(user.user_id, user.called, user.timezone, _titles(meetings.values()), request.now)
    return ItemsData(reader, open_ones, closed, to_others, meetings, names)


def _meeting(user_id: str, meeting_id: str) -> TrackedMeeting | None:
    """None for one that is no longer stored."""
    try:
        return wiring.meetings().get(user_id, meeting_id)
    except NotFound:
        return None


def _titles(meetings: Iterable[TrackedMeeting]) -> dict[str, str]:
    return {tracked.meeting.meeting_id: title_of(tracked.meeting) for tracked in meetings}

"""Commands of the edges about action items: a person's own list, and what they owe to others."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from lambdas import wiring
from lambdas.domain.accounts.user import User
from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.meetings.meeting import Meeting
from lambdas.errors import NotFound, Refused

if TYPE_CHECKING:
    from lambdas.action_items.follow import FollowedItems

MAX_MEETINGS = 60
"""Each is a read."""
NOT_A_DAY = "A day is written like 2026-12-04."


class ItemOrigin(Model):
    """The place an item comes from. ``title`` is empty where the meeting is not theirs, gone, or far down the list.

    ``lines`` are the words of the notes it was confirmed from; they are shown to whoever took the notes alone.
    """

    meeting_id: str
    title: str = ""
    lines: tuple[str, ...] = ()


class ItemView(Model):
    """``owed_to`` is whose list it stands on, where that is not the reader's own; ``is_late`` by the reader's day."""

    item_id: str
    what: str
    owner: str
    due: date | None
    status: ActionItemStatus
    meeting_id: str
    asked_times: int
    created_at: Instant
    is_late: bool
    owed_to: str = ""
    origin: ItemOrigin


def list_items(user_id: str, *, closed_too: bool = False) -> list[ItemView]:
    """Their own list, oldest first, then what they owe to others; the closed ones of their own where asked for."""
    user, items = wiring.users().get(user_id), wiring.action_items()
    own = items.all_of(user_id) if closed_too else items.open_of(user_id)
    return item_views(user, [*own, *items.owed_to_others(user)])


def item_views(user: User, items: Sequence[ActionItem]) -> list[ItemView]:
    today = wiring.now().astimezone(zone(user.timezone)).date()
    meetings = {meeting.meeting_id: meeting for meeting in _meetings(items)}
    found = map(wiring.users().find, {item.user_id for item in items} - {user.user_id})
    keepers = {keeper.user_id: keeper.shown_name for keeper in found if keeper}
    return [
        ItemView(
            item_id=item.item_id,
            what=item.what,
            owner=item.owner,
            due=item.due,
            status=item.status,
            meeting_id=item.meeting_id,
            asked_times=item.asked_times,
            created_at=item.created_at,
            is_late=item.status is ActionItemStatus.OPEN and item.due is not None and item.due < today,
            owed_to=keepers.get(item.user_id, ""),
            origin=_origin(item, meetings.get(item.meeting_id), user),
        )
        for item in items
    ]


def item_view(user_id: str, item: ActionItem) -> ItemView:
    (view,) = item_views(wiring.users().get(user_id), [item])
    return view


def finish_item(user_id: str, item_id: str) -> ActionItem:
    """Returns the item as it was. Raises NotFound, as the others do."""
    return _followed().finish(user_id, item_id, wiring.now())


def drop_item(user_id: str, item_id: str) -> ActionItem:
    return _followed().drop(user_id, item_id, wiring.now())


def reopen_item(user_id: str, item_id: str) -> ActionItem:
    return _followed().reopen(user_id, item_id)


def redate_item(user_id: str, item_id: str, due: date | None) -> ActionItem:
    return _followed().redate(user_id, item_id, due)


def day_of_text(text: str) -> date:
    """Raises Refused for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(NOT_A_DAY) from error


def _followed() -> "FollowedItems":
    from lambdas.action_items.wiring import followed_items

    return followed_items()


def _meetings(items: Iterable[ActionItem]) -> Iterable[Meeting]:
    """Those of the first ``MAX_MEETINGS``: the items of a long list behind them come without a title."""
    named = dict.fromkeys((item.user_id, item.meeting_id) for item in items if item.meeting_id)
    for owner, meeting_id in islice(named, MAX_MEETINGS):
        try:
            yield wiring.meetings().get(owner, meeting_id).meeting
        except NotFound:
            continue


def _origin(item: ActionItem, meeting: Meeting | None, user: User) -> ItemOrigin:
    is_own = item.user_id == user.user_id
    is_invited = meeting is not None and user.proved_email in {person.email for person in meeting.people}
    return ItemOrigin(
        meeting_id=item.meeting_id,
        title=meeting.title if meeting and (is_own or is_invited) else "",
        lines=tuple(quote.text for quote in item.quotes) if is_own else (),
    )

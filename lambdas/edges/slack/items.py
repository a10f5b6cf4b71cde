"""``/amo items``: what is promised, with what to do about it; and the same on any message that names an item."""

from collections.abc import Callable, Mapping
from datetime import date

from lambdas import wiring
from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.kernel.local_time import day_name, zone
from lambdas.domain.kernel.plain_text import one_line
from lambdas.edges.commands import items as commands
from lambdas.edges.slack.context import SlackContext, as_post
from lambdas.edges.slack.delivery import Click
from lambdas.edges.slack.item_views import ITEM_BLOCK, MAX_WHAT, ItemsShown, heading, items_blocks, later
from lambdas.edges.slack.question_cards import change
from lambdas.errors import NotFound
from lambdas.slack.blocks import message_id_of
from lambdas.slack.cards import show_answer

CLOSING_VERBS = frozenset({"finish_item", "drop_item"})
NOT_OPEN = "There is no such open action item; type /amo items for those there are."


def list_items(context: SlackContext, _rest: str) -> None:
    """``/amo items``."""
    shown = ItemsShown(commands.list_items(context.user_id))
    context.show(heading(shown), list(items_blocks(shown, wiring.settings().public_url)))


def _show_items(context: SlackContext, _click: Click) -> None:
    list_items(context, "")


def _finish(context: SlackContext, click: Click) -> None:
    item = commands.finish_item(context.user_id, click.value)
    _tell_closed(context, click, "finish_item", f"Done: {_named(item)}")


def _drop(context: SlackContext, click: Click) -> None:
    item = commands.drop_item(context.user_id, click.value)
    _tell_closed(context, click, "drop_item", f"Dropped: {_named(item)}")


def _reopen(context: SlackContext, click: Click) -> None:
    item = commands.reopen_item(context.user_id, click.value)
    _tell_in_list(context, click, f"Open again: {_named(item)}")


def _postpone(context: SlackContext, click: Click) -> None:
    """By a week, once: a click that is worked on again moves it to the same day."""
    listed = commands.list_items(context.user_id)
    due = next((item.due for item in listed if item.item_id == click.value), None)
    if not any(item.item_id == click.value for item in listed):
        raise NotFound(NOT_OPEN)
    today = context.now.astimezone(zone(wiring.users().get(context.user_id).timezone)).date()
    day = wiring.slack_records().pinned(context.key, later(due, today).toordinal())
    _redate_to(context, click, click.value, date.fromordinal(day))


def _redate(context: SlackContext, click: Click) -> None:
    """A picker carries no value: the block it stands in names the item."""
    _redate_to(context, click, click.block_id.removeprefix(ITEM_BLOCK), commands.day_of_text(click.value))


def _redate_to(context: SlackContext, click: Click, item_id: str, due: date) -> None:
    item = commands.redate_item(context.user_id, item_id, due)
    _tell_in_list(context, click, f"Due {day_name(due)}: {_named(item)}")


def _tell_closed(context: SlackContext, click: Click, verb: str, note: str) -> None:
    """In the list, if that is what was clicked; else where the message asks about the item."""
    if click.block_id.startswith(ITEM_BLOCK):
        _tell_in_list(context, click, note, click.value)
        return
    message_id, page = message_id_of(click.block_id), wiring.settings().public_url
    if show_answer(context.posting, context.user_id, message_id, page, verb, click.value):
        return
    if _is_all_it_asks(context, message_id, click.value):
        context.close(message_id, note, click.anchor)
    else:
        context.say(note, click.anchor)


def _named(item: ActionItem) -> str:
    return one_line(item.what, MAX_WHAT)


def _is_all_it_asks(context: SlackContext, message_id: str, item_id: str) -> bool:
    posted = context.posting.standing(context.user_id, message_id)
    buttons = posted.message.actions if posted and posted.message else ()
    return {one.target for one in buttons if one.verb in CLOSING_VERBS} == {item_id}


def _tell_in_list(context: SlackContext, click: Click, note: str, undo: str = "") -> None:
    """The list as it is now, in its own place."""
    shown = ItemsShown(commands.list_items(context.user_id), note, undo)
    blocks = list(items_blocks(shown, wiring.settings().public_url))
    if click.message_ts:
        change(context, click.message_ts, as_post(heading(shown), blocks))
    else:
        context.show(heading(shown), blocks)


CLICKS: Mapping[str, Callable[[SlackContext, Click], None]] = {
    "show_items": _show_items,
    "finish_item": _finish,
    "drop_item": _drop,
    "reopen_item": _reopen,
    "postpone_item": _postpone,
    "redate_item": _redate,
}

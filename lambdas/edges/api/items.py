"""Action items: a person's own list, what they owe to others, and what becomes of each."""

from datetime import date
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import Field

from lambdas import wiring
from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.kernel.model import Model
from lambdas.edges.api.app import user
from lambdas.edges.commands import items
from lambdas.edges.commands.items import ItemView

ItemId = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,120}$")]


class DueDay(Model):
    """Null takes the day away."""

    due: date | None = Field(description="2026-12-04, or null")


def list_items(closed_too: Annotated[bool, Query(alias="all")] = False) -> list[ItemView]:
    """Open ones, the caller's own before what they owe to others; with ``?all=true`` their own closed ones too."""
    return items.list_items(user(), closed_too=closed_too)


def finish_item(item_id: ItemId) -> ItemView:
    return _now(items.finish_item(user(), item_id))


def drop_item(item_id: ItemId) -> ItemView:
    return _now(items.drop_item(user(), item_id))


def reopen_item(item_id: ItemId) -> ItemView:
    return _now(items.reopen_item(user(), item_id))


def redate_item(item_id: ItemId, body: DueDay) -> ItemView:
    """One that is closed stays as it is."""
    return _now(items.redate_item(user(), item_id, body.due))


def _now(before: ActionItem) -> ItemView:
    return items.item_view(user(), wiring.action_items().get(before.user_id, before.item_id))

"""Who may ask Microsoft about a mailbox at the moment: four at once, over all functions, and nobody while it is closed.

One row of the rate_limits table per mailbox, with a place for each of the four. A place nobody gives back, since its
function died, is free again by itself.
"""

import random
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from lambdas.aws.items import Item, attribute, plain, translated
from lambdas.errors import Retryable
from lambdas.store.rate_limits import RateLimits

PLACES = 4
HELD = timedelta(minutes=15)
"""No function lives longer."""
KEPT = timedelta(hours=1)

LEFT_ALONE = "Microsoft asked to leave this mailbox alone for a while; AMO tries again later."


class Turn(NamedTuple):
    mailbox: str
    place: str
    until: float


class MailboxTurns:
    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table
        self._limits = RateLimits(client, table)

    def take(self, mailbox: str, now: datetime) -> Turn | None:
        """One of the places; None while all are taken. Raises Retryable while the mailbox is closed (fault 26)."""
        places = [f"place_{number}" for number in range(PLACES)]
        place: str | None = random.choice(places)  # noqa: S311 - spreads the tries, guards nothing
        while place:
            turn = Turn(mailbox, place, (now + HELD).timestamp())
            if self._taken(turn, now):
                return turn
            row = self._row(mailbox)
            if _number(row, "closed_until") > now.timestamp():
                raise Retryable(LEFT_ALONE)
            place = next((free for free in places if _number(row, free) <= now.timestamp()), None)
        return None

    def give_back(self, turn: Turn) -> None:
        with translated("leaving a mailbox"):
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=_key(turn.mailbox),
                    UpdateExpression="REMOVE #place",
                    ConditionExpression="#place = :own",
                    ExpressionAttributeNames={"#place": turn.place},
                    ExpressionAttributeValues={":own": attribute(turn.until)},
                )
            except self._client.exceptions.ConditionalCheckFailedException:
                return  # held for so long that somebody else has it

    def close(self, mailbox: str, until: datetime) -> None:
        """Nobody takes a turn before ``until``."""
        self._limits.close(mailbox, until)

    def _taken(self, turn: Turn, now: datetime) -> bool:
        with translated("entering a mailbox"):
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=_key(turn.mailbox),
                    UpdateExpression="SET #place = :until, expires_at = :gone",
                    ConditionExpression="(attribute_not_exists(#place) OR #place <= :now) "
                    "AND (attribute_not_exists(closed_until) OR closed_until <= :now)",
                    ExpressionAttributeNames={"#place": turn.place},
                    ExpressionAttributeValues={
                        ":until": attribute(turn.until),
                        ":now": attribute(now.timestamp()),
                        ":gone": attribute(int((now + KEPT).timestamp())),
                    },
                )
            except self._client.exceptions.ConditionalCheckFailedException:
                return False
        return True

    def _row(self, mailbox: str) -> Item:
        with translated("entering a mailbox"):
            answer = self._client.get_item(TableName=self._table, Key=_key(mailbox), ConsistentRead=True)
        row: Item = answer.get("Item", {})
        return row


def _number(row: Item, name: str) -> float:
    return float(plain(row[name])) if name in row else 0.0


def _key(mailbox: str) -> Item:
    return {"bucket": {"S": mailbox}}

"""The table of accounts whose calendars people let AMO read: one row each; the newest tokens always win (fault 15)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lambdas.aws.items import Item, attribute, from_item, queried, to_item, translated
from lambdas.domain.accounts.consents import CalendarAccount
from lambdas.domain.kernel.instants import to_utc
from lambdas.errors import Conflict, NotFound


class CalendarAccounts:
    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def get(self, user_id: str, account_id: str) -> CalendarAccount:
        """Raises NotFound, also for somebody else's."""
        with translated("reading a connected account"):
            answer = self._client.get_item(TableName=self._table, Key=_key(user_id, account_id), ConsistentRead=True)
        if "Item" not in answer:
            raise NotFound("There is no such account.")
        return from_item(CalendarAccount, answer["Item"])

    def of_user(self, user_id: str) -> tuple[CalendarAccount, ...]:
        items = queried(
            self._client,
            "listing the connected accounts",
            TableName=self._table,
            KeyConditionExpression="user_id = :user",
            ExpressionAttributeValues={":user": attribute(user_id)},
            ConsistentRead=True,
        )
        return tuple(from_item(CalendarAccount, item) for item in items)

    def put(self, account: CalendarAccount) -> bool:
        """Stores a consent, unless what is stored was obtained later. Returns whether it was stored."""
        return self._stored(account, "attribute_not_exists(user_id) OR renewed < :mine")

    def renew(self, account: CalendarAccount) -> bool:
        """As put, but never brings back an account that its owner has disconnected meanwhile."""
        return self._stored(account, "renewed < :mine")

    def claim_renewal(self, seen: CalendarAccount, until: datetime, now: datetime) -> bool:
        """Of all who find the same tokens in need of renewal one is told True, until a time."""
        change, free = "SET renewing_until = :until", "(attribute_not_exists(renewing_until) OR renewing_until < :now)"
        return self._update(seen, change, {":until": _order(until), ":now": _order(now)}, free)

    def give_up_renewal(self, seen: CalendarAccount) -> None:
        """The next one may try at once."""
        self._update(seen, "REMOVE renewing_until", {})

    def end(self, seen: CalendarAccount, now: datetime) -> bool:
        """The consent is over; False where somebody has newer tokens, or said so before."""
        values = {":now": to_utc(now).isoformat(), ":none": None}
        return self._update(seen, "SET revoked_at = :now", values, "revoked_at = :none")

    def move(self, seen: CalendarAccount, kept: Mapping[str, str]) -> bool:
        """Its tokens lie elsewhere now; False where they were renewed meanwhile."""
        return self._update(seen, "SET kept = :kept", {":kept": dict(kept)})

    def delete(self, user_id: str, account_id: str) -> None:
        with translated("removing a connected account"):
            self._client.delete_item(TableName=self._table, Key=_key(user_id, account_id))

    def _stored(self, account: CalendarAccount, condition: str) -> bool:
        order = attribute(_order(account.obtained_at))
        return self._changed(
            "storing a connected account",
            "put_item",
            Item=to_item(account) | {"renewed": order},
            ConditionExpression=condition,
            ExpressionAttributeValues={":mine": order},
        )

    def _update(self, seen: CalendarAccount, change: str, values: Mapping[str, Any], also: str = "") -> bool:
        """Only while the tokens are those ``seen``."""
        condition = "renewed = :seen" + (f" AND {also}" if also else "")
        given = {":seen": _order(seen.obtained_at), **values}
        return self._changed(
            "noting a renewal",
            "update_item",
            Key=_key(seen.user_id, seen.account_id),
            UpdateExpression=change,
            ConditionExpression=condition,
            ExpressionAttributeValues=to_item(given),
        )

    def _changed(self, doing: str, operation: str, **request: Any) -> bool:
        try:
            with translated(doing):
                getattr(self._client, operation)(TableName=self._table, **request)
        except Conflict:
            return False
        return True


def _key(user_id: str, account_id: str) -> Item:
    return {"user_id": attribute(user_id), "account_id": attribute(account_id)}


def _order(moment: datetime) -> int:
    """In microseconds: two renewals within a second are told apart."""
    return int(moment.timestamp() * 1_000_000)

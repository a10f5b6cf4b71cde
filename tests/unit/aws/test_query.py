"""A query as it is sent: the conditions of a role (stacks/table_grants.py) are held against what stands in it."""

from collections.abc import Iterator
from typing import Any

from lambdas.aws.table import Table
from lambdas.domain.accounts.user import SHOWN
from lambdas.store.connected_calendars import ConnectedCalendars
from stacks.table_grants import NO_SECRETS


class SentQueries:
    """A client that finds nothing, and keeps what it was asked."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def get_paginator(self, _operation: str) -> "SentQueries":
        return self

    def paginate(self, **request: Any) -> Iterator[dict[str, Any]]:
        self.sent.append(request)
        return iter(({"Items": []},))


def test_whoever_may_be_shown_some_attributes_alone_says_that_they_want_no_others() -> None:
    client = SentQueries()
    calendars = ConnectedCalendars(Table(client, "connected_calendars"))
    calendars.shown_of("u1")
    calendars.has_any("u1")
    calendars.of_user("u1")
    *shown, whole = client.sent
    for request in shown:
        assert request["Select"] == "SPECIFIC_ATTRIBUTES"
        assert set(request["ExpressionAttributeNames"].values()) <= {"user_id", *NO_SECRETS["connected_calendars"]}
    assert set(SHOWN) <= set(shown[0]["ExpressionAttributeNames"].values())
    assert "Select" not in whole

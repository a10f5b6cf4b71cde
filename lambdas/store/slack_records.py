"""The slack table: workspaces, links between accounts, deliveries taken, messages posted. No token, ever."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from lambdas.aws.items import Item, attribute, from_item, is_expired, to_item, translated
from lambdas.domain.notifications.slack import (
    InstallState,
    LinkOffer,
    Posted,
    SavedMessage,
    SlackLink,
    Thread,
    Workspace,
)
from lambdas.errors import Conflict

KEPT = timedelta(days=35)
"""Posted messages and threads: materials are kept for 30 days, after that nothing is changed or answered."""
DELIVERY_KEPT = timedelta(days=2)
"""Slack sends a delivery again for an hour; ours stay in the queue for hours."""
LEASE = timedelta(seconds=60)
"""Longer than the worker may run, shorter than the queue hides a message: whoever died is taken over from."""

WORKSPACES = "workspaces"
FREE = "attribute_not_exists(done_at) AND (attribute_not_exists(claimed_until) OR claimed_until <= :now)"


class SlackRecords:
    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def workspaces(self) -> tuple[Workspace, ...]:
        return tuple(from_item(Workspace, item) for item in self._items(WORKSPACES))

    def workspace(self, team_id: str) -> Workspace | None:
        item = self._get(WORKSPACES, team_id)
        return from_item(Workspace, item) if item else None

    def connect(self, workspace: Workspace) -> None:
        self._put(WORKSPACES, workspace.team_id, to_item(workspace))

    def link_of(self, user_id: str) -> SlackLink | None:
        """Where a user is reached."""
        item = self._get(f"user#{user_id}", "link")
        return from_item(SlackLink, item) if item else None

    def account(self, team_id: str, slack_user_id: str) -> SlackLink | None:
        """Whose account it is."""
        item = self._get(f"team#{team_id}", slack_user_id)
        return from_item(SlackLink, item) if item else None

    def link(self, link: SlackLink) -> None:
        self._put(f"team#{link.team_id}", link.slack_user_id, to_item(link))
        self._put(f"user#{link.user_id}", "link", to_item(link))

    def unlink(self, link: SlackLink) -> None:
        """Both ways; an account that was tied to somebody else meanwhile stays theirs."""
        for owner, item in ((f"team#{link.team_id}", link.slack_user_id), (f"user#{link.user_id}", "link")):
            with suppress(Conflict), translated("untying an account"):
                self._client.delete_item(
                    TableName=self._table,
                    Key=_key(owner, item),
                    ConditionExpression="user_id = :user AND slack_user_id = :account",
                    ExpressionAttributeValues=to_item({":user": link.user_id, ":account": link.slack_user_id}),
                )

    def disconnect(self, team_id: str) -> None:
        """The app was taken out of the workspace: nothing is said there any more. Who is who stays known."""
        with translated("disconnecting a workspace"):
            self._client.delete_item(TableName=self._table, Key=_key(WORKSPACES, team_id))

    def begin_install(self, state_hash: str, state: InstallState) -> None:
        self._put(f"once#{state_hash}", "install", to_item(state) | to_item(_lasting(state.expires)))

    def end_install(self, state_hash: str, session_id: str, now: datetime) -> InstallState | None:
        """Once, and in the session it began in; None for every other."""
        item = self._taken(state_hash, "install", now, " AND session_id = :session", {":session": session_id})
        return from_item(InstallState, item) if item else None

    def offer_link(self, token_hash: str, offer: LinkOffer) -> None:
        self._put(f"once#{token_hash}", "tie", to_item(offer) | to_item(_lasting(offer.expires)))

    def offered_link(self, token_hash: str, now: datetime) -> LinkOffer | None:
        item = self._get(f"once#{token_hash}", "tie")
        return from_item(LinkOffer, item) if item and not is_expired(item, now) else None

    def accept_link(self, token_hash: str, now: datetime) -> LinkOffer | None:
        """Once; None when it is unknown, used or too old."""
        item = self._taken(token_hash, "tie", now)
        return from_item(LinkOffer, item) if item else None

    def claim(self, key: str, now: datetime) -> bool:
        """Whether this delivery is now the caller's to work on: nobody has done it, nobody alive is at it."""
        values = {"claimed_until": int((now + LEASE).timestamp()), **_lasting(now + DELIVERY_KEPT)}
        try:
            self._update(
                f"delivery#{key}",
                "claim",
                values,
                condition=FREE,
                extra={":now": int(now.timestamp())},
            )
        except Conflict:
            return False
        return True

    def complete(self, key: str, now: datetime) -> None:
        self._update(f"delivery#{key}", "claim", {"done_at": int(now.timestamp())})

    def release(self, key: str) -> None:
        """It failed: the next one to bring it may try at once."""
        self._update(f"delivery#{key}", "claim", {"claimed_until": 0})

    def pinned(self, key: str, version: int) -> int:
        """The version of the conversation a delivery was first worked on with: done again, it is the same move."""
        with translated("taking a delivery"):
            answer = self._client.update_item(
                TableName=self._table,
                Key=_key(f"delivery#{key}", "claim"),
                UpdateExpression="SET #version = if_not_exists(#version, :version)",
                ExpressionAttributeNames={"#version": "version"},
                ExpressionAttributeValues={":version": attribute(version)},
                ReturnValues="ALL_NEW",
            )
        return int(answer["Attributes"]["version"]["N"])

    def posted(self, user_id: str, message_id: str, now: datetime) -> Posted | None:
        item = self._get(f"user#{user_id}", f"message#{message_id}")
        return from_item(Posted, item) if item and not is_expired(item, now) else None

    def keep_posted(self, user_id: str, posted: Posted) -> None:
        item = to_item(posted) | to_item(_lasting(posted.intended_at + KEPT))
        self._put(f"user#{user_id}", f"message#{posted.message_id}", item)

    def save_message(self, user_id: str, jotting: SavedMessage) -> None:
        item = to_item(jotting) | to_item(_lasting(jotting.at + KEPT))
        self._put(f"user#{user_id}", f"jotting#{jotting.jotting_id}", item)

    def saved_message(self, user_id: str, jotting_id: str, now: datetime) -> SavedMessage | None:
        item = self._get(f"user#{user_id}", f"jotting#{jotting_id}")
        return from_item(SavedMessage, item) if item and not is_expired(item, now) else None

    def threads(self, user_id: str, now: datetime) -> tuple[Thread, ...]:
        """The user's conversations in Slack, the last one shown first."""
        items = (item for item in self._items(f"user#{user_id}", "thread#") if not is_expired(item, now))
        found = [from_item(Thread, item) for item in items]
        return tuple(sorted(found, key=lambda thread: thread.shown_at, reverse=True))

    def keep_thread(self, user_id: str, thread: Thread) -> None:
        item = to_item(thread) | to_item(_lasting(thread.shown_at + KEPT))
        self._put(f"user#{user_id}", f"thread#{thread.session_id}", item)

    def _taken(
        self, key_hash: str, item: str, now: datetime, condition: str = "", extra: dict[str, Any] | None = None
    ) -> Item | None:
        """Taking it away is what makes it single-use: of two at once one gets it."""
        values = to_item({":now": int(now.timestamp()), **(extra or {})})
        try:
            with translated("using a link"):
                answer = self._client.delete_item(
                    TableName=self._table,
                    Key=_key(f"once#{key_hash}", item),
                    ConditionExpression="expires_at > :now" + condition,
                    ExpressionAttributeValues=values,
                    ReturnValues="ALL_OLD",
                )
        except Conflict:
            return None
        return dict(answer["Attributes"])

    def _get(self, owner: str, item: str) -> Item:
        with translated("reading what is known of Slack"):
            answer = self._client.get_item(TableName=self._table, Key=_key(owner, item), ConsistentRead=True)
        return dict(answer.get("Item", {}))

    def _put(self, owner: str, name: str, item: Item) -> None:
        with translated("keeping what is known of Slack"):
            self._client.put_item(TableName=self._table, Item=item | _key(owner, name))

    def _items(self, owner: str, beginning: str = "") -> Iterator[Item]:
        condition, values = "#owner = :owner", {":owner": attribute(owner)}
        names = {"#owner": "owner"}
        if beginning:
            condition += " AND begins_with(#item, :beginning)"
            values[":beginning"], names["#item"] = attribute(beginning), "item"
        with translated("reading what is known of Slack"):
            for page in self._client.get_paginator("query").paginate(
                TableName=self._table,
                KeyConditionExpression=condition,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=values,
                ConsistentRead=True,
            ):
                yield from page["Items"]

    def _update(
        self,
        owner: str,
        item: str,
        values: dict[str, Any],
        condition: str = "",
        extra: dict[str, Any] | None = None,
    ) -> None:
        given = {f":{name}": attribute(value) for name, value in values.items()}
        given |= {name: attribute(value) for name, value in (extra or {}).items()}
        conditions = {"ConditionExpression": condition} if condition else {}
        with translated("taking a delivery"):
            self._client.update_item(
                TableName=self._table,
                Key=_key(owner, item),
                UpdateExpression="SET " + ", ".join(f"{name} = :{name}" for name in values),
                ExpressionAttributeValues=given,
                **conditions,
            )


def _key(owner: str, item: str) -> Item:
    return to_item({"owner": owner, "item": item})


def _lasting(until: datetime) -> dict[str, int]:
    return {"expires_at": int(until.timestamp())}

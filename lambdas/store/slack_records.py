"""The slack table: workspaces, links between accounts, deliveries taken, messages posted. No token, ever."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.aws.conditions import Attr, Condition
from lambdas.aws.table import Key, Row, Table, Update
from lambdas.domain.notifications.slack import (
    Draft,
    InstallState,
    LinkOffer,
    Posted,
    SavedMessage,
    SlackLink,
    Workspace,
)
from lambdas.domain.notifications.slack_threads import HeardAnswer, HeardMessage, Thread, UnplacedReply
from lambdas.errors import Conflict
from lambdas.store.rows import expiring, found, from_row, is_expired, mentions, taken, to_row

LIFE = timedelta(days=35)
"""Posted messages and threads: materials are kept for 30 days, after that nothing is changed or answered."""
UNPLACED_LIFE = timedelta(days=2)
DELIVERY_LIFE = timedelta(days=2)
"""Slack sends a delivery again for an hour; ours stay in the queue for hours."""
DRAFT_LIFE = timedelta(days=1)
"""No action waits longer for its decision."""
LEASE = timedelta(seconds=60)
"""Longer than the worker may run, shorter than the queue hides a message: whoever died is taken over from."""

WORKSPACES = "workspaces"
READING, STORING = "reading what is known of Slack", "storing what is known of Slack"


@dataclass(frozen=True)
class SlackRecords:
    table: Table

    def workspaces(self) -> tuple[Workspace, ...]:
        return tuple(from_row(Workspace, row) for row in self._rows(WORKSPACES))

    def workspace(self, team_id: str) -> Workspace | None:
        return found(Workspace, self._get(WORKSPACES, team_id))

    def connect(self, workspace: Workspace) -> None:
        self._put(WORKSPACES, workspace.team_id, to_row(workspace))

    def link_of(self, user_id: str) -> SlackLink | None:
        """Returns where a user is reached."""
        return found(SlackLink, self._get(f"user#{user_id}", "link"))

    def account(self, team_id: str, slack_user_id: str) -> SlackLink | None:
        """Whose account it is."""
        return found(SlackLink, self._get(f"team#{team_id}", slack_user_id))

    def link(self, link: SlackLink) -> None:
        self._put(f"team#{link.team_id}", link.slack_user_id, to_row(link))
        self._put(f"user#{link.user_id}", "link", to_row(link))

    def unlink(self, link: SlackLink) -> None:
        """Both ways; an account that was linked to somebody else meanwhile stays theirs."""
        is_theirs = Attr("user_id").eq(link.user_id) & Attr("slack_user_id").eq(link.slack_user_id)
        for owner, item in ((f"team#{link.team_id}", link.slack_user_id), (f"user#{link.user_id}", "link")):
            with suppress(Conflict):
                self.table.delete(_key(owner, item), "unlinking an account", is_theirs)

    def disconnect(self, team_id: str) -> None:
        """The app was taken out of the workspace: nothing is said there any more. Who is who stays known."""
        self.table.delete(_key(WORKSPACES, team_id), "disconnecting a workspace")

    def begin_install(self, state_hash: str, state: InstallState) -> None:
        self._put(f"once#{state_hash}", "install", {**to_row(state), **expiring(state.expires)})

    def end_install(self, state_hash: str, session_id: str, now: datetime) -> InstallState | None:
        """Once, and in the session it began in; None for every other."""
        return found(InstallState, self._taken(state_hash, "install", now, Attr("session_id").eq(session_id)))

    def offer_link(self, token_hash: str, offer: LinkOffer) -> None:
        self._put(f"once#{token_hash}", "tie", {**to_row(offer), **expiring(offer.expires)})

    def offered_link(self, token_hash: str, now: datetime) -> LinkOffer | None:
        return found(LinkOffer, self._lasting(f"once#{token_hash}", "tie", now))

    def accept_link(self, token_hash: str, now: datetime) -> LinkOffer | None:
        """Once; None when it is unknown, used or too old."""
        return found(LinkOffer, self._taken(token_hash, "tie", now))

    def claim(self, key: str, now: datetime) -> bool:
        """Claims a delivery: True where nobody has done it and nobody alive is at it."""
        values = {"claimed_until": int((now + LEASE).timestamp()), **expiring(now + DELIVERY_LIFE)}
        claimed_until = Attr("claimed_until")
        is_free = claimed_until.not_exists() | claimed_until.lte(int(now.timestamp()))
        try:
            self._on_delivery(key, Update(set=values), Attr("done_at").not_exists() & is_free)
        except Conflict:
            return False
        return True

    def complete(self, key: str, now: datetime) -> None:
        self._on_delivery(key, Update(set={"done_at": int(now.timestamp())}))

    def is_done(self, key: str) -> bool:
        return "done_at" in (self._get(f"delivery#{key}", "claim") or {})

    def release(self, key: str) -> None:
        """It failed: the next one to bring it may try at once."""
        self._on_delivery(key, Update(set={"claimed_until": 0}))

    def pinned(self, key: str, version: int) -> int:
        """The version of the conversation a delivery was first worked on with: done again, it is the same move."""
        return int(self._on_delivery(key, Update(defaults={"version": version}))["version"])

    def posted(self, user_id: str, message_id: str, now: datetime) -> Posted | None:
        return found(Posted, self._lasting(f"user#{user_id}", f"message#{message_id}", now))

    def posted_at(self, user_id: str, channel_id: str, ts: str, now: datetime) -> Posted | None:
        """Returns what AMO posted in that place."""
        rows = self._rows(f"user#{user_id}", "message#")
        posted = (from_row(Posted, row) for row in rows if not is_expired(row, now))
        return next((one for one in posted if (one.channel_id, one.ts) == (channel_id, ts)), None)

    def put_posted(self, user_id: str, posted: Posted) -> None:
        row = {**to_row(posted), **expiring(posted.intended_at + LIFE)}
        self._put(f"user#{user_id}", f"message#{posted.message_id}", row)

    def forget_posted(self, user_id: str, message_id: str) -> None:
        self.table.delete(_key(f"user#{user_id}", f"message#{message_id}"), "forgetting a posted message")

    def save_message(self, user_id: str, message: SavedMessage) -> None:
        row = {**to_row(message), **expiring(message.at + LIFE)}
        self._put(f"user#{user_id}", f"jotting#{message.jotting_id}", row)

    def saved_message(self, user_id: str, jotting_id: str, now: datetime) -> SavedMessage | None:
        return found(SavedMessage, self._lasting(f"user#{user_id}", f"jotting#{jotting_id}", now))

    def keep_draft(self, user_id: str, draft: Draft) -> None:
        row = {**to_row(draft), **expiring(draft.at + DRAFT_LIFE)}
        self._put(f"user#{user_id}", f"draft#{draft.action_id}", row)

    def draft(self, user_id: str, action_id: str, now: datetime) -> Draft | None:
        return found(Draft, self._lasting(f"user#{user_id}", f"draft#{action_id}", now))

    def threads(self, user_id: str, now: datetime) -> tuple[Thread, ...]:
        """The user's conversations in Slack, the last one shown first."""
        rows = self._rows(f"user#{user_id}", "thread#")
        threads = [from_row(Thread, row) for row in rows if not is_expired(row, now)]
        return tuple(sorted(threads, key=lambda thread: thread.shown_at, reverse=True))

    def put_thread(self, user_id: str, thread: Thread) -> None:
        row = {**to_row(thread), **expiring(thread.shown_at + LIFE)}
        self._put(f"user#{user_id}", f"thread#{thread.session_id}", row)

    def heard(self, user_id: str, channel_id: str, ts: str, now: datetime) -> HeardMessage | None:
        return found(HeardMessage, self._lasting(f"user#{user_id}", _heard(channel_id, ts), now))

    def heard_answer(self, user_id: str, session_id: str, place: int, now: datetime) -> HeardAnswer:
        row = self._lasting(f"user#{user_id}", f"answer#{session_id}#{place}", now)
        return found(HeardAnswer, row) or HeardAnswer()

    def put_heard(self, user_id: str, channel_id: str, ts: str, message: HeardMessage, now: datetime) -> None:
        self._put(f"user#{user_id}", _heard(channel_id, ts), {**to_row(message), **expiring(now + LIFE)})

    def put_heard_answer(self, user_id: str, message: HeardMessage, answer: HeardAnswer, now: datetime) -> None:
        item = f"answer#{message.session_id}#{message.place}"
        self._put(f"user#{user_id}", item, {**to_row(answer), **expiring(now + LIFE)})

    def unplaced(self, user_id: str, now: datetime) -> tuple[UnplacedReply, ...]:
        """Replies whose meeting is still to be chosen, the newest first."""
        rows = self._rows(f"user#{user_id}", "unplaced#")
        replies = [from_row(UnplacedReply, row) for row in rows if not is_expired(row, now)]
        return tuple(sorted(replies, key=lambda reply: reply.at, reverse=True))

    def put_unplaced(self, user_id: str, reply: UnplacedReply) -> None:
        row = {**to_row(reply), **expiring(reply.at + UNPLACED_LIFE)}
        self._put(f"user#{user_id}", f"unplaced#{reply.name}", row)

    def forget_unplaced(self, user_id: str, name: str) -> None:
        self.table.delete(_key(f"user#{user_id}", f"unplaced#{name}"), "forgetting a reply that was placed")

    def mentioning(self, user_id: str, names: Collection[str]) -> list[str]:
        """Returns what is kept for this person in which one of these names stands."""
        return [row["item"] for row in self._rows(f"user#{user_id}") if any(mentions(row, name) for name in names)]

    def forget(self, user_id: str, item: str) -> None:
        """For good; what is not there is fine."""
        self.table.delete(_key(f"user#{user_id}", item), "forgetting what is known of Slack")

    def _taken(self, key_hash: str, item: str, now: datetime, also: Condition | None = None) -> Row | None:
        return taken(self.table, _key(f"once#{key_hash}", item), "using a link", now, also)

    def _get(self, owner: str, item: str) -> Row | None:
        return self.table.get(_key(owner, item), READING)

    def _lasting(self, owner: str, item: str, now: datetime) -> Row | None:
        row = self._get(owner, item)
        return row if row and not is_expired(row, now) else None

    def _put(self, owner: str, item: str, row: Row) -> None:
        self.table.put({**row, **_key(owner, item)}, STORING)

    def _rows(self, owner: str, beginning: str = "") -> Iterator[Row]:
        theirs = Attr("owner").eq(owner)
        return self.table.query(theirs & Attr("item").begins_with(beginning) if beginning else theirs, READING)

    def _on_delivery(self, key: str, change: Update, condition: Condition | None = None) -> Row:
        return self.table.update(_key(f"delivery#{key}", "claim"), change, "taking a delivery", condition)


def _key(owner: str, item: str) -> Key:
    return {"owner": owner, "item": item}


def _heard(channel_id: str, ts: str) -> str:
    return f"heard#{channel_id}#{ts}"

"""Follows what was promised to its end: done, dropped, re-dated, or open again (POST-5)."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from lambdas.aws import metrics
from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.action_items.due_items import was_on_time
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meeting_notes.candidates import MAX_WHAT
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.meetings.people import email_of
from lambdas.errors import NotFound, Refused
from lambdas.store.action_items import ActionItems
from lambdas.store.meetings import Meetings
from lambdas.store.users import Users

NO_ITEM = "There is no such action item."
NO_WORDS = "Say what is to be done."
MAX_OWNER = 200


@dataclass(frozen=True, slots=True)
class FollowedItems:
    """A person follows the items of their own list, and those of others that they own and were sent word of."""

    users: Users
    items: ActionItems
    meetings: Meetings

    def finish(self, user_id: str, item_id: str, now: datetime) -> ActionItem:
        """Returns the item as it was. Raises NotFound."""
        item = self._theirs(user_id, item_id)
        self.items.close(item.user_id, item.item_id, ActionItemStatus.DONE, now)
        if item.status is ActionItemStatus.OPEN and item.due:
            self._count(item, user_id, now)
        return item

    def drop(self, user_id: str, item_id: str, now: datetime) -> ActionItem:
        """Returns the item as it was. Raises NotFound."""
        item = self._theirs(user_id, item_id)
        self.items.close(item.user_id, item.item_id, ActionItemStatus.DROPPED, now)
        return item

    def redate(self, user_id: str, item_id: str, due: date | None) -> ActionItem:
        """Returns the item as it was. Raises NotFound."""
        item = self._theirs(user_id, item_id)
        self.items.redate(item.user_id, item.item_id, due)
        return item

    def reword(self, user_id: str, item_id: str, what: str, owner: str) -> None:
        """Says it in other words, or that somebody else does it; on their own list alone.

        Raises NotFound, Refused where nothing is said.
        """
        item, words, who = self.items.get(user_id, item_id), one_line(what, MAX_WHAT), one_line(owner, MAX_OWNER)
        if not words:
            raise Refused(NO_WORDS)
        email = item.owner_email if who == item.owner else email_of(who, self._invited(item))
        self.items.reword(item, words, who, email)

    def _invited(self, item: ActionItem) -> Sequence[Attendee]:
        try:
            return self.meetings.get(item.user_id, item.meeting_id).meeting.people if item.meeting_id else ()
        except NotFound:
            return ()

    def reopen(self, user_id: str, item_id: str) -> ActionItem:
        """Returns the item as it was. Raises NotFound."""
        item = self._theirs(user_id, item_id)
        self.items.reopen(item.user_id, item.item_id)
        return item

    def _theirs(self, user_id: str, item_id: str) -> ActionItem:
        """On their own list, or theirs to do on somebody else's."""
        with suppress(NotFound):
            return self.items.get(user_id, item_id)
        email = self.users.get(user_id).proved_email
        found = self.items.find_shared(email, item_id) if email else None
        if found is None:
            raise NotFound(NO_ITEM)
        return found

    def _count(self, item: ActionItem, user_id: str, now: datetime) -> None:
        """For the share that is done on time, on the clock of whoever did it."""
        done = item.model_copy(update={"status": ActionItemStatus.DONE, "closed_at": now})
        is_on_time = was_on_time(done, self.users.get(user_id).timezone, now)
        metrics.count("ItemsDoneOnTime", int(bool(is_on_time)))
        metrics.flush()  # whichever edge this came through

"""People who are being forgotten: noted in their profile, in the table ``users``, until that goes too."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Key, Table, Update, Write
from lambdas.domain.personal_data.progress import Forgetting
from lambdas.errors import Conflict, NotFound
from lambdas.store.rows import shard_of, to_row
from lambdas.store.users import INACTIVE, NO_USER, PROFILE

FORGETTING = "forgetting"
DOING = "noting how far a person is forgotten"


@dataclass(frozen=True)
class Forgettings:
    table: Table

    def find(self, user_id: str) -> Forgetting | None:
        row = self.table.get(_key(user_id), DOING, only=(FORGETTING,))
        return Forgetting.model_validate(row[FORGETTING]) if row and FORGETTING in row else None

    def put(self, forgetting: Forgetting) -> None:
        """They are deactivated with it: nobody signs in as them, and nothing reads their calendars. Raises NotFound."""
        inactive = {"active": False, "active_shard": INACTIVE + shard_of(forgetting.user_id)}
        change = Update(set={FORGETTING: to_row(forgetting), **inactive})
        try:
            self.table.update(_key(forgetting.user_id), change, DOING, Attr("user_id").exists())
        except Conflict:
            raise NotFound(NO_USER) from None

    def forgotten(self, user_id: str) -> Write:
        """Returns the write that takes the profile away, of a transaction."""
        return self.table.delete_write(_key(user_id), Attr(FORGETTING).exists())

    def end_review(self, reviewer_id: str, reviews_for: Sequence[str], user_id: str) -> None:
        """``reviewer_id`` reviews for this person no more; a list that changed meanwhile is found by the next look."""
        left = [other for other in reviews_for if other != user_id]
        with suppress(Conflict):
            is_same = Attr("reviews_for").eq([*reviews_for])
            self.table.update(_key(reviewer_id), Update(set={"reviews_for": left}), DOING, is_same)


def _key(user_id: str) -> Key:
    return {"user_id": user_id, "item": PROFILE}

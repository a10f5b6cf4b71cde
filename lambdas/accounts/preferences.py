"""A person's wishes for the materials of a meeting type: made beside the stars or a question, undone in settings."""

from collections.abc import Callable
from dataclasses import dataclass

from lambdas.domain.preferences.material_preferences import MaterialPreferences, Wish
from lambdas.errors import Refused
from lambdas.store.users import Users


@dataclass(frozen=True, slots=True)
class Preferences:
    users: Users

    def make(self, user_id: str, meeting_type: str, wish: Wish) -> None:
        """Raises Refused for a source there is not, and for more questions than are kept."""
        self._change(user_id, meeting_type, lambda held: held.with_wish(wish))

    def undo(self, user_id: str, meeting_type: str, wish: Wish) -> None:
        self._change(user_id, meeting_type, lambda held: held.without_wish(wish))

    def _change(
        self, user_id: str, meeting_type: str, change: Callable[[MaterialPreferences], MaterialPreferences]
    ) -> None:
        try:
            self.users.change_preferences(user_id, meeting_type, change)
        except ValueError as error:
            raise Refused("That cannot be wished for, or too many questions are left out: undo one first.") from error

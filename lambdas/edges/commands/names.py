"""Names people as their reader calls them, without what the commands about actions import."""

from collections.abc import Iterable
from functools import partial

from lambdas import wiring
from lambdas.domain.actions.words import YOU, Names
from lambdas.edges.http.at_once import at_once
from lambdas.store.users import Users


def names_of(user_ids: Iterable[str], reader_id: str, users: Users | None = None) -> Names:
    """Returns how the reader calls these people, themselves included; whoever is gone is left out.

    ``users``: to read nobody again whom they have read before.
    """
    wanted, users = sorted(set(user_ids)), users or wiring.users()
    found = at_once(*(partial(users.find, user_id) for user_id in wanted))
    return {user.user_id: YOU if user.user_id == reader_id else user.shown_name for user in found if user}

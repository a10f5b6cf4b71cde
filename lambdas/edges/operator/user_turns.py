"""Goes through all users a part in each call: a stage has more of them than a function has minutes."""

from collections.abc import Callable

from lambdas import wiring

MAX_STEPS = 5_000
"""Of one call: about two minutes' worth."""


def take_turns(after: str, turn: Callable[[str], int]) -> str:
    """Gives each user behind ``after`` a turn; returns whom the next call goes on behind, empty once all had theirs.

    A look at a user is one step; ``turn`` returns how many it took beside that.
    """
    steps = 0
    for user_id in wiring.users().ids(after):
        if steps >= MAX_STEPS:
            return after
        steps += 1 + turn(user_id)
        after = user_id
    return ""

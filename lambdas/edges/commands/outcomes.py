"""Commands of the edges about what somebody wanted out of a meeting, and what they say they got.

Wants are kept when a meeting is over (meeting_notes/ended.py), and its owner may add to them; before that there is
nothing to answer.
"""

from typing import TYPE_CHECKING

from lambdas import wiring

if TYPE_CHECKING:
    from lambdas.domain.outcomes.outcome import Outcome, Reached


def outcomes_of(user_id: str, meeting_id: str) -> "list[Outcome]":
    """Raises NotFound for somebody else's meeting."""
    from lambdas.outcomes.wiring import kept_outcomes

    return kept_outcomes().of_meeting(user_id, meeting_id, wiring.now())


def add_want(user_id: str, meeting_id: str, want: str) -> "Outcome":
    """Saying it again changes nothing. Raises NotFound, Refused for what cannot be added."""
    from lambdas.outcomes.wiring import kept_outcomes

    return kept_outcomes().want(user_id, meeting_id, want, wiring.now())


def say_outcome(user_id: str, meeting_id: str, want_key: str, reached: "Reached") -> None:
    """Saying it again changes the answer. Raises NotFound, also for what was not wanted."""
    from lambdas.outcomes.wiring import kept_outcomes

    kept_outcomes().say(user_id, meeting_id, want_key, reached, wiring.now())

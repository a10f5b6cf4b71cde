"""The time that questions take."""

from math import ceil

SECONDS_PER_QUESTION = 75


def minutes_to_answer(questions: int) -> int:
    """Rounded up; none for no question."""
    return ceil(questions * SECONDS_PER_QUESTION / 60)

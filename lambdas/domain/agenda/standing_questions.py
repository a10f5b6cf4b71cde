"""The questions that a meeting of its type may always ask: they fill up a bank that little is known for."""

from collections.abc import Sequence

from lambdas.domain.agenda.materials import MEETING_TYPE, AskGroup, Line

ENOUGH = 3
"""Questions; a bank that has them needs no others."""


def with_standing_questions(groups: Sequence[AskGroup], asks: Sequence[str], whom: str) -> tuple[AskGroup, ...]:
    """``whom`` is asked them: the other one of two, or everyone."""
    known = sum(len(group.questions) for group in groups)
    lines = tuple(Line(text=text, refs=(MEETING_TYPE,)) for text in asks[: max(0, ENOUGH - known)])
    if not lines:
        return tuple(groups)
    if any(group.whom == whom for group in groups):
        return tuple(
            group.model_copy(update={"questions": (*group.questions, *lines)}) if group.whom == whom else group
            for group in groups
        )
    return (*groups, AskGroup(whom=whom, questions=lines))

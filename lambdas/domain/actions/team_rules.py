"""The rules of a team as they bind one person: whatever several say, the strictest holds. Pure."""

from collections.abc import Mapping

from pydantic import Field

from lambdas.domain.actions.autonomy import Autonomy, Handling, TypeRule
from lambdas.domain.kernel.model import Model

STRICTNESS = {Handling.RUN: 0, None: 1, Handling.ASK: 2, Handling.REFUSE: 3}
"""None: as the level says, which is never looser than to run and never stricter than to ask."""


class TeamRules(Model):
    """``levels``: every level that was said, None for the stage's own; the strictest holds."""

    levels: tuple[Autonomy | None, ...] = (None,)
    types: dict[str, TypeRule] = Field(default_factory=dict)

    def level(self, of_stage: Autonomy) -> Autonomy:
        """The most that this person may choose for themselves."""
        return min((level or of_stage for level in self.levels), key=lambda level: level.rank)

    @property
    def most_for_requests(self) -> Autonomy:
        """The most at which what they ask for is handled: above low risk by a level of their team alone."""
        return min((level or Autonomy.SEMI_AUTONOMOUS for level in self.levels), key=lambda level: level.rank)

    def also(self, level: Autonomy | None, types: Mapping[str, TypeRule]) -> "TeamRules":
        """Returns them with what is said besides: nothing becomes looser."""
        levels = {*self.levels, level}
        names = sorted({*self.types, *types})
        merged = {name: strictest(self.types.get(name), types.get(name)) for name in names}
        return TeamRules(
            levels=tuple(one for one in (None, *Autonomy) if one in levels),
            types={name: rule for name, rule in merged.items() if rule},
        )


def strictest(one: TypeRule | None, other: TypeRule | None) -> TypeRule | None:
    """Of two exceptions for a type, either of which may not be there; of two alike the first."""
    return max(one, other, key=lambda rule: STRICTNESS[rule.handling if rule else None])

"""An agenda's items, one for each subject: figures, leans and decisions about one thing stand in one place."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lambdas.domain.agenda.answer_points import Point
from lambdas.domain.agenda.headlines import Headline
from lambdas.domain.agenda.shapes import SectionShape
from lambdas.domain.context.notes import Fact
from lambdas.domain.meetings.invitation_text import InviteTopic


@dataclass(slots=True)
class Item:
    """One subject of the agenda, while it is being put together. ``rank`` is its place among the user's priorities."""

    title: str
    shape: SectionShape
    rank: int = 0
    facts: list[Fact] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    proposals: list[InviteTopic] = field(default_factory=list)
    decisions: list[Point] = field(default_factory=list)
    hosts: dict[str, str] = field(default_factory=dict)
    """By a related fact, the one it follows."""
    refs: list[str] = field(default_factory=list)
    rest: str = ""
    """The part of the user's wish that its title has no room for."""
    is_titled_by_user: bool = False
    is_opening: bool = False
    is_to_decide: bool = False
    """The user wants it decided, and its title says what."""

    @property
    def is_empty(self) -> bool:
        return not (self.facts or self.points or self.proposals or self.decisions or self.rank or self.shape.asks)

    def wish(self, said: Headline, rank: int, refs: Iterable[str]) -> None:
        """Gives it the user's words and priority."""
        self.title, self.rest, self.rank = said.title, said.rest, rank
        self.refs.extend(refs)
        self.is_titled_by_user = True


@dataclass(frozen=True, slots=True)
class Items:
    """``wants`` is what the user wants out of the meeting, ``unknown`` those of them that nothing is on record about.

    ``since`` is what is known of the last occurrence, where the shape has an opening for it.
    """

    wants: tuple[Point, ...]
    since: Item
    items: tuple[Item, ...]
    unknown: tuple[Point, ...]

    @property
    def all(self) -> tuple[Item, ...]:
        return (self.since, *self.items)

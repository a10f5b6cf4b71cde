"""How much a bench takes upon itself, full or quick, and how far it says it is."""

from dataclasses import dataclass, field
from typing import TypeVar

Amount = TypeVar("Amount")


@dataclass
class Reached:
    """The last thing a bench said of how far it is."""

    words: str = ""


@dataclass(frozen=True)
class Effort:
    """Quick forms do the same with less: what they find tells that something works, not how fast it is."""

    is_quick: bool = False
    reached: Reached = field(default_factory=Reached, compare=False)

    @property
    def form(self) -> str:
        return self.of("full", "quick")

    def of(self, full: Amount, quick: Amount) -> Amount:
        return quick if self.is_quick else full

    def say(self, words: str) -> None:
        """Tells whoever waits how far it is: ``round 3 of 20``."""
        self.reached.words = words

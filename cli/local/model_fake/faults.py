"""The ways in which the stand-in for a model fails, as real ones do, for whoever tries what AMO then does."""

from dataclasses import dataclass
from enum import StrEnum

HANG_SECONDS = 120.0
"""Longer than anybody waits for a model."""


class ModelFault(StrEnum):
    NONE = "none"
    SLOW = "slow"
    """Answers, but only after a while."""
    ERROR = "error"
    """500."""
    BUSY = "busy"
    """429."""
    HANG = "hang"
    MALFORMED = "malformed"
    """Half of a JSON object."""
    HOSTILE = "hostile"
    """In shape, and wholly an attacker's: addresses, invented sums and names wherever a text may stand."""


@dataclass(frozen=True, slots=True)
class FaultSwitch:
    """``seconds`` is how long a slow answer takes."""

    fault: ModelFault = ModelFault.NONE
    seconds: float = 0.0

    @property
    def wait_seconds(self) -> float:
        return HANG_SECONDS if self.fault is ModelFault.HANG else self.seconds

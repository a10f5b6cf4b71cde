"""The hops of a smoke test: each is timed, and the first that fails ends it, by its name."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from lambdas.errors import AmoError

ASKED_EVERY_SECONDS = 0.2
LOOKED_AFTER_SECONDS = 3.0
"""What is switched off is seen before the wait is over; looking costs a call for each part."""
PATIENCE_SECONDS = 60.0
"""Every function may start cold."""


class HopFailed(Exception):
    """``part``: what is broken, where that was found; the hop itself otherwise."""

    def __init__(self, reason: str, part: str = "") -> None:
        super().__init__(reason)
        self.part = part


@dataclass(frozen=True)
class Hop:
    name: str
    ok: bool
    ms: int
    detail: str = ""

    @property
    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "ok": self.ok, "ms": self.ms} | ({"detail": self.detail} if self.detail else {})


@dataclass
class HopLog:
    """``say`` hears of each hop as it ends."""

    say: Callable[[Hop], None]
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    hops: list[Hop] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return bool(self.hops) and all(hop.ok for hop in self.hops)

    @contextmanager
    def hop(self, name: str) -> Iterator[None]:
        """Raises HopFailed, once it was noted, whatever went wrong."""
        began = self.clock()
        try:
            yield
        except HopFailed as failure:
            where = f"{failure.part}: " if failure.part else ""
            self._note(name, began, f"{where}{failure}")
            raise
        except AmoError as error:
            self._note(name, began, str(error))
            raise HopFailed(str(error)) from error
        self._note(name, began)

    def _note(self, name: str, began: float, problem: str = "") -> None:
        hop = Hop(name, not problem, round((self.clock() - began) * 1000), problem)
        self.hops.append(hop)
        self.say(hop)

    def wait(self, look: Callable[[], Any], broken: Callable[[], HopFailed | None], hint: str) -> Any:
        """Returns what ``look`` finds, as soon as it finds something. Raises what ``broken`` finds meanwhile."""
        began = looked = self.clock()
        while not (found := look()):
            now = self.clock()
            if now - looked > LOOKED_AFTER_SECONDS:
                looked = now
                if failure := broken():
                    raise failure
            if now - began > PATIENCE_SECONDS:
                raise HopFailed(f"no sign of it within {PATIENCE_SECONDS:.0f} s; {hint}")
            self.sleep(ASKED_EVERY_SECONDS)
        return found

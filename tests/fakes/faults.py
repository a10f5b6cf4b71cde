"""Faults between any two steps: each call to a fake passes a gate, which may spoil it, or kill the caller."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from lambdas.errors import Retryable


class Killed(BaseException):
    """The process is gone in the middle of its work: no handler of ours may catch it, nothing after it happens."""


class Fault(StrEnum):
    """What happens to one call. ``LOST``: done, but its answer never came. ``REPEATED``: the SDK asked twice.

    ``HALF``: of several things sent at once, only the first half arrived.
    """

    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"
    THROTTLED = "throttled"
    LOST = "answer lost"
    REPEATED = "repeated"
    HALF = "half of it"


Meanwhile = Callable[[], None]
"""Something else that runs to its end between two steps of the caller."""
Trouble = Fault | Meanwhile
Act = Callable[[Sequence[Any] | None], Any]
"""The call itself; with a sequence, that takes the place of the first argument."""


class Gate:
    """``plan`` says which call, counted from 1 since ``begin``, meets what; without a plan ``trouble`` is asked."""

    def __init__(self) -> None:
        self.happened: list[str] = []
        self.calls = 0
        self._plan: Mapping[int, Trouble] = {}

    def begin(self, plan: Mapping[int, Trouble]) -> None:
        self.calls = 0
        self._plan = plan

    def enters(self) -> None:
        """A function begins its work."""

    def leaves(self) -> None:
        """It has done its work. What is raised here is what became of its answer."""

    def trouble(self) -> Trouble | None:
        self.calls += 1
        return self._plan.get(self.calls)

    def passes(self, name: str, act: Act, first: Any) -> Any:
        trouble = self.trouble()
        if trouble is None:
            return act(None)
        if not isinstance(trouble, Fault):
            self.happened.append(f"{name}: something else meanwhile")
            trouble()
            return act(None)
        self.happened.append(f"{name}: {trouble}")
        return _spoilt(trouble, act, first)


def _spoilt(fault: Fault, act: Act, first: Any) -> Any:
    match fault:
        case Fault.KILLED_BEFORE:
            raise Killed
        case Fault.KILLED_AFTER:
            act(None)
            raise Killed
        case Fault.LOST:
            act(None)
        case Fault.REPEATED:
            act(None)
            return act(None)
        case Fault.HALF if isinstance(first, list) and len(first) > 1:
            act(first[: len(first) // 2])
    raise Retryable("AWS was too busy; it is tried again.")


class Fragile:
    """A fake whose every call passes the gate. What it reads it reads at once, as a query answers whole pages."""

    def __init__(self, fake: Any, gate: Gate, name: str) -> None:
        self._fake = fake
        self._gate = gate
        self._name = name

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._fake, name)
        if not callable(method):
            return method

        def call(*arguments: Any, **named: Any) -> Any:
            def act(instead: Sequence[Any] | None) -> Any:
                given = arguments if instead is None else (instead, *arguments[1:])
                answer = method(*given, **named)
                return iter(list(answer)) if isinstance(answer, Iterator) else answer

            return self._gate.passes(f"{self._name}.{name}", act, arguments[0] if arguments else None)

        self.__dict__[name] = call
        return call

"""Asks outside services one harmless thing each, all at once, and says how each answered."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from lambdas.errors import AmoError, NotFound, Retryable

State = Literal["reachable", "rejected", "slow", "not_configured", "unproven_live"]
SLOW_MS = 3000
MAX_SECONDS = 5.0
MAX_AT_ONCE = 16
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def is_stand_in(url: str) -> bool:
    """Says whether what answers there is on this machine, and proves nothing of the service itself."""
    return urlsplit(url).hostname in LOOPBACK


@dataclass(frozen=True, slots=True)
class Answered:
    """``detail`` names no person, address or secret."""

    detail: str
    is_live: bool


@dataclass(frozen=True, slots=True)
class Probe:
    """``ask`` raises NotFound where the stage has no such service, Refused and Retryable as adapters do."""

    service: str
    ask: Callable[[], Answered]


@dataclass(frozen=True, slots=True)
class Probed:
    service: str
    state: State
    ms: int
    detail: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def probe_all(
    probes: Sequence[Probe], monotonic: Callable[[], float] = time.monotonic, seconds: float = MAX_SECONDS
) -> list[Probed]:
    """Returns after ``seconds`` at the latest: what has not answered by then is left to itself."""
    pool = ThreadPoolExecutor(MAX_AT_ONCE)
    asked = [pool.submit(_probed, one, monotonic) for one in probes]
    wait(asked, seconds)
    pool.shutdown(wait=False, cancel_futures=True)
    return [
        one.result() if one.done() and not one.cancelled() else _late(of, seconds)
        for one, of in zip(asked, probes, strict=True)
    ]


def _late(one: Probe, seconds: float) -> Probed:
    return Probed(one.service, "slow", round(seconds * 1000), f"No answer within {seconds:g} s.")


def _probed(one: Probe, monotonic: Callable[[], float]) -> Probed:
    began = monotonic()
    state, detail = _asked(one)
    ms = round((monotonic() - began) * 1000)
    if state == "reachable" and ms > SLOW_MS:
        state, detail = "slow", f"{detail}; it took {ms / 1000:.1f} s"
    return Probed(one.service, state, ms, detail)


def _asked(one: Probe) -> tuple[State, str]:
    try:
        answered = one.ask()
    except NotFound as error:
        return "not_configured", str(error)
    except Retryable as error:
        return "slow", str(error)
    except AmoError as error:
        return "rejected", str(error)
    if answered.is_live:
        return "reachable", answered.detail
    return "unproven_live", f"{answered.detail}; a stand-in on this machine answered"

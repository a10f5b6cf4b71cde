"""At most so many functions at once on the embedded engine; the others wait their turn.

The engine gives every invocation that finds no idle worker a new process, as Lambda does. Fifty preparations at once
would be three hundred Python processes on a laptop, each starting cold and all of them too slow for their time limits
(bench/README.md has the figures). Waiting cannot deadlock here: no function of AMO waits for another one's answer.
"""

import os
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Any

from ministack.services import lambda_svc

AT_ONCE = max(4, 2 * (os.cpu_count() or 2))


def in_turn(run: Callable[..., Any], at_once: int = AT_ONCE) -> Callable[..., Any]:
    """``run``, for any number of callers, at most ``at_once`` of them at a time."""
    turns = BoundedSemaphore(at_once)

    def waiting(*arguments: Any) -> Any:
        with turns:
            return run(*arguments)

    return waiting


def take_turns() -> None:
    """Puts the waiting where every kind of invocation passes, after the engine has counted it."""
    lambda_svc._execute_function_dispatch = in_turn(lambda_svc._execute_function_dispatch)

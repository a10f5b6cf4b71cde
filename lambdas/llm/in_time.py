"""Cuts a call off at a moment, whatever drips in: clients' own limits begin anew with every byte."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.llm.base import NoReply

ResultT = TypeVar("ResultT")


def in_time(call: Callable[[], ResultT], seconds: float) -> ResultT:
    """Returns what ``call`` returns, or raises what it raises; NoReply where it is not over in time.

    What is late goes on in a thread that nobody waits for: its answer is not looked at.
    """
    outcome: dict[str, Any] = {}

    def run() -> None:
        try:
            outcome["result"] = call()
        except BaseException as error:
            outcome["error"] = error

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(max(0.0, seconds))
    if thread.is_alive():
        raise NoReply(NoAnswerReason.TIMEOUT, f"no answer within {seconds:.1f} s")
    if "error" in outcome:
        raise outcome["error"]
    result: ResultT = outcome["result"]
    return result

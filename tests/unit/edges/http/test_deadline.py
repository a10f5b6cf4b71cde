"""A page that would take longer than the API waits says so itself, in time."""

import json
import signal
import threading
import time
from dataclasses import dataclass

import pytest

from lambdas.edges.http.deadline import SECONDS_TO_SAY_SO, TooLong, in_time


@dataclass
class Context:
    milliseconds: float

    def get_remaining_time_in_millis(self) -> float:
        return self.milliseconds


def test_what_hangs_is_interrupted_before_the_function_is_ended() -> None:
    began = time.monotonic()
    with pytest.raises(TooLong, match="look again"), in_time(Context(SECONDS_TO_SAY_SO * 1000 + 200)):
        time.sleep(5)
    assert time.monotonic() - began < 2


def test_what_is_done_in_time_is_left_alone_and_nothing_rings_later() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with in_time(Context(SECONDS_TO_SAY_SO * 1000 + 100)):
        answer = json.dumps({"ok": True})
    time.sleep(0.3)
    assert answer == '{"ok": true}'
    assert signal.getsignal(signal.SIGALRM) == before


def test_beside_the_main_thread_and_without_a_time_nothing_is_interrupted() -> None:
    seen: list[str] = []

    def work() -> None:
        with in_time(Context(0)):
            time.sleep(0.2)
        seen.append("done")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    with in_time(None):
        seen.append("no context")
    assert seen == ["done", "no context"]

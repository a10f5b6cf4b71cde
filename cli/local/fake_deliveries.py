"""Delivers what a stand-in has to tell, as the real ones do: beside the answer, and again on a server's error."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

TRIED_AGAIN = {500, 502, 503, 504}
ATTEMPTS = 4
SECONDS_BETWEEN = 1.0


@dataclass
class Deliveries:
    """``answers`` are the HTTP statuses that came back, 0 where nobody answered."""

    answers: list[int] = field(default_factory=list)
    _senders: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(4))

    def submit(self, post: Callable[[], int]) -> None:
        self._senders.submit(self._deliver, post)

    def finish(self) -> None:
        """Waits for what is under way."""
        self._senders.shutdown(wait=True)

    def _deliver(self, post: Callable[[], int]) -> None:
        for _ in range(ATTEMPTS):
            status = post()
            self.answers.append(status)
            if status not in TRIED_AGAIN:
                return
            time.sleep(SECONDS_BETWEEN)

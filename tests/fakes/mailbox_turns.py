"""Turns at mailboxes in memory; the same behaviour as store/mailbox_turns.py, by the same contract test."""

import threading
from collections import defaultdict
from datetime import datetime

from lambdas.errors import Retryable
from lambdas.store.mailbox_turns import HELD, LEFT_ALONE, PLACES, Turn


class FakeMailboxTurns:
    def __init__(self) -> None:
        self._held: dict[str, dict[str, float]] = defaultdict(dict)
        self._closed: dict[str, float] = defaultdict(float)
        self._lock = threading.Lock()
        self.writes = 0

    def take(self, mailbox: str, now: datetime) -> Turn | None:
        with self._lock:
            if self._closed[mailbox] > now.timestamp():
                raise Retryable(LEFT_ALONE)
            held = self._held[mailbox]
            for number in range(PLACES):
                place = f"place_{number}"
                if held.get(place, 0.0) <= now.timestamp():
                    held[place] = (now + HELD).timestamp()
                    self.writes += 1
                    return Turn(mailbox, place, held[place])
            return None

    def give_back(self, turn: Turn) -> None:
        with self._lock:
            if self._held[turn.mailbox].get(turn.place) == turn.until:
                del self._held[turn.mailbox][turn.place]
                self.writes += 1

    def close(self, mailbox: str, until: datetime) -> None:
        with self._lock:
            self._closed[mailbox] = max(self._closed[mailbox], until.timestamp())
            self.writes += 1

"""Leaves an endpoint alone that keeps failing: five times in a minute, and it is asked again a minute later, once."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.reasons import NoAnswerReason

FAILURES = 5
WINDOW = timedelta(seconds=60)
OPEN_FOR = timedelta(seconds=60)
KEEPS_FAILING = NoAnswer(NoAnswerReason.UNAVAILABLE, "the model failed again and again; it is left alone for a minute")


@dataclass(slots=True)
class Circuit:
    """The state of one endpoint in one warm function."""

    failed_at: deque[datetime] = field(default_factory=lambda: deque(maxlen=FAILURES))
    open_until: datetime | None = None
    is_probing: bool = False
    why: NoAnswer = KEEPS_FAILING
    """Told to whoever asks meanwhile."""

    def lets_through(self, now: datetime) -> bool:
        if self.open_until is None:
            return True
        if now < self.open_until or self.is_probing:
            return False
        self.is_probing = True
        return True

    def not_asked(self) -> None:
        """It let somebody through who did not ask after all: somebody else may."""
        self.is_probing = False

    def succeeded(self) -> None:
        self.failed_at.clear()
        self.open_until, self.is_probing = None, False

    def failed(self, now: datetime, said: NoAnswer, alone_for: timedelta | None = None) -> None:
        """``alone_for``: it said itself that asking is of no use for so long; that is told meanwhile."""
        self.failed_at.append(now)
        is_full = len(self.failed_at) == FAILURES and now - self.failed_at[0] <= WINDOW
        if alone_for or is_full or self.is_probing:
            self.open_until = now + (alone_for or OPEN_FOR)
            self.why = said if alone_for else KEEPS_FAILING
        self.is_probing = False

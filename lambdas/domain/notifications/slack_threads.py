"""The records of conversations in Slack: where each stands, and which messages made which answer."""

from datetime import datetime, timedelta

from pydantic import Field

from lambdas.domain.kernel.model import Instant, Model

SAME_CLOCK = timedelta(minutes=15)
"""Further from now, a ``ts`` is of some other clock and tells nothing."""
JUST_NOW = timedelta(minutes=10)
"""What is written within this time of an open "which meeting?" belongs to the same reply."""


class Thread(Model):
    """The place of a conversation: one for each, however often it was taken up elsewhere.

    ``ts`` is the card that is open, empty where none is; it shows the conversation's ``version``, the question at
    ``place`` in the words of ``asked``; ``before`` is the place that was left for it. ``turn`` counts the cards.
    ``earlier_threads`` are those it was in before, ``cards`` the locked ones by the place of their question.
    """

    session_id: str
    channel_id: str
    thread_ts: str
    ts: str = ""
    version: int = 0
    place: int = 0
    asked: str = ""
    before: int | None = None
    turn: int = 0
    earlier_threads: tuple[str, ...] = ()
    cards: dict[str, str] = Field(default_factory=dict)
    shown_at: Instant

    def is_in(self, thread_ts: str) -> bool:
        return thread_ts in (self.thread_ts, *self.earlier_threads)

    def shows(self, place: int, asked: str) -> bool:
        """Returns whether the open card asks just this."""
        return bool(self.ts and asked) and (self.place, self.asked) == (place, asked)

    def is_before_card(self, ts: str, now: datetime) -> bool:
        """Returns whether a message was typed before its author could see the open card."""
        return all(_is_near(one, now) for one in (ts, self.ts)) and float(ts) < float(self.ts)


class HeardMessage(Model):
    """A message that an answer was made of."""

    session_id: str
    place: int


class WrittenMessage(Model):
    """``ts`` is empty for words that did not come as a message."""

    ts: str
    text: str


class HeardAnswer(Model):
    """An answer as the messages it is made of."""

    parts: tuple[WrittenMessage, ...] = ()

    @property
    def text(self) -> str:
        return joined(self.parts)

    def with_part(self, part: WrittenMessage) -> "HeardAnswer":
        """In its place where it is there already, else last."""
        if any(known.ts == part.ts for known in self.parts):
            return HeardAnswer(parts=tuple(part if known.ts == part.ts else known for known in self.parts))
        return HeardAnswer(parts=(*self.parts, part))

    def has(self, ts: str) -> bool:
        return any(part.ts == ts for part in self.parts)


class UnplacedReply(Model):
    """A reply that may be for several open conversations, until its author says which.

    ``name`` is the first message's ``ts``.
    """

    name: str
    thread_ts: str
    parts: tuple[WrittenMessage, ...]
    at: Instant


def joined(parts: tuple[WrittenMessage, ...]) -> str:
    return "\n".join(part.text for part in parts if part.text)


def _is_near(ts: str, now: datetime) -> bool:
    try:
        seconds = float(ts)
    except ValueError:
        return False
    return abs(seconds - now.timestamp()) <= SAME_CLOCK.total_seconds()

"""Values of buttons and menus: written here when they are shown, read here when they are pressed.

Cards stay in people's Slack for years, so the forms below do too; what cannot be read is refused in words.
"""

import re
from dataclasses import dataclass
from typing import Self

from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.outcomes.outcome import Reached
from lambdas.errors import Refused

HASH_SHOWN = 16
USUAL = "usual"
FILE_ID = re.compile(r"F[A-Z0-9]{1,30}")
OLD = "This button is from an older AMO; start again from the notice."


@dataclass(frozen=True, slots=True)
class QuestionButton:
    """``version`` is the conversation's as the person saw it, ``place`` the question's; older buttons have no place."""

    session_id: str
    version: int
    place: int | None = None

    def __str__(self) -> str:
        value = f"{self.session_id}:{self.version}"
        return value if self.place is None else f"{value}:{self.place}"

    @classmethod
    def read(cls, value: str) -> Self:
        session_id, *numbers = value.split(":")
        if not 1 <= len(numbers) <= 2 or not all(number.isdecimal() for number in numbers):
            raise Refused(OLD)
        return cls(session_id, *map(int, numbers))


@dataclass(frozen=True, slots=True)
class TypeOption:
    """The type that the meeting of this conversation really is."""

    meeting_type: str
    session_id: str

    def __str__(self) -> str:
        return f"{self.meeting_type}:{self.session_id}"

    @classmethod
    def read(cls, value: str) -> Self:
        meeting_type, _, session_id = value.partition(":")
        return cls(meeting_type, session_id)


@dataclass(frozen=True, slots=True)
class ReplyButton:
    """The conversation that a reply is for; ``name`` is the reply's."""

    session_id: str
    name: str

    def __str__(self) -> str:
        return f"{self.session_id}:{self.name}"

    @classmethod
    def read(cls, value: str) -> Self:
        session_id, _, name = value.partition(":")
        return cls(session_id, name)


@dataclass(frozen=True, slots=True)
class SnoozeOption:
    choice: str
    session_id: str

    def __str__(self) -> str:
        return f"{self.choice}:{self.session_id}"

    @classmethod
    def read(cls, value: str) -> Self:
        choice, _, session_id = value.partition(":")
        return cls(choice, session_id)


@dataclass(frozen=True, slots=True)
class WishOption:
    """``kind`` and ``what`` of a wish for the materials of this meeting's type."""

    kind: str
    what: str
    meeting_id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.what}:{self.meeting_id}"

    @classmethod
    def read(cls, value: str) -> Self:
        kind, _, rest = value.partition(":")
        what, _, meeting_id = rest.partition(":")
        return cls(kind, what, meeting_id)


@dataclass(frozen=True, slots=True)
class HoursOption:
    """``hours`` before the meeting; None for what is usual for the type."""

    meeting_type: str
    hours: int | None

    def __str__(self) -> str:
        return f"{self.meeting_type}:{USUAL if self.hours is None else self.hours}"

    @classmethod
    def read(cls, value: str) -> Self:
        meeting_type, _, hours = value.partition(":")
        if hours != USUAL and not hours.isdecimal():
            raise Refused("Choose the hours from the list.")
        return cls(meeting_type, None if hours == USUAL else int(hours))


@dataclass(frozen=True, slots=True)
class ActionButton:
    """``seen`` is the beginning of the hash of what the person was shown (fault 96)."""

    action_id: str
    seen: str

    def __str__(self) -> str:
        return f"{self.action_id}:{self.seen}"

    @classmethod
    def of(cls, action_id: str, payload_hash: str) -> Self:
        return cls(action_id, payload_hash[:HASH_SHOWN])

    @classmethod
    def read(cls, value: str) -> Self:
        action_id, _, seen = value.partition(":")
        return cls(action_id, seen)

    def shows(self, action: PendingAction) -> bool:
        """Returns whether what was shown is what stands there now."""
        return len(self.seen) == HASH_SHOWN and action.payload_hash.startswith(self.seen)


@dataclass(frozen=True, slots=True)
class FilesOption:
    """Files that were dropped, and the meeting they are notes of."""

    meeting_id: str
    file_ids: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.meeting_id}:{','.join(self.file_ids)}"

    @classmethod
    def read(cls, value: str) -> Self:
        meeting_id, _, files = value.partition(":")
        file_ids = tuple(files.split(","))
        if not all(FILE_ID.fullmatch(one) for one in file_ids):
            raise Refused(OLD)
        return cls(meeting_id, file_ids)


@dataclass(frozen=True, slots=True)
class OutcomeButton:
    """An answer about one want of a meeting."""

    meeting_id: str
    want_key: str
    reached: Reached

    @classmethod
    def read(cls, value: str) -> Self:
        meeting_id, _, rest = value.partition(":")
        want_key, _, reached = rest.partition(":")
        if reached not in set(Reached):
            raise Refused(OLD)
        return cls(meeting_id, want_key, Reached(reached))


def meeting_of(session_id: str) -> str:
    """Returns the meeting a conversation prepares."""
    return session_id.rpartition("-r")[0]

"""The message a person gets when something of their profile cannot be read any more."""

from datetime import datetime

from lambdas.domain.accounts.user import PREFERENCES, User
from lambdas.domain.notifications.messages import Button, Message, MessageKind


def in_words(names: tuple[str, ...]) -> str:
    """As a person calls them: “your quiet hours and your time zone”."""
    *first, last = (PREFERENCES[name] for name in names)
    return f"{', '.join(first)} and {last}" if first else last


def unreadable_message(user: User, now: datetime) -> Message:
    """One for what is unreadable, however often it is sent."""
    return Message(
        message_id=f"unreadable-{'-'.join(user.unreadable)}",
        user_id=user.user_id,
        kind=MessageKind.SETTINGS_PROBLEM,
        title=f"Set again, please: {in_words(user.unreadable)}",
        lines=("What was stored cannot be read, so AMO goes on as if it had not been set.",),
        actions=(Button(label="Settings", verb="open_settings", target="you"),),
        created_at=now,
    )

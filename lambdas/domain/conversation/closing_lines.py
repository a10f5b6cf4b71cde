"""The last line of a conversation, and the line for what comes after it."""

from types import MappingProxyType

from lambdas.domain.conversation.conversation import ConversationStatus

CLOSING_LINES = MappingProxyType(
    {
        ConversationStatus.FINISHED: "Great! Generating your materials...",
        ConversationStatus.EXPIRED: "Time is up: "
        "your materials are made from the answers you gave and what is on record.",
        ConversationStatus.WITHDRAWN: "The meeting changed, so this conversation is closed. Your answers are kept.",
    }
)
OVER = MappingProxyType(
    {
        **CLOSING_LINES,
        ConversationStatus.FINISHED: "The questions are finished. "
        "An answer can still be changed on the meeting’s page.",
    }
)
"""For somebody who comes to answer."""
TOO_LATE = MappingProxyType(
    {
        **{status: f"This was not added. {line}" for status, line in OVER.items()},
        ConversationStatus.FINISHED: "This was not added: the questions are finished. "
        "An answer can still be changed on the meeting’s page.",
    }
)

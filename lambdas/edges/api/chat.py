"""``/chat/send``: the preparation's conversation as one address, for programs that hold it in their own words."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from lambdas import wiring
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.moves import Prompt, prompt
from lambdas.domain.conversation.typed_moves import typed_verb
from lambdas.domain.kernel.model import Model
from lambdas.edges.api.app import app, user
from lambdas.edges.commands import meetings
from lambdas.edges.http.requests import bearer
from lambdas.errors import NotFound

NOT_YET = "Nothing is asked about this meeting: start its preparation, or try again in a moment."
MeetingName = Annotated[str, Field(pattern=r"^m[0-9a-f]{20}$")]
SessionName = Annotated[str, Field(pattern=r"^m[0-9a-f]{20}-r[0-9]{1,4}$")]


class ChatMessage(Model):
    """Names a session, or a meeting for its latest one. Without a ``message`` nothing is answered.

    ``version`` is the one of the prompt that was seen; without it the message answers what is asked now.
    """

    session_id: SessionName | None = None
    meeting_id: MeetingName | None = None
    message: str = Field(default="", max_length=20_000)
    version: int | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.session_id is None) == (self.meeting_id is None):
            raise ValueError("name a session_id or a meeting_id")
        return self


def send(body: ChatMessage) -> Prompt:
    """Answers the question that is open, or skips it, goes back or finishes in words, and returns what is next."""
    session = _session(body)
    asked = prompt(session)
    if not body.message.strip():
        return asked
    is_open = session.status is ConversationStatus.OPEN
    version = body.version if body.version is not None or not is_open else asked.version
    channel = "terminal" if bearer(app.current_event.raw_event) else "web"
    verb = typed_verb(body.message, asked)
    return meetings.converse(user(), session.session_id, verb, body.message, version, channel)


def _session(body: ChatMessage) -> Conversation:
    """Raises NotFound, also for somebody else's."""
    session_id = body.session_id
    if body.meeting_id:
        session_id = wiring.meetings().get(user(), body.meeting_id).preparation.session_id
    if not session_id:
        raise NotFound(NOT_YET)
    return wiring.conversations().get(user(), session_id, wiring.now())

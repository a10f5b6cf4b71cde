"""The user puts the conversation off: its messages go, and one nudge comes when they asked for it."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.scheduler import Schedules
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.snooze import Snooze, snoozed_until
from lambdas.domain.kernel.timers import nudge_timer
from lambdas.domain.notifications.messages import MessageKind
from lambdas.errors import Conflict, Refused
from lambdas.store.conversations import Conversations
from lambdas.store.inbox import Inbox

INVITATIONS = frozenset({MessageKind.PREP_STARTED, MessageKind.NUDGE})


@dataclass(frozen=True, slots=True)
class Snoozes:
    """``timers_arn`` is the queue the conversation's timers fire into."""

    conversations: Conversations
    inbox: Inbox
    schedules: Schedules
    timers_arn: str

    def snooze(self, user_id: str, session_id: str, choice: Snooze, timezone: str, now: datetime) -> Conversation:
        """The deadline stays where it is. The timer is set before the record: set twice it only moves.

        Raises NotFound for somebody else's session, Conflict for a closed one, Refused when too little time is left.
        """
        session = self.conversations.get(user_id, session_id, now)
        if session.status is not ConversationStatus.OPEN:
            raise Conflict("This conversation is over: look at the meeting again.")
        until = snoozed_until(choice, session.deadline, timezone, now)
        if until is None:
            raise Refused("There is too little time left to ask again later; answer now, or leave it to the records.")
        body = {"session_id": session_id, "timer": "nudge"}
        self.schedules.send_at(nudge_timer(session_id), until, self.timers_arn, body)
        snoozed = self.conversations.snooze(session_id, until, now)
        for message in self.inbox.for_user(user_id, now):
            if message.meeting_id == session.meeting_id and message.kind in INVITATIONS:
                self.inbox.dismiss(user_id, message.message_id, now)
        return snoozed

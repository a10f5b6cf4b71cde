"""Channel-neutral messages: what to say and what can be clicked; a channel decides how it looks."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from lambdas.domain.kernel.model import Instant, Model


class MessageKind(StrEnum):
    PREP_STARTED = "prep_started"
    NUDGE = "nudge"
    MATERIALS_READY = "materials_ready"
    REMINDER = "reminder"
    PREP_FAILED = "prep_failed"
    PREP_WITHDRAWN = "prep_withdrawn"
    MEETING_MOVED = "meeting_moved"
    CALENDAR_PROBLEM = "calendar_problem"
    SETTINGS_PROBLEM = "settings_problem"
    SOURCE_PROBLEM = "source_problem"
    APPROVAL_NEEDED = "approval_needed"
    ACTION_QUESTION = "action_question"
    ACTION_REPORT = "action_report"
    STATUS = "status"
    DIGEST = "digest"
    DAILY_BRIEF = "daily_brief"
    BREAK_GLASS = "break_glass"
    RULE_PROPOSED = "rule_proposed"
    TEAM_CHANGED = "team_changed"
    MEETING_ENDED = "meeting_ended"
    NOTES_READ = "notes_read"
    OUTCOMES_ASKED = "outcomes_asked"
    TIMING_PROPOSED = "timing_proposed"
    LINK_GIVEN = "link_given"
    SIGN_IN_CODE = "sign_in_code"
    ACCOUNT_CHANGED = "account_changed"
    TRIAL = "trial"


ON_THE_PAGE_ANYWAY = frozenset({MessageKind.DAILY_BRIEF})
"""What these say stands on the page as it is now: kept among its messages, it would be old by the morning."""
FOR_OWN_CHANNELS = frozenset({MessageKind.SIGN_IN_CODE})
"""What proves whose a channel is, to somebody who waits for it: never shown on the page, which whoever is signed in
can open; sent in quiet hours too, on channels that are not wanted otherwise, and in no line behind other messages."""
ON_EVERY_CHANNEL = frozenset({MessageKind.ACCOUNT_CHANGED, MessageKind.TRIAL})
"""What tells how somebody is known or reached from now on: one of their channels may be the news itself, so all that
they want are told, at once and in quiet hours too, and the page besides. So is what somebody tries channels by."""
ABOUT_MATERIALS = frozenset({MessageKind.MATERIALS_READY, MessageKind.REMINDER})


class Button(Model):
    """Something to click. ``target`` is an id (conversation, meeting or pending action), never a token."""

    label: str
    verb: Literal[
        "start_prep",
        "snooze",
        "not_needed",
        "view_materials",
        "open_meeting",
        "reconnect",
        "review_action",
        "answer_action",
        "see_all",
        "open_settings",
        "add_notes",
        "nothing_to_note",
        "review_notes",
        "answer_outcome",
        "finish_item",
        "drop_item",
        "see_items",
        "accept_timing",
        "keep_timing",
    ]
    target: str


class MessageQuestion(Model):
    """One of several things a message asks, with the answers there are to click. ``said`` is the one that was given."""

    text: str
    answers: tuple[Button, ...]
    said: str = ""

    @property
    def line(self) -> str:
        """Returns it as a line, with what was answered."""
        return f"{self.text} {self.said}".rstrip()


class PrepInvitation(Model):
    """A conversation that waits to be begun. ``questions`` is 0 where nobody knows how many it will ask."""

    session_id: str
    title: str
    starts: Instant
    questions: int = 0


class Message(Model):
    """``message_id`` is deterministic (meeting, run, kind): delivering the same message twice is one message.

    ``lines`` are plain text; every channel escapes them itself.
    """

    message_id: str = Field(min_length=1)
    user_id: str
    kind: MessageKind
    title: str
    lines: tuple[str, ...] = ()
    actions: tuple[Button, ...] = ()
    questions: tuple[MessageQuestion, ...] = ()
    meeting_id: str = ""
    invitations: tuple[PrepInvitation, ...] = ()
    """Those that PREP_STARTED tells of: one, or several where they were due at once."""
    payload_hash: str = ""
    """Of an action whose every line is in ``lines``: a channel may then take the decision, on exactly that."""
    useful_until: Instant | None = None
    """Afterwards nobody is rung up for it: the meeting has begun, nothing can be decided any more."""
    occurred_at: Instant | None = None
    """The time of what it tells of, from which on its way is measured."""
    settled_title: str = ""
    """The title once what it asks for is decided or done; empty where it stays."""
    passing_lines: tuple[str, ...] = ()
    """Those of ``lines`` that hold only until then."""
    card_ids: tuple[str, ...] = ()
    """Earlier messages that can say ``lines`` in their own place: whoever has one there is sent nothing more."""
    created_at: Instant

    def answer(self, verb: str, target: str) -> Button | None:
        """Returns the answer that does just this; None where none of its questions has it."""
        answers = (one for asked in self.questions for one in asked.answers)
        return next((one for one in answers if (one.verb, one.target) == (verb, target)), None)

    def with_answer(self, given: Button) -> "Message":
        """As it reads once this answer was given."""
        asked = (
            one.model_copy(update={"said": given.label}) if given in one.answers else one for one in self.questions
        )
        return self.model_copy(update={"questions": tuple(asked)})

    @property
    def settled(self) -> "Message":
        """The message as it reads once nothing is asked any more: it leads to the page, and decides nothing."""
        lines = tuple(line for line in self.lines if line not in self.passing_lines)
        actions = tuple(action for action in self.actions if action.verb != "see_all")
        title = self.settled_title or self.title
        return self.model_copy(update={"title": title, "lines": lines, "actions": actions, "payload_hash": ""})

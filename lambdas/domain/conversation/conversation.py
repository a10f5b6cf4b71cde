"""The preparation conversation (CHAT-1): questions, answers stored one by one, and how it ended."""

from enum import StrEnum

from pydantic import Field

from lambdas.domain.classification.meeting_types import QuestionSet
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.preferences.material_preferences import MAX_KEY, MAX_WORDS, Wish, WishKind

GENERIC_REF = "prep_questions"
"""The source of a question that is the meeting type's own."""
ON_RECORD = "On record: "
"""What stands between a type's own question and the record it names."""


class ConversationStatus(StrEnum):
    OPEN = "open"
    FINISHED = "finished"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Recalled(Model):
    """An answer given before the last occurrence, and the reference of the fact that says so."""

    text: str
    ref: str


class Question(Model):
    """``ref`` says where the question comes from: ``GENERIC_REF`` or the reference of a fact.

    ``own`` is the type's own wording where ``text`` says more: what is on record, the meeting's title, a name.
    """

    text: str
    ref: str
    own: str = ""
    last_time: Recalled | None = None
    written_by: str = ""
    """The model that wrote ``text``; empty for the rules."""
    rules_text: str = ""
    """What the rules ask here, where a model words it: whose question it is, and what it is about, stays theirs."""
    in_place_of: str = ""
    """The key of the question that would be asked here, had a model not found this one better."""
    follows: str = ""
    """The key of the question whose answer this asks on about; empty for a question of the conversation's own."""

    @property
    def wording(self) -> str:
        """The words that stay the same from run to run and from one occurrence to the next."""
        return self.own or self.rules_text or self.text

    @property
    def in_rules_words(self) -> "Question":
        return self.model_copy(update={"text": self.rules_text or self.text, "rules_text": "", "written_by": ""})

    @property
    def key(self) -> str:
        """The question from one occurrence to the next: its fact, whose figures change, or else its own words."""
        is_of_a_fact = self.ref != GENERIC_REF and not self.own and not self.follows
        return (self.ref if is_of_a_fact else " ".join(self.wording.casefold().split()))[:MAX_KEY]

    @property
    def never_again(self) -> Wish:
        return Wish(kind=WishKind.NEVER_ASK, what=self.key, words=self.wording[:MAX_WORDS])


class Answer(Model):
    """``text`` is empty when the question was skipped.

    ``set_aside`` is what was typed and says nothing ("idk"): the question was then asked again, once.
    """

    text: str
    answered_at: Instant
    channel: str
    set_aside: str = ""


class Conversation(Model):
    """One conversation about one run of one preparation; survives restarts and moves between channels.

    The task token is a capability: it lives in the table, never here, never in a message or a log.
    ``answers`` is keyed by the question's position, as text. ``position`` is the question now being asked.
    """

    session_id: str
    meeting_id: str
    user_id: str
    status: ConversationStatus = ConversationStatus.OPEN
    questions: tuple[Question, ...] = ()
    question_set: QuestionSet = "a"
    answers: dict[str, Answer] = Field(default_factory=dict)
    position: int = 0
    version: int = 1
    model_changes: int = 0
    """How often a model changed what is still to be asked. That is no move: ``version`` stays, and so a move on its way
    is taken."""
    opened_at: Instant
    nudge_at: Instant | None = None
    deadline: Instant
    snoozed_at: Instant | None = None
    """The time the user asked to be asked again, at ``nudge_at``."""
    closed_at: Instant | None = None
    resumed_at: Instant | None = None

    @property
    def run(self) -> int:
        """The run of the preparation this conversation belongs to; part of its id."""
        return int(self.session_id.rpartition("-r")[2])

    @property
    def open_questions(self) -> int:
        return max(0, len(self.questions) - self.position)

    @property
    def total(self) -> int:
        """Its own questions: what is asked on about an answer does not count among them."""
        return sum(not question.follows for question in self.questions)

    def number_of(self, place: int) -> int:
        """Counts from 1; what is asked on has the number of the question before it."""
        return sum(not question.follows for question in self.questions[: place + 1])

    def step(self, place: int) -> str:
        """Announces the question at that place."""
        if self.questions[place].follows:
            return "Follow-up"
        return f"Question {self.number_of(place)} of {self.total}"


def session_id_for(meeting_id: str, run: int) -> str:
    return f"{meeting_id}-r{run}"

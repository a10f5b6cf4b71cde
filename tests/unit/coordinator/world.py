"""One meeting with everything on record that a question may be about, and the coordinator that answers."""

from datetime import datetime, timedelta
from typing import Any

from lambdas.config_files import load_model_catalog
from lambdas.coordinator.agent import CoordinatorAgent
from lambdas.coordinator.coordinate import AskedQuestion, MeetingCoordinator
from lambdas.coordinator.questions import QuestionDesk
from lambdas.coordinator.read_brief import BriefReader
from lambdas.domain.ask.question import MeetingAnswer, MeetingQuestion
from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.conversation.conversation import Answer, Conversation, Question
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.llm.connection import ModelConnection, StageModel
from lambdas.domain.llm.consent import ModelConsent
from lambdas.domain.llm.prices import Price
from lambdas.domain.llm.purposes import Purpose
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.meetings.tracked_meeting import Preparation, PrepStatus
from lambdas.llm.connected import ModelParts
from lambdas.store.model_answers import ModelAnswers
from lambdas.store.model_state import ModelState
from lambdas.store.spend import Account, Spend
from tests.fakes.documents import FakeDocuments
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_meeting, a_tracked, a_user
from tests.fakes.stores import (
    FakeContexts,
    FakeConversations,
    FakeMeetingNotes,
    FakeMeetingQuestions,
    FakeMeetings,
    FakeUsers,
)
from tests.fakes.table import FakeTable

PRICE = Price(input=0.06, output=0.24)
FACTS = {
    ContextKind.BUDGET: Fact(
        text="Cloud compute is at 45,200 of 40,000 USD.", ref="budget:compute", subject="Cloud compute"
    ),
    ContextKind.DECISIONS: Fact(
        text="The lease of the Hamburg office waits for a decision since 3 February.", ref="decisions:lease"
    ),
    ContextKind.STAFFING: Fact(text="Priya Rao earns less than her grade.", ref="staffing:rao"),
}
EVERYTHING = ModelConsent(level="all")


class World:
    """``now`` moves with the real clock where a test lets it: a model that hangs takes real seconds."""

    def __init__(self, consent: ModelConsent = EVERYTHING, **meeting: Any) -> None:
        people = (Attendee(name="Ada Field", email="ada@example.com"), Attendee(name="Bo Lind", email="bo@example.com"))
        prepared = Preparation(status=PrepStatus.READY, run=1, session_id="m1-r1")
        self.meetings, self.users = FakeMeetings(), FakeUsers(a_user(model_consent=consent))
        self.meetings.create(a_tracked(a_meeting(**{"attendees": people, **meeting})))
        self.meetings.rows["m1"] = self.meetings.rows["m1"].model_copy(update={"preparation": prepared})
        self.questions, self.queue = FakeMeetingQuestions(), FakeQueue()
        self.conversations, self.contexts = FakeConversations(), FakeContexts()
        self.notes, self.documents = FakeMeetingNotes(), FakeDocuments()
        for kind, fact in FACTS.items():
            self.contexts.put("m1", ContextNote(kind=kind, source="records", gathered_at=NOW, facts=(fact,)))
        self.conversations.open(
            Conversation(
                session_id="m1-r1",
                meeting_id="m1",
                user_id="u1",
                questions=(Question(text="What do you want out of it?", ref="prep_questions"),),
                answers={"0": Answer(text="A date for the move", answered_at=NOW, channel="web")},
                opened_at=NOW,
                deadline=NOW + timedelta(hours=4),
            )
        )
        self.spend = Spend(FakeTable.named("spend"))
        self.state = ModelState(FakeTable.named("model_answers"))
        self.catalog = load_model_catalog()
        self.agent: CoordinatorAgent | None = None
        self.now = NOW
        self._asked = 0

    def connect(self, url: str, price: Price = PRICE, **ceilings: float) -> None:
        """An operator connects a model for questions."""
        if ceilings:
            lower = self.catalog.ceilings.model_copy(update=ceilings)
            self.catalog = self.catalog.model_copy(update={"ceilings": lower})
        parts = ModelParts(
            catalog=self.catalog,
            stage=StageModel(),
            spend=self.spend,
            answers=ModelAnswers(FakeTable.named("model_answers")),
            state=self.state,
            bedrock=lambda: None,
            region="eu-central-1",
            key=str,
            now=lambda: self.now,
        )
        connection = ModelConnection(
            provider="openai", model="small", url=url, price=price, purposes=frozenset({Purpose.ASK})
        )
        row = self.catalog.purposes[Purpose.ASK]
        self.agent = CoordinatorAgent(parts.caller(connection), row, lambda: self.now)

    def patience(self, seconds: float) -> None:
        """How long a call to the connected model may take."""
        assert self.agent
        row = self.agent.row.model_copy(update={"seconds": seconds})
        self.agent = CoordinatorAgent(self.agent.caller, row, lambda: self.now)

    @property
    def desk(self) -> QuestionDesk:
        return QuestionDesk(self.meetings, self.questions, self.queue)  # type: ignore[arg-type]  # a fake in its place

    def ask(self, text: str, user_id: str = "u1") -> MeetingAnswer:
        """Asks, has the function do its work, and looks."""
        question = self.put(text, user_id)
        self.coordinate(question)
        found = self.desk.find("u1", "m1", question.question_id, self.now).answer
        assert found
        return found

    def put(self, text: str, user_id: str = "u1") -> MeetingQuestion:
        self._asked += 1
        question = MeetingQuestion(
            question_id=f"q{self._asked:020x}", meeting_id="m1", user_id=user_id, question=text, asked_at=self.now
        )
        return self.desk.ask(question, self.now)

    def coordinate(self, question: MeetingQuestion) -> None:
        briefs = BriefReader(self.meetings, self.contexts, self.conversations, self.notes, self.documents)  # type: ignore[arg-type]  # a fake in its place
        coordinator = MeetingCoordinator(
            self.meetings, self.users, self.questions, briefs, self.state, lambda: self.agent, lambda: self.now
        )
        named = question.model_dump(include={"user_id", "meeting_id", "question_id"})
        coordinator.answer(AskedQuestion.model_validate(named), self.now)

    def calls(self) -> int:
        """As the ledger counts those that were paid for."""
        return self.spend.of_person("u1", self.now.date()).calls

    def account(self) -> Account:
        return Account(f"ask#m1#{self.now:%Y-%m-%d}", "u1", "own-u1")

    def pass_time(self, until: datetime) -> None:
        self.now = until

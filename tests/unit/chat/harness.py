"""One meeting, its preparation waiting to ask, and everything the conversation touches in memory."""

from datetime import datetime, timedelta
from typing import Any

from lambdas.chat.converse import converse
from lambdas.chat.end import ChatService
from lambdas.chat.follow_up import FollowUps, VagueAnswer
from lambdas.chat.open import ConversationOpener, WaitRequest
from lambdas.chat.reword import ConversationToReword, QuestionRewordings
from lambdas.chat.timers import ChatTimers, Timer
from lambdas.domain.classification.meeting_types import DEFAULT, MeetingType, MeetingTypes
from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.conversation.conversation import Conversation, session_id_for
from lambdas.domain.conversation.moves import Move, Prompt, Verb
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.store.user_accounts import PlannedAccounts
from tests.fakes.channels import FakeNotifier
from tests.fakes.documents import FakeDocuments
from tests.fakes.llm import FakeLlm
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_meeting, a_tracked, a_user
from tests.fakes.schedules import FakeSchedules
from tests.fakes.stores import FakeAbsences, FakeContexts, FakeConversations, FakeMeetings, FakeUsers
from tests.fakes.wait import FakeProgress, FakeTasks

START = NOW + timedelta(days=3)
TYPES = MeetingTypes(
    {
        DEFAULT: MeetingType(
            label="Meeting",
            prep_hours_before=24,
            prep_questions=("What do you want out of it?", "What must be said?", "Which budget questions are open?"),
            context_required=(ContextKind.BUDGET,),
        ),
        "one_on_one": MeetingType(
            label="One-on-one",
            prep_hours_before=24,
            prep_questions=("What do you want out of it?", "How are they?", "What should they grow in?"),
        ),
    }
)


class Harness:
    def __init__(self) -> None:
        self.conversations, self.tasks, self.progress = FakeConversations(), FakeTasks(), FakeProgress()
        self.schedules, self.transcripts, self.contexts = FakeSchedules(), FakeDocuments(), FakeContexts()
        self.meetings, self.users, self.notifier = FakeMeetings(), FakeUsers(a_user()), FakeNotifier()
        self.absences, self.follow_ups, self.rewordings = FakeAbsences(), FakeQueue(), FakeQueue()
        self.llm = FakeLlm([NoAnswer(NoAnswerReason.OFF)])
        self.meetings.create(a_tracked())
        self.now = NOW

    @property
    def chat(self) -> ChatService:
        return ChatService(  # fakes in their places
            self.conversations,
            self.progress,  # type: ignore[arg-type]
            self.tasks,  # type: ignore[arg-type]
            self.transcripts,  # type: ignore[arg-type]
            lambda: self.follow_ups,  # type: ignore[arg-type,return-value]
        )

    def look_on(self) -> None:
        """What waits to be asked on about is looked at, each message twice: a queue may deliver so."""
        asking = FollowUps(
            self.conversations, self.meetings, self.users, self.contexts, lambda: self.llm, lambda: self.now
        )
        for body in [*self.follow_ups.bodies, *self.follow_ups.bodies]:
            asking.ask(VagueAnswer.model_validate(body))
        self.follow_ups.bodies.clear()

    def reword(self) -> None:
        """What was opened has its questions worded, each message twice."""
        rewording = QuestionRewordings(
            self.conversations, self.meetings, self.users, self.contexts, TYPES, lambda: self.llm, lambda: self.now
        )
        for body in [*self.rewordings.bodies, *self.rewordings.bodies]:
            rewording.reword(ConversationToReword.model_validate(body))
        self.rewordings.bodies.clear()

    def gathered(self, *facts: Fact) -> None:
        note = ContextNote(kind=ContextKind.BUDGET, source="records", gathered_at=NOW, facts=facts)
        self.contexts.put("m1", note)

    @property
    def opener(self) -> ConversationOpener:
        return ConversationOpener(
            conversations=self.conversations,
            meetings=self.meetings,
            preparations=self.progress,  # type: ignore[arg-type]  # a fake in its place
            contexts=self.contexts,
            accounts=PlannedAccounts(self.users, self.absences),
            meeting_types=TYPES,
            schedules=self.schedules,  # type: ignore[arg-type]  # a fake in its place
            timers_arn="arn:aws:sqs:eu-central-1:1:chat_timers",
            workflows=self.tasks,  # type: ignore[arg-type]  # a fake in its place
            rewordings=lambda: self.rewordings,  # type: ignore[arg-type,return-value]  # a fake in its place
        )

    def asks(self, token: str = "token-1", run: int = 1) -> Conversation:
        """The workflow reaches WaitForChatCompletion."""
        self.tasks.waiting.add(token)
        request = WaitRequest(token=token, meeting_id="m1", user_id="u1", run=run)
        return self.opener.open_conversation(request, self.now)

    def is_really(self, meeting_type: str) -> None:
        """Its type is put right."""
        row = self.meetings.rows["m1"]
        waiting = row.preparation.model_copy(update={"status": PrepStatus.WAITING, "session_id": "m1-r1", "run": 1})
        plan = row.plan.model_copy(update={"meeting_type": meeting_type})
        self.meetings.rows["m1"] = row.model_copy(update={"plan": plan, "preparation": waiting})
        self.opener.ask_anew("u1", "m1", self.now)

    def say(self, text: str, **changes: Any) -> Prompt:
        return self.move(Verb.ANSWER, text=text, **changes)

    def move(self, verb: Verb, user_id: str = "u1", run: int = 1, **changes: Any) -> Prompt:
        session_id = session_id_for("m1", run)
        return converse(user_id, session_id, Move(verb=verb, **changes), self.chat, self.now)

    def ring(self, timer: str, run: int = 1) -> None:
        message = Timer.model_validate({"session_id": session_id_for("m1", run), "timer": timer})
        timers = ChatTimers(self.chat, self.meetings, self.users, self.notifier)
        timers.fire(message, self.now)

    def pass_time(self, until: datetime) -> None:
        """Time goes by and every timer that is due rings."""
        for fired in self.schedules.fire_due(until):
            self.now = fired.at
            self.ring(fired.body["timer"], int(fired.body["session_id"].rpartition("-r")[2]))
        self.now = until

    def replan(self, **changes: Any) -> None:
        """The meeting as the monitor sees it now."""
        self.meetings.rows["m1"] = a_tracked(a_meeting(**changes))

    @property
    def session(self) -> Conversation:
        return self.conversations.stored["m1-r1"]

    @property
    def outcomes(self) -> list[str]:
        """What the workflow was told, in order."""
        return [output["outcome"] for output in self.tasks.outputs]

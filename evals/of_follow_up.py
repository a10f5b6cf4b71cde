"""A vague answer about a fact on record: the question that is asked on, where there is one."""

from evals.cases import EvalCase
from evals.judged import JudgedLine, Shown
from evals.registry import AnsweringModel, Evaluated
from lambdas.chat.follow_up import PROMPT, FollowUps, VagueAnswer
from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.conversation.conversation import Answer, Conversation, Question
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.llm.consent import ModelConsent
from tests.fakes.samples import NOW, a_tracked, a_user
from tests.fakes.stores import FakeContexts, FakeConversations, FakeMeetings, FakeUsers


def show(case: EvalCase, model: AnsweringModel) -> Shown:
    """``given``: the ``fact`` on record, the ``question`` about it and the ``answer`` to that."""
    given, ref = case.given, "budget:fact"
    conversations, meetings, contexts = FakeConversations(), FakeMeetings(), FakeContexts()
    meetings.create(a_tracked())
    fact = Fact(text=given["fact"], ref=ref, question=given["question"])
    contexts.put("m1", ContextNote(kind=ContextKind.BUDGET, source="records", gathered_at=NOW, facts=(fact,)))
    asked = (Question(text=given["question"], ref=ref), Question(text="What else?", ref="prep_questions"))
    answered = Answer(text=given["answer"], answered_at=NOW, channel="web")
    session = Conversation(
        session_id="m1-r1",
        meeting_id="m1",
        user_id="u1",
        questions=asked,
        answers={"0": answered},
        position=1,
        opened_at=NOW,
        deadline=a_tracked().meeting.start,
    )
    conversations.open(session)
    users = FakeUsers(a_user(model_consent=ModelConsent(level="all")))
    follow_ups = FollowUps(conversations, meetings, users, contexts, lambda: model, lambda: NOW)
    follow_ups.ask(VagueAnswer(session_id="m1-r1", place=0, answered_at=NOW))
    after = conversations.stored["m1-r1"]
    source = f"{given['fact']} {given['question']} {given['answer']}"
    lines = (JudgedLine(one.text, (one.ref,), source, is_written=True) for one in after.questions if one.follows)
    return Shown(lines=tuple(lines))


EVALUATED = Evaluated(PROMPT, show)

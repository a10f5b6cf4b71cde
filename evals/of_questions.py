"""The questions of a conversation: what a model words more sharply, or puts in the place of another."""

from evals.cases import EvalCase, notes_of
from evals.judged import JudgedLine, Shown
from evals.registry import AnsweringModel, Evaluated
from lambdas.chat.reword import PROMPT, ConversationToReword, QuestionRewordings
from lambdas.config_files import load_meeting_types
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.conversation.occasion import occasion_of
from lambdas.domain.conversation.questions import questions_for
from lambdas.domain.conversation.rewordings import asked_words
from lambdas.domain.llm.consent import ModelConsent
from lambdas.domain.meetings.tracked_meeting import PrepPlan
from tests.fakes.samples import NOW, a_meeting, a_tracked, a_user
from tests.fakes.stores import FakeContexts, FakeConversations, FakeMeetings, FakeUsers


def show(case: EvalCase, model: AnsweringModel) -> Shown:
    """``given``: the meeting's ``title`` and ``type``, and the ``facts`` on record."""
    name, types = case.given["type"], load_meeting_types()
    plan = PrepPlan(meeting_type=name, type_reason="", prep_trigger_time=NOW)
    tracked = a_tracked(a_meeting("m1", title=case.given["title"]), plan=plan)
    conversations, meetings, contexts = FakeConversations(), FakeMeetings(), FakeContexts()
    meetings.create(tracked)
    notes = notes_of(case, NOW)
    for note in notes:
        contexts.put("m1", note)
    user = a_user(model_consent=ModelConsent(level="all"))
    occasion = occasion_of(tracked.meeting, name, user.called, notes)
    asked = questions_for(types.get(name), notes, occasion=occasion)
    session = Conversation(
        session_id="m1-r1",
        meeting_id="m1",
        user_id="u1",
        questions=asked,
        opened_at=NOW,
        deadline=tracked.meeting.start,
    )
    conversations.open(session)
    QuestionRewordings(conversations, meetings, FakeUsers(user), contexts, types, lambda: model, lambda: NOW).reword(
        ConversationToReword(session_id="m1-r1")
    )
    facts = {fact.ref: fact.text for note in notes for fact in note.facts}
    everything = " ".join(facts.values())
    return Shown(
        lines=tuple(
            JudgedLine(asked_words(one), (one.ref,), f"{one.rules_text} {everything}", bool(one.written_by))
            for one in conversations.stored["m1-r1"].questions
        )
    )


EVALUATED = Evaluated(PROMPT, show)

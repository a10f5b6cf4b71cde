"""The help that a question comes with when it is asked once more: what an answer may look like, or that it may go."""

from collections.abc import Mapping
from types import MappingProxyType

from lambdas.domain.conversation.conversation import Question
from lambdas.domain.conversation.replies import takes_yes_or_no
from lambdas.domain.conversation.topics import QuestionTopic, Topic, topic_of_question
from lambdas.domain.kernel.context_kinds import ContextKind

_EXAMPLES: Mapping[Topic, str] = MappingProxyType(
    {
        QuestionTopic.WANTS: "a launch date, a yes to two hires",
        QuestionTopic.THEIRS: "their workload, the date we set",
        QuestionTopic.FEEDBACK: "the handover was clear, say so",
        QuestionTopic.GROWTH: "leading the next review",
        QuestionTopic.RESULT: "exports take 20 minutes, down from 90",
        QuestionTopic.RISKS: "the date may slip if access comes late",
        QuestionTopic.OUTLOOK: "the new region is live by March",
        QuestionTopic.COMMITMENTS: "the new region is live by March",
        QuestionTopic.NEWS: "the office moves in June",
        QuestionTopic.RECOGNITION: "a name, and what they did",
        QuestionTopic.HARD_QUESTIONS: "will there be layoffs? No, and why",
        QuestionTopic.CHANGE: "no releases on Fridays",
        QuestionTopic.IMPACT: "no payments from 9:10 to 9:52",
        QuestionTopic.TIMELINE: "who restarted it at 9:40",
        QuestionTopic.CAUSE: "the alert was missing",
        QuestionTopic.PREVENTION: "an alert on the queue, owned by a name",
        QuestionTopic.OPEN_QUESTIONS: "can we ship without the audit?",
        ContextKind.BUDGET: "cut the travel line",
        ContextKind.BIG_ROCKS: "the migration needs a date",
        ContextKind.INCIDENTS: "the outage of last Tuesday",
        ContextKind.STAFFING: "one engineer leaves in May",
        ContextKind.DECISIONS: "yes or no to the new lease, by Friday",
        ContextKind.HISTORY: "the price list: sent on Monday",
    }
)


def asked_again(question: Question) -> str:
    """The question once more, kindly, with an example of an answer."""
    return f"{question.text} {_example(question)} Nothing to say? Just skip it."


def _example(question: Question) -> str:
    if takes_yes_or_no(question.text):
        return "Yes, no or a few words are enough."
    example = _EXAMPLES.get(topic_of_question(question.wording))
    return f"A few words are enough, for example “{example}”." if example else "A few words are enough."

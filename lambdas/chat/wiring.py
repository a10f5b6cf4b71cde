"""Builds the services of the conversation."""

from dataclasses import replace
from typing import TYPE_CHECKING

from lambdas import wiring
from lambdas.chat.end import ChatService
from lambdas.chat.open import ConversationOpener
from lambdas.chat.snooze import Snoozes
from lambdas.chat.timers import ChatTimers
from lambdas.config_files import load_meeting_types

if TYPE_CHECKING:
    from lambdas.chat.follow_up import FollowUps
    from lambdas.chat.reword import QuestionRewordings


def chat_service() -> ChatService:
    """For the edges too: the page, the terminal."""
    return ChatService(wiring.conversations(), wiring.preparations(), wiring.workflows(), wiring.transcripts())


def chat_with_follow_ups() -> ChatService:
    """For what takes answers: a vague one may be asked on about."""
    return replace(chat_service(), follow_ups=lambda: wiring.queue("follow_ups"))


def follow_ups() -> "FollowUps":
    from lambdas.chat.follow_up import FollowUps

    return FollowUps(
        conversations=wiring.conversations(),
        meetings=wiring.meetings(),
        users=wiring.users(),
        contexts=wiring.contexts(),
        llm=wiring.llm,
        clock=wiring.now,
    )


def question_rewordings() -> "QuestionRewordings":
    from lambdas.chat.reword import QuestionRewordings

    return QuestionRewordings(
        conversations=wiring.conversations(),
        meetings=wiring.meetings(),
        users=wiring.users(),
        contexts=wiring.contexts(),
        meeting_types=load_meeting_types(),
        llm=wiring.llm,
        clock=wiring.now,
    )


def opener_with_rewordings() -> ConversationOpener:
    """For the workflow: a model may word the questions of what it opens."""
    return replace(conversation_opener(), rewordings=lambda: wiring.queue("question_rewordings"))


def conversation_opener() -> ConversationOpener:
    return ConversationOpener(
        conversations=wiring.conversations(),
        meetings=wiring.meetings(),
        preparations=wiring.preparations(),
        contexts=wiring.contexts(),
        accounts=wiring.planned_accounts(),
        meeting_types=load_meeting_types(),
        schedules=wiring.schedules(),
        timers_arn=wiring.settings().queue_arn("chat_timers"),
        workflows=wiring.workflows(),
    )


def chat_timers() -> ChatTimers:
    return ChatTimers(chat_service(), wiring.meetings(), wiring.users(), wiring.notifier())


def snoozes() -> Snoozes:
    timers_arn = wiring.settings().queue_arn("chat_timers")
    return Snoozes(wiring.conversations(), wiring.inbox(), wiring.schedules(), timers_arn)

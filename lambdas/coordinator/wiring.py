"""Builds the Meeting Coordinator, and the desk where it is asked."""

from typing import TYPE_CHECKING

from lambdas import wiring

if TYPE_CHECKING:
    from lambdas.coordinator.agent import CoordinatorAgent
    from lambdas.coordinator.coordinate import MeetingCoordinator
    from lambdas.coordinator.questions import QuestionDesk


def question_desk() -> "QuestionDesk":
    """For the edges: the page, the API, Slack."""
    from lambdas.coordinator.questions import QuestionDesk

    return QuestionDesk(wiring.meetings(), wiring.meeting_questions(), wiring.queue("questions_asked"))


def meeting_coordinator() -> "MeetingCoordinator":
    from lambdas.coordinator.coordinate import MeetingCoordinator
    from lambdas.coordinator.read_brief import BriefReader

    briefs = BriefReader(
        wiring.meetings(), wiring.contexts(), wiring.conversations(), wiring.meeting_notes(), wiring.documents()
    )
    return MeetingCoordinator(
        meetings=wiring.meetings(),
        users=wiring.users(),
        questions=wiring.meeting_questions(),
        briefs=briefs,
        state=wiring.model_state(),
        agent=_agent,
        now=wiring.now,
    )


def _agent() -> "CoordinatorAgent | None":
    """None where no model is connected, or not for questions. Raises Retryable where that cannot be read."""
    from lambdas.config_files import load_model_catalog
    from lambdas.coordinator.agent import CoordinatorAgent
    from lambdas.domain.llm.purposes import Purpose
    from lambdas.errors import Refused

    try:
        connection = wiring.model_connection()
        caller = wiring.model_caller() if connection and Purpose.ASK in connection.purposes else None
    except Refused:  # ./amo doctor says why
        return None
    return CoordinatorAgent(caller, load_model_catalog().purposes[Purpose.ASK], wiring.now) if caller else None

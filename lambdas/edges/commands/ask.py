"""Commands of the edges about questions somebody asks AMO about a meeting, and the places its answers come from."""

from typing import TYPE_CHECKING

from lambdas import wiring
from lambdas.domain.kernel.context_kinds import RecordKind

if TYPE_CHECKING:
    from lambdas.domain.ask.question import AnswerSource, MeetingQuestion

RECORDS = frozenset(RecordKind)


def ask_about(user_id: str, meeting_id: str, text: str, channel: str) -> "MeetingQuestion":
    """Raises NotFound for somebody else's meeting, Refused for what is no question and for one too many on a day."""
    from lambdas.coordinator.questions import checked_length
    from lambdas.coordinator.wiring import question_desk
    from lambdas.domain.ask.question import MeetingQuestion

    question = MeetingQuestion(
        question_id=f"q{wiring.new_id()[:20]}",
        meeting_id=meeting_id,
        user_id=user_id,
        question=checked_length(text),
        channel=channel,
        asked_at=wiring.now(),
    )
    return question_desk().ask(question, wiring.now())


def find_question(user_id: str, meeting_id: str, question_id: str) -> "MeetingQuestion":
    """Raises NotFound, also for somebody else's."""
    from lambdas.coordinator.wiring import question_desk

    return question_desk().find(user_id, meeting_id, question_id, wiring.now())


def path_of(meeting_id: str, source: "AnswerSource") -> str:
    """Returns where the page shows what a line of an answer comes from."""
    if source.kind in RECORDS:
        return f"/records/{source.kind}"
    meeting = f"/meetings/{meeting_id}"
    places = {
        "answers": f"{meeting}#said",
        "notes": f"{meeting}?tab=notes#notes",
        "last_notes": f"{meeting}/series",
        "history": f"{meeting}#known",
        "materials": f"{meeting}#agenda",
    }
    return places.get(source.kind, meeting)

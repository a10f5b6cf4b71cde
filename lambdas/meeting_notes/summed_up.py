"""Has a model sum up what was confirmed, before anybody asks to send it: whoever sends it waits for nothing (M-7)."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from lambdas.domain.action_items.action_item import ActionItemStatus
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.consent import DataOrigin
from lambdas.domain.llm.prompt import ModelPrompt, Untrusted
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.domain.meeting_notes.candidates import CandidateKind
from lambdas.domain.meeting_notes.note_readings import ReadingOrder, ReadingState
from lambdas.domain.meeting_notes.review import NotesReview
from lambdas.domain.meeting_notes.summary import Confirmed, ListedItem, confirmed_in
from lambdas.domain.meeting_notes.summary_by_model import SummaryAnswer, WrittenSummary, facts_of, outside_texts
from lambdas.domain.meeting_notes.summary_words import SummaryWording
from lambdas.errors import Conflict, NotFound
from lambdas.llm import figures
from lambdas.llm.base import Llm
from lambdas.llm.prompt_files import load_prompt
from lambdas.store.action_items import ActionItems
from lambdas.store.meeting_notes import NotesByMeeting
from lambdas.store.meetings import Meetings
from lambdas.store.users import Users

PROMPT = Path(__file__).parent / "prompts" / "summarise.md"
SECONDS = timedelta(seconds=6)
MAX_SHOWN = 12_000
"""Characters of what was confirmed."""


@dataclass(frozen=True, slots=True)
class SummaryWriter:
    """Writing again does no harm: what was confirmed or forgotten meanwhile is summed up by the rules alone."""

    meetings: Meetings
    users: Users
    notes: NotesByMeeting
    items: ActionItems
    words: SummaryWording
    llm: Llm
    now: Callable[[], datetime]

    def write(self, order: ReadingOrder) -> None:
        waiting = self.notes.written_summary(order.user_id, order.meeting_id)
        if waiting is None or waiting.version != order.version or waiting.state is not ReadingState.WAITING:
            return
        review = self.notes.review(order.user_id, order.meeting_id)
        if review.version != order.version:
            return
        confirmed = confirmed_in(review, dict(self._listed(order.user_id, review)))
        with suppress(Conflict, NotFound):  # confirmed anew or forgotten meanwhile
            self.notes.settle_summary(self._written(waiting, confirmed))

    def _written(self, waiting: WrittenSummary, confirmed: Confirmed) -> WrittenSummary:
        """Raises NotFound once the meeting or its owner is gone."""
        meeting = self.meetings.get(waiting.user_id, waiting.meeting_id).meeting
        user = self.users.get(waiting.user_id)
        facts = facts_of(confirmed, self.words)
        task = f"notes#{meeting.meeting_id}#summary"
        outcome = self.llm.ask(
            ModelPrompt(load_prompt(PROMPT), (Untrusted("confirmed", facts.shown, DataOrigin.NOTES, MAX_SHOWN),)),
            SummaryAnswer,
            asker=user.as_asker(task, meeting.meeting_id, is_private=meeting.is_private),
            deadline=self.now() + SECONDS,
        )
        if isinstance(outcome, NoAnswer):
            return waiting.model_copy(update={"state": ReadingState.NOT_READ, "reason": outcome.reason})
        lines = facts.lines(outcome.value, outcome.model)
        figures.removed(len(outcome.value.lines) - len(lines or ()))
        if lines is None:
            return waiting.model_copy(update={"state": ReadingState.NOT_READ, "reason": NoAnswerReason.UNGROUNDED})
        names = {text.text_id: text.name for text in self.notes.texts_of(waiting.user_id, waiting.meeting_id)}
        changes = {
            "state": ReadingState.READ,
            "facts": facts.hash,
            "written_by": outcome.model,
            "lines": lines,
            "outside_texts": outside_texts(confirmed, names),
        }
        return waiting.model_copy(update=changes)

    def _listed(self, user_id: str, review: NotesReview) -> Iterator[tuple[str, ListedItem]]:
        for one in review.kept(CandidateKind.ITEM):
            with suppress(NotFound):
                item = self.items.get(user_id, one.became)
                if item.status is not ActionItemStatus.DROPPED:
                    yield item.item_id, ListedItem(item.what, item.owner, item.due)

"""Asks a model what a meeting is where the rules cannot tell: after a sync, never in it (M-7).

Its answer is a name out of the list of types. It is weaker than whatever a person says and than a rule that is certain,
and it plans the series again as a correction does.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import Field

from lambdas.aws.queue import Queue
from lambdas.domain.accounts.user import TypeCorrection, UserAccount
from lambdas.domain.classification.classification_rules import ClassificationRules
from lambdas.domain.classification.doubtful_meetings import MAX_TITLES, doubtful_meetings
from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.llm.answer import ModelAnswer, NoAnswer
from lambdas.domain.llm.claims import Evidence
from lambdas.domain.llm.consent import DataOrigin
from lambdas.domain.llm.prompt import ModelPrompt, Untrusted
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.errors import Conflict, NotFound
from lambdas.llm import figures
from lambdas.llm.base import Llm
from lambdas.llm.prompt_files import load_prompt
from lambdas.store.meetings import Meetings
from lambdas.store.user_accounts import PlannedAccounts

PROMPT = Path(__file__).parent / "prompts" / "classify.md"
SECONDS = timedelta(seconds=5)
"""Twice the purpose's own limit, for the one repair."""
MAX_DESCRIPTION = 500
MAX_REASON = 120
NO_REASON = "it reads most like one"


class DoubtfulMeetings(Model):
    """The message."""

    user_id: str
    meeting_ids: tuple[str, ...] = Field(max_length=MAX_TITLES)


class TypeGuess(Model):
    number: int
    meeting_type: str = Field(max_length=100)
    reason: str = Field(default="", max_length=1_000)


class TypeGuesses(Model):
    guesses: tuple[TypeGuess, ...] = Field(default=(), max_length=2 * MAX_TITLES)


@dataclass(frozen=True, slots=True)
class TypeGuesser:
    """``syncs`` is the queue calendar_syncs."""

    accounts: PlannedAccounts
    meetings: Meetings
    syncs: Queue
    rules: ClassificationRules
    llm: Callable[[], Llm]
    clock: Callable[[], datetime]

    def guess(self, doubtful: DoubtfulMeetings) -> int:
        """Returns how many series have got a guess. Raises Retryable; what is known by then is not asked again."""
        try:
            account = self.accounts.get(doubtful.user_id)
        except NotFound:
            return 0
        rows = doubtful_meetings(self._rows(doubtful), account)
        outcome = self._asked(rows, account) if rows else None
        if not isinstance(outcome, ModelAnswer):
            return 0
        guessed = sum(self._keep(row, guess, outcome.model) for row, guess in self._valid(outcome.value, rows))
        if guessed:
            self.syncs.send([{"user_id": doubtful.user_id, "replan": True}])
        return guessed

    def _rows(self, doubtful: DoubtfulMeetings) -> Iterator[TrackedMeeting]:
        for meeting_id in doubtful.meeting_ids:
            try:
                yield self.meetings.get(doubtful.user_id, meeting_id)
            except NotFound:
                continue

    def _asked(self, rows: Sequence[TrackedMeeting], account: UserAccount) -> ModelAnswer[TypeGuesses] | NoAnswer:
        types = "\n".join(f"{name}: {kind.label}" for name, kind in self.rules.types.items())
        data = [Untrusted("types", types, DataOrigin.INVITATION)]
        for number, row in enumerate(rows, start=1):
            data.append(Untrusted(f"meeting {number}", _shown(row.meeting), DataOrigin.INVITATION))
        now = self.clock()
        asker = account.user.as_asker(f"sync#{account.user.user_id}#{now:%Y-%m-%d}")
        prompt = ModelPrompt(load_prompt(PROMPT), tuple(data))
        return self.llm().ask(prompt, TypeGuesses, asker=asker, deadline=now + SECONDS)

    def _valid(self, said: TypeGuesses, rows: Sequence[TrackedMeeting]) -> Iterator[tuple[TrackedMeeting, TypeGuess]]:
        """One for each meeting that was asked about, with a type that there is; of two nobody knows which is meant."""
        for number, row in enumerate(rows, start=1):
            mine = [guess for guess in said.guesses if guess.number == number]
            if len(mine) == 1 and mine[0].meeting_type in self.rules.types:
                yield row, mine[0]

    def _keep(self, row: TrackedMeeting, guess: TypeGuess, model: str) -> bool:
        kept = TypeCorrection(
            series_key=row.meeting.series_key,
            meeting_type=guess.meeting_type,
            corrected_at=self.clock().replace(microsecond=0),
            written_by=model,
            said_of=row.meeting.title,
            reason=_reason(guess, row.meeting),
        )
        try:
            self.accounts.users.guess_type(row.meeting.user_id, kept)
        except Conflict:  # they have said meanwhile what it is
            return False
        return True


def _shown(meeting: Meeting) -> str:
    count = "people not listed" if meeting.attendees_hidden else f"people: {meeting.attendee_count}"
    return "\n".join((meeting.title, count, meeting.description[:MAX_DESCRIPTION]))


def _reason(guess: TypeGuess, meeting: Meeting) -> str:
    """The model's own words only where the invitation bears them out."""
    shown = _shown(meeting)
    names_it = bool(content_words(guess.reason) & content_words(shown))
    is_good = names_it and Evidence({"invitation": shown}).objection(guess.reason, ("invitation",)) is None
    figures.removed(bool(guess.reason) and not is_good)
    return (one_line(guess.reason, MAX_REASON) if is_good else "") or NO_REASON

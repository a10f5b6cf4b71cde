"""Keeps what somebody says they reached of what they wanted out of a meeting (POST-5)."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.aws import metrics
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.outcomes.measures import WORTH
from lambdas.domain.outcomes.outcome import MAX_WANT, MAX_WANTS, Outcome, Reached, outcomes_wanted
from lambdas.errors import Refused
from lambdas.store.material_texts import MaterialTexts
from lambdas.store.meetings import Meetings
from lambdas.store.outcomes import Outcomes

NO_WANT = "Say in a few words what you wanted out of it."
NOT_OVER = "The meeting is not over yet."


@dataclass(frozen=True, slots=True)
class OutcomeAnswers:
    """Without ``texts`` it knows the wants that were kept at the meeting's end, and no others."""

    meetings: Meetings
    texts: MaterialTexts | None
    outcomes: Outcomes

    def of_meeting(self, user_id: str, meeting_id: str, now: datetime) -> list[Outcome]:
        """Each want of a meeting that is over, answered or not; read, nothing is written.

        Raises NotFound for somebody else's meeting.
        """
        kept = self.outcomes.of_meeting(user_id, meeting_id)
        known = {outcome.want_key for outcome in kept}
        if len(kept) >= MAX_WANTS:
            return kept
        wanted = self._wanted(self.meetings.get(user_id, meeting_id), now)
        return [*kept, *(outcome for outcome in wanted if outcome.want_key not in known)]

    def want(self, user_id: str, meeting_id: str, want: str, now: datetime) -> Outcome:
        """Adds, once a meeting is over, what its owner says they had wanted of it. Saying it again changes nothing.

        Raises NotFound for somebody else's meeting, Refused for what cannot be added.
        """
        tracked, words = self.meetings.get(user_id, meeting_id), one_line(want, MAX_WANT)
        added = outcomes_wanted([words] if words else [], tracked.meeting, now)
        if not added:
            raise Refused(NOT_OVER if words else NO_WANT)
        there = {outcome.want_key: outcome for outcome in self.of_meeting(user_id, meeting_id, now)}
        (outcome,) = added
        if outcome.want_key not in there and len(there) >= MAX_WANTS:
            raise Refused(f"{MAX_WANTS} things you wanted of a meeting are kept, and these are.")
        self.outcomes.add(outcome)
        return there.get(outcome.want_key, outcome)

    def say(self, user_id: str, meeting_id: str, want: str, reached: Reached, now: datetime) -> None:
        """``want`` is its key. Saying it again changes the answer.

        Raises NotFound for somebody else's meeting, and where nothing of the kind was wanted.
        """
        for outcome in self._wanted(self.meetings.get(user_id, meeting_id), now):
            self.outcomes.add(outcome)
        self.outcomes.answer(user_id, meeting_id, want, reached, now)
        metrics.count("WantsReached", WORTH[reached])
        metrics.flush()  # whichever edge this came through

    def _wanted(self, tracked: TrackedMeeting, now: datetime) -> list[Outcome]:
        meeting = tracked.meeting
        text = self.texts.find(meeting.user_id, meeting.meeting_id, now) if self.texts else None
        return outcomes_wanted(text.wants if text else (), meeting, now)

"""A person's answer to another time to prepare that was proposed to them (POST-6): nothing changes without it."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.accounts.profile import Profiles
from lambdas.domain.preparation.timing_proposal import TimingProposal
from lambdas.errors import NotFound
from lambdas.store.timing_proposals import TimingProposals

OVER = "This is not proposed any more: the hours are under Settings, “When to prepare”."


@dataclass(frozen=True, slots=True)
class PrepTimings:
    profiles: Profiles
    proposals: TimingProposals

    def open_of(self, user_id: str) -> list[TimingProposal]:
        """Those they have not answered, the latest first."""
        waiting = (proposal for proposal in self.proposals.of_user(user_id) if proposal.is_open)
        return sorted(waiting, key=lambda proposal: proposal.proposed_at, reverse=True)

    def accept(self, user_id: str, meeting_type: str) -> int:
        """Sets the hours of the type and returns them. Raises NotFound for what is not proposed, or was kept."""
        proposal = self.proposals.find(user_id, meeting_type)
        if proposal is None or not proposal.is_open:
            raise NotFound(OVER)
        self.profiles.save_prep_hours(user_id, {meeting_type: proposal.hours})
        self.proposals.forget(user_id, meeting_type)
        return proposal.hours

    def keep(self, user_id: str, meeting_type: str, now: datetime) -> None:
        """Leaves the hours as they are; much the same is never proposed again."""
        self.proposals.keep(user_id, meeting_type, now)

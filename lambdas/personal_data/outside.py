"""Ends what runs or listens for a person outside the tables: consents, watches, workflows, timers."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from lambdas.aws.scheduler import Schedules
from lambdas.aws.step_functions import Workflows
from lambdas.calendars.unwatch import Unwatch
from lambdas.credentials.oauth import OAuth
from lambdas.credentials.source_secrets import SourceSecrets
from lambdas.credentials.vaults import Vaults
from lambdas.domain.accounts.consents import CalendarAccount
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionStatus
from lambdas.domain.kernel.timers import (
    deadline_timer,
    ended_timer,
    escalation_timer,
    expiry_timer,
    moved_timer,
    nudge_timer,
    prep_timer,
    reminder_timer,
    transcription_timer,
)
from lambdas.domain.personal_data.progress import Tally
from lambdas.errors import AmoError, Retryable
from lambdas.store.calendar_accounts import CalendarAccounts
from lambdas.store.connected_calendars import ConnectedCalendars
from lambdas.store.personal_rows import PersonalRows, sessions_of
from lambdas.store.source_accounts import SourceAccounts
from lambdas.store.voice_recordings import VOICE

BUSY = "An action of theirs is being carried out at this moment: try again in a minute."


@dataclass(frozen=True, slots=True)
class OutsideEnds:
    """``preparations`` and ``approvals`` are the workflows of those names."""

    rows: PersonalRows
    accounts: CalendarAccounts
    calendars: ConnectedCalendars
    vaults: Vaults
    oauth: OAuth
    unwatch: Unwatch
    sources: SourceAccounts
    source_secrets: SourceSecrets
    schedules: Schedules
    preparations: Workflows
    approvals: Workflows

    def require_idle(self, user_id: str) -> None:
        """Raises Retryable while something is done in their name."""
        for action in self.rows.actions(user_id):
            if action.get("execution", {}).get("status") == ExecutionStatus.STARTED.value:
                raise Retryable(BUSY)

    def end_consents(self, user_id: str, tally: Tally) -> Iterator[None]:
        """Each account's watches end while its token is still good; then its provider is told, and the token goes."""
        connections = self.calendars.of_user(user_id)
        for account in self.accounts.of_user(user_id):
            watched = [one for one in connections if one.account_id == account.account_id]
            tally.ended["watches"] += sum(1 for one in watched if one.watched_until)
            self.unwatch.end_soon(user_id, watched)
            tally.ended["consents"] += self._is_withdrawn(account)
            self.vaults.forget(account)
            tally.ended["tokens"] += 1
            self.accounts.delete(user_id, account.account_id)
            tally.deleted["calendar_accounts"] += 1
            yield

    def end_sources(self, user_id: str, tally: Tally) -> Iterator[None]:
        """Forgets what opens each, and the address at which it tells AMO. Sources of a team stay the team's."""
        for account in self.sources.of(user_id):
            self.source_secrets.forget(account)
            self.sources.disconnect(account)
            tally.ended["sources"] += 1
            tally.deleted["source_accounts"] += 1
            yield

    def end_meeting(self, meeting: dict[str, Any], tally: Tally) -> None:
        """Its timers, and the workflow that prepares it."""
        meeting_id = meeting["meeting_id"]
        arn = meeting.get("preparation", {}).get("execution_arn", "")
        if arn and self.preparations.is_running(arn):
            self.preparations.stop(arn, "whoever it was for is forgotten")
            tally.ended["preparations"] += 1
        for timer in (prep_timer, reminder_timer, moved_timer, ended_timer):
            self.schedules.cancel(timer(meeting_id))
        for session_id in sessions_of(meeting):
            self.schedules.cancel(nudge_timer(session_id))
            self.schedules.cancel(deadline_timer(session_id))

    def end_recording(self, note: dict[str, Any]) -> None:
        """The look at a transcription that is on its way."""
        if note["item"].startswith(VOICE):
            self.schedules.cancel(transcription_timer(note["meeting_id"], note["item"].removeprefix(VOICE)))

    def end_action(self, action: dict[str, Any], tally: Tally) -> None:
        """Its timers; a workflow that waits for the decision hears that there will be none."""
        if action["status"] == ActionStatus.PENDING.value:
            self.schedules.cancel(expiry_timer(action["action_id"]))
            self.schedules.cancel(escalation_timer(action["action_id"]))
        if token := action.get("task_token"):
            tally.ended["approvals"] += self.approvals.resume(token, {"outcome": ActionStatus.REJECTED.value})

    def _is_withdrawn(self, account: CalendarAccount) -> bool:
        """As far as it can be now: what counts is that AMO has no token any more."""
        with suppress(AmoError):
            if not account.revoked_at:
                self.oauth.withdraw(account.provider, self.vaults.open(account))
                return True
        return False

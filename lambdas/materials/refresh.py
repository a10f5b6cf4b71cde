"""Has what is ready written anew before the reminder: statemachines/refresh_materials.asl.json does it."""

from dataclasses import dataclass

from lambdas.aws.step_functions import Workflows
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.lifecycle import refresh_name
from lambdas.store.users import Users


@dataclass(frozen=True, slots=True)
class RefreshStarter:
    """``workflows`` are those that refresh."""

    users: Users
    workflows: Workflows

    def start(self, tracked: TrackedMeeting, has_moved: bool = False) -> None:
        """Starts it once for each timing, and once more when the meeting moved.

        Not at all while the operator has the workflow switched off (OPS-2).
        """
        if not self.users.switches().workflow:
            return
        preparation = tracked.preparation
        asked = {
            "meeting_id": tracked.meeting.meeting_id,
            "user_id": tracked.meeting.user_id,
            "run": preparation.run,
            "timing_version": tracked.timing_version,
            "request_id": preparation.request_id,
        }
        self.workflows.start(refresh_name(tracked, has_moved), asked)

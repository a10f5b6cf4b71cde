"""Tells the user that the materials are ready (MAT-5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lambdas.aws.bus import Bus
from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.kernel.events import PrepCompleted
from lambdas.domain.preparation.lifecycle import continue_blocking_reason
from lambdas.errors import NotFound
from lambdas.materials.messages import materials_message
from lambdas.notifications.base import DeliveryResult
from lambdas.notifications.notifier import Notifier
from lambdas.store.documents import Documents
from lambdas.store.meetings import Meetings
from lambdas.store.users import Users


class Sent(DeliveryResult):
    """``sharing``: whether the user wants it proposed that the attendees get the agenda, too."""

    sharing: Literal["propose", "no"] = "no"


@dataclass(frozen=True, slots=True)
class MaterialsDelivery:
    """``plans`` is where the plan lies that the documents were rendered from."""

    meetings: Meetings
    users: Users
    plans: Documents
    notifier: Notifier
    bus: Bus

    def send_ready_materials(self, user_id: str, meeting_id: str, run: int, now: datetime) -> Sent:
        """Says so once, and publishes PrepCompleted. Raises Retryable when no channel took the message."""
        tracked = self.meetings.get(user_id, meeting_id)
        if reason := continue_blocking_reason(tracked, run, now):
            return Sent(delivered=False, reason=reason)
        materials = tracked.preparation.materials
        if materials is None:
            raise NotFound("There are no materials to send.")
        plan = MaterialsPlan.model_validate_json(self.plans.get(materials.plan_key))
        user = self.users.get(user_id)
        delivery = self.notifier.tell(user, materials_message(tracked.meeting, run, plan, user, now), now)
        completed = PrepCompleted(meeting_id=meeting_id, user_id=user_id, run=run, composer=materials.composer)
        self.bus.publish([completed])
        return Sent(**delivery.model_dump(), sharing="propose" if user.share_with_attendees else "no")

"""The functions that bring materials and reminders to the user."""

from typing import Any

from lambdas import metrics, wiring
from lambdas.batches import partial_batch
from lambdas.delivery.reminding import Reminder, Reminding, Scheduling, remind, schedule
from lambdas.delivery.sending import Sending, send_ready_materials
from lambdas.domain.moments import iso


def send_materials(event: dict[str, Any], _context: object) -> dict[str, Any]:
    sending = Sending(wiring.meetings(), wiring.users(), wiring.documents(), wiring.notifier(), wiring.bus())
    delivery = send_ready_materials(sending, event["user_id"], event["meeting_id"], event["run"], wiring.now())
    return delivery.model_dump(include={"delivered", "channel", "sharing"})


def schedule_reminder(event: dict[str, Any], _context: object) -> dict[str, Any]:
    scheduling = Scheduling(
        wiring.meetings(), wiring.preparations(), wiring.schedules(), wiring.settings().queue_arn("reminders")
    )
    at = schedule(scheduling, event["user_id"], event["meeting_id"], event["run"], wiring.now())
    metrics.count("WorkflowsCompleted")
    metrics.flush()
    return {"reminder_at": iso(at) if at else None}


def send_reminder(event: dict[str, Any], _context: object) -> dict[str, Any]:
    reminding = Reminding(wiring.meetings(), wiring.users(), wiring.notifier())
    return partial_batch(event, lambda body: remind(reminding, Reminder.model_validate_json(body), wiring.now()))

"""The functions around the preparation's workflow, and its first, second and last step."""

import json
from typing import Any

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.aws.batches import event_in, partial_batch
from lambdas.config_files import load_meeting_types
from lambdas.domain.kernel.events import MeetingCancelled, MeetingRequiresPrep, MeetingRescheduled
from lambdas.domain.kernel.instants import parse_iso
from lambdas.meeting_prep.load import RunInput, loaded
from lambdas.meeting_prep.sweep import put_off
from lambdas.meeting_prep.wiring import failure_reports, prep_notifications, prep_starter, prep_sweep, prep_withdrawals

MILLISECONDS_TO_FINISH = 20_000
"""Left over when the sweeper stops: the slowest repair ends one execution and starts another."""
CHANGES: tuple[type[MeetingRescheduled | MeetingCancelled], ...] = (MeetingRescheduled, MeetingCancelled)


def start_prep(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """SQS, from the bus: MeetingRequiresPrep."""
    starter = prep_starter()

    def handle(body: str) -> None:
        published = json.loads(body).get("time")
        now = wiring.now()
        starter.start(event_in(body, MeetingRequiresPrep), parse_iso(published) if published else now, now)

    return partial_batch(event, handle, wiring.queue("prep_requests"))


def withdraw_prep(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """SQS, from the bus: MeetingRescheduled, MeetingCancelled."""
    withdrawals = prep_withdrawals()

    def handle(body: str) -> None:
        change = event_in(body, *CHANGES)
        withdrawals.withdraw(change.user_id, change.meeting_id, wiring.now())

    return partial_batch(event, handle, wiring.queue("prep_changes"))


def load_meeting(event: dict[str, Any], _context: object) -> dict[str, Any]:
    run = RunInput.model_validate(event)
    tracked = wiring.meetings().get(run.user_id, run.meeting_id)
    return loaded(tracked, run.run, load_meeting_types(), wiring.now()).model_dump(mode="json")


def send_prep_notification(event: dict[str, Any], _context: object) -> dict[str, Any]:
    delivery = prep_notifications().tell(event["user_id"], event["meeting_id"], event["run"], wiring.now())
    metrics.flush()
    return delivery.model_dump(include={"delivered", "channel"})


def report_failure(event: dict[str, Any], _context: object) -> dict[str, Any]:
    now = wiring.now()
    is_told = failure_reports().report(event["user_id"], event["meeting_id"], event["run"], event["cause"], now)
    metrics.flush()
    return {"told": is_told}


def sweep_preps(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Every minute what is overdue; with ``{"all": true}`` everything that is under way."""
    now, preparations = wiring.now(), wiring.preparations()
    if not wiring.users().switches().workflow:
        return {"switched_off": True, "put_off": put_off(preparations, now) if event.get("all") else 0}
    watched = preparations.watched() if event.get("all") else preparations.overdue(now)
    done = prep_sweep().sweep_all(
        list(watched), now, lambda: context.get_remaining_time_in_millis() > MILLISECONDS_TO_FINISH
    )
    metrics.flush()
    return {"repaired": done}

"""The functions around the preparation's workflow, and its first, second and last step."""

import json
from typing import Any

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.aws.batches import event_in, partial_batch
from lambdas.domain.kernel.events import MeetingCancelled, MeetingRequiresPrep, MeetingRescheduled
from lambdas.domain.kernel.instants import parse_iso
from lambdas.meeting_prep.end_run import Ending
from lambdas.meeting_prep.fail import Failing, report
from lambdas.meeting_prep.load import RunInput, loaded
from lambdas.meeting_prep.notify import Notifying, tell
from lambdas.meeting_prep.runs import Runs
from lambdas.meeting_prep.start import Starting, start
from lambdas.meeting_prep.sweep import Repairing, put_off, sweep_all
from lambdas.meeting_prep.withdraw import Withdrawing, withdraw
from lambdas.settings import load_meeting_types

MILLISECONDS_TO_FINISH = 20_000
"""Left over when the sweeper stops: the slowest repair ends one execution and starts another."""
CHANGES: tuple[type[MeetingRescheduled | MeetingCancelled], ...] = (MeetingRescheduled, MeetingCancelled)


def start_prep(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """SQS, from the bus: MeetingRequiresPrep."""
    starting = Starting(wiring.meetings(), _runs(), _ending(), lambda: wiring.users().switches().workflow)

    def handle(body: str) -> None:
        published = json.loads(body).get("time")
        now = wiring.now()
        start(starting, event_in(body, MeetingRequiresPrep), parse_iso(published) if published else now, now)

    return partial_batch(event, handle)


def withdraw_prep(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """SQS, from the bus: MeetingRescheduled, MeetingCancelled."""
    reminders_arn = wiring.settings().queue_arn("reminders")
    withdrawing = Withdrawing(wiring.meetings(), _ending(), wiring.schedules(), reminders_arn)

    def handle(body: str) -> None:
        change = event_in(body, *CHANGES)
        withdraw(withdrawing, change.user_id, change.meeting_id, wiring.now())

    return partial_batch(event, handle)


def load_meeting(event: dict[str, Any], _context: object) -> dict[str, Any]:
    run = RunInput.model_validate(event)
    tracked = wiring.meetings().get(run.user_id, run.meeting_id)
    return loaded(tracked, run.run, load_meeting_types(), wiring.now()).model_dump(mode="json")


def send_prep_notification(event: dict[str, Any], _context: object) -> dict[str, Any]:
    notifying = Notifying(
        meetings=wiring.meetings(),
        preparations=wiring.preparations(),
        contexts=wiring.contexts(),
        users=wiring.users(),
        notifier=wiring.notifier(),
        types=load_meeting_types(),
    )
    delivery = tell(notifying, event["user_id"], event["meeting_id"], event["run"], wiring.now())
    metrics.flush()
    return delivery.model_dump(include={"delivered", "channel"})


def report_failure(event: dict[str, Any], _context: object) -> dict[str, Any]:
    now = wiring.now()
    is_told = report(_failing(), event["user_id"], event["meeting_id"], event["run"], event["cause"], now)
    metrics.flush()
    return {"told": is_told}


def sweep_preps(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Every minute what is overdue; with ``{"all": true}`` everything that is under way."""
    now, preparations = wiring.now(), wiring.preparations()
    if not wiring.users().switches().workflow:
        return {"switched_off": True, "put_off": put_off(preparations, now) if event.get("all") else 0}
    watched = preparations.watched() if event.get("all") else preparations.overdue(now)
    repairing = Repairing(
        meetings=wiring.meetings(),
        runs=_runs(),
        ending=_ending(),
        failing=_failing(),
        bus=wiring.bus(),
        chat_timers=wiring.queue("chat_timers"),
    )
    done = sweep_all(
        repairing, list(watched), now, lambda: context.get_remaining_time_in_millis() > MILLISECONDS_TO_FINISH
    )
    metrics.flush()
    return {"repaired": done}


def _runs() -> Runs:
    return Runs(wiring.preparations(), wiring.conversations(), wiring.workflows(), wiring.schedules())


def _ending() -> Ending:
    return Ending(_runs(), wiring.users(), wiring.notifier())


def _failing() -> Failing:
    return Failing(
        meetings=wiring.meetings(),
        preparations=wiring.preparations(),
        users=wiring.users(),
        notifier=wiring.notifier(),
        bus=wiring.bus(),
    )

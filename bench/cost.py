"""Bills one prepared meeting, and a user to whom nothing happens, as AWS would, from counted units."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from bench import standing
from bench.billing import (
    LOG_LINE_OVERHEAD,
    Invocation,
    Observed,
    dollars,
    invocations_in,
    priced_as_of,
    requests_in,
    units,
)
from bench.effort import Effort
from bench.figures import Figure, Result, middle
from bench.instance import Instance, chat, coming_meetings, instance, wait_for
from bench.running import main
from cli.local.engine import ACCOUNT
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.preparation.executions import WorkflowStatus
from lambdas.domain.preparation.sweep import SWEPT_EVERY
from stacks.functions import FUNCTIONS

SERVER = Path(__file__).with_name("counting_engine_server.py")
MEETINGS = 3
SECONDS = 120
SYNCS_A_MONTH = 12 * 30.4
NOTES_A_MONTH = 30.4
"""Once a day a quiet calendar's last reading is noted: one write."""
KEYS_CACHED = timedelta(minutes=5)
SWEEPS_A_MONTH = timedelta(days=30.4) / SWEPT_EVERY
A_MEETING, IDLE = 0.005, 0.01
ANSWERS = (
    "Decide whether the checkout redesign ships in December",
    "The search migration date, and who tells sales",
    "Two hires for the platform team",
)
METHOD = f"""One meeting followed through the embedded engine: a calendar with one more meeting is synced, the meeting's
timer fires, context is gathered, three answers and the finish are given through the API, materials are written,
delivered, listed and read, and the reminder fires. Every request of the functions is counted at the engine's port,
write units as DynamoDB bills them (item sizes, indexes), read units from the answers' sizes, invocations and durations
from their logs. Once as the first meeting of a fresh instance, where all functions but the sync and the API start cold,
once as the second, all warm. Durations are billed as if all had been computing and Lambda gave each function only its
memory's share of a core: an upper bound, like every timer firing and every entry traced. KMS is one call for each role
and table or bucket. An idle user is a quiet sync of an uploaded calendar twelve times a day. List prices as of
{priced_as_of()} (prices.yaml), without the free tier, and storage. What a stage costs by itself (the sweeper,
which looks every minute, was observed; the rest is worked out from the stacks' own tables) stands apart. Without a
model."""


def measure(effort: Effort) -> Result:
    with instance(coming_meetings(1, MEETINGS), SERVER) as running:
        effort.say("the first meeting")
        cold = _observed(running, lambda: _one_meeting(running, 2))
        effort.say("the second meeting")
        warm = _observed(running, lambda: _one_meeting(running, 3))
        quiet = _observed(running, lambda: _sync(running))
        swept = _observed(running, lambda: _sweep(running), by_the_clock=True)
    # On an engine that others are on too nothing starts cold, and what they left is at work meanwhile.
    meetings = [*effort.of(list(_meeting("cold", cold)), []), *_meeting("warm", warm), *_durations(warm)]
    idle = list(_idle(quiet, effort.of(IDLE, None)))
    return Result(METHOD, [*meetings, *idle, _sweeper(swept), *standing.figures()])


def _meeting(name: str, observed: Observed) -> Iterator[Figure]:
    counted = units(observed)
    spent = dollars(counted)
    yield Figure(f"a meeting, {name}", sum(spent.values()), "USD", A_MEETING)
    for part, amount in sorted(spent.items(), key=lambda pair: -pair[1]):
        share = f"{amount / sum(spent.values()):.0%}; " + _named(counted[part])
        yield Figure(f"a meeting, {name}: {part}", amount, "USD", beside=share)


def _durations(warm: Observed) -> Iterator[Figure]:
    """One invocation of each function, waiting for the engine and for a turn included."""
    for name in dict.fromkeys(one.function for one in warm.invocations):
        taken = [one.milliseconds for one in warm.invocations if one.function == name]
        beside = f"{len(taken)} times" if len(taken) > 1 else ""
        yield Figure(f"a meeting, warm: {name}", middle(taken), "ms", beside=beside)


def _idle(quiet: Observed, bar: float | None) -> Iterator[Figure]:
    counted = {part: {name: n * SYNCS_A_MONTH for name, n in of.items()} for part, of in units(quiet).items()}
    counted["DynamoDB"]["write_unit"] += NOTES_A_MONTH
    # By hand here; by itself it is fed by a queue, one message of ten in a request of fan_out_syncs.
    counted["SQS"]["sqs_request"] += (0.1 + 2) * SYNCS_A_MONTH
    counted["X-Ray"]["trace"] += SYNCS_A_MONTH
    spent = dollars(counted)
    yield Figure("an idle user, a month", sum(spent.values()), "USD", bar)
    for part, amount in sorted(spent.items(), key=lambda pair: -pair[1]):
        if amount:
            yield Figure(f"an idle user: {part}", amount, "USD", beside=_named(counted[part]))


def _sweeper(swept: Observed) -> Figure:
    """Of a whole stage, whoever uses it. Each sweep is traced; keys are asked for once while they are cached."""
    counted = units(swept)
    counted["X-Ray"]["trace"] = 1
    counted["KMS"]["kms_request"] *= SWEPT_EVERY / KEYS_CACHED
    a_month = sum(dollars(counted).values()) * SWEEPS_A_MONTH
    return Figure("a stage's sweeper, a month", a_month, "USD", beside=f"{SWEEPS_A_MONTH:,.0f} that find nothing")


def _named(counted: dict[str, float]) -> str:
    return ", ".join(f"{count:.3g} {name.replace('_', ' ')}" for name, count in counted.items())


def _observed(running: Instance, happen: Callable[[], int], *, by_the_clock: bool = False) -> Observed:
    """``happen`` returns the state transitions it led to. ``by_the_clock``: whether it is what a schedule runs."""
    began = time.time()
    transitions = happen()
    time.sleep(2)  # what is asynchronous comes to its end
    ended = time.time()
    requests = requests_in(running.engine_dir / "requests.jsonl", ACCOUNT, began, ended)
    invocations, log_bytes = _from_logs(running, began, ended, by_the_clock)
    return Observed(requests, invocations, log_bytes, transitions)


def _from_logs(running: Instance, began: float, ended: float, by_the_clock: bool) -> tuple[list[Invocation], int]:
    logs = running.stage.client("logs")
    invocations, log_bytes = [], 0
    known = {
        group["logGroupName"]
        for page in logs.get_paginator("describe_log_groups").paginate()
        for group in page["logGroups"]
    }
    for spec in FUNCTIONS:
        group = f"/aws/lambda/{running.stage.prefix}-{spec.name}"
        if group not in known or bool(spec.schedule) is not by_the_clock:
            continue
        window = {"startTime": int(began * 1000), "endTime": int(ended * 1000)}
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group, **window)
        messages = [event["message"] for page in pages for event in page["events"]]
        invocations += invocations_in(spec.name, messages)
        log_bytes += sum(len(message.encode()) + LOG_LINE_OVERHEAD for message in messages)
    return invocations, log_bytes


def _one_meeting(running: Instance, number: int) -> int:
    """The ``number``-th meeting of the calendar, from being found to the reminder."""
    running.write(coming_meetings(number, MEETINGS))
    _sync(running)
    tracked = running.coming()[-1]
    meeting_id = tracked.meeting.meeting_id
    _fire(running, "due_preps", tracked)
    running.wait_until([meeting_id], [PrepStatus.WAITING], SECONDS)
    chat(running.api, meeting_id, ANSWERS)
    wait_for(lambda: running.execution(meeting_id).status is WorkflowStatus.SUCCEEDED, SECONDS)
    materials = running.api.get(f"/meetings/{meeting_id}/materials")
    for document in ("agenda", "questions", "notes"):
        running.api.download(materials[document]["url"])
    _fire(running, "reminders", tracked)
    return running.execution(meeting_id).billable.state_transitions


def _sync(running: Instance) -> int:
    running.sync()
    return 0


def _sweep(running: Instance) -> int:
    running.stage.invoke("sweep_preps", {})
    return 0


def _fire(running: Instance, queue: str, tracked: TrackedMeeting) -> None:
    """The message the meeting's one-time schedule puts into the queue when its time has come."""
    sqs = running.stage.client("sqs")
    url = sqs.get_queue_url(QueueName=f"{running.stage.prefix}-{queue}")["QueueUrl"]
    meeting = tracked.meeting
    names = {"user_id": meeting.user_id, "meeting_id": meeting.meeting_id, "timing_version": tracked.timing_version}
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps(names))


if __name__ == "__main__":
    sys.exit(main("cost"))

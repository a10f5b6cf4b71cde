"""Slack cut off, then busy, in the middle of two preparations: what is lost, said twice, and how soon it goes on."""

import sys
import time
from collections import Counter

from bench.effort import Effort
from bench.figures import Figure, Result
from bench.instance import Instance
from bench.running import main
from bench.slack_stage import slack_stage
from tests.fakes.slack_desk import Desk, Told, thread_of
from tests.fakes.slack_front import SlackFront

CUT_SECONDS, BUSY_SECONDS = 30, 15
QUICK_SECONDS = 4, 2
MEETINGS = 2
ANSWERS = ("Whether we ship in March", "and who decides")
MAX_SECONDS = 5.0
METHOD = f"""The deployed stage on the embedded engine, with npm's `emulate` for Slack behind a front that hangs
up on every call for {CUT_SECONDS} s and then answers 429 with Retry-After for {BUSY_SECONDS} s. {MEETINGS}
meetings are prepared by one person, who has been asked the first question of each. The moment Slack is cut off
they write two messages to each, all signed and posted to the real endpoint; half-way another meeting's
preparation begins. Counted: seconds from the end of the outage until both next questions and the notice stand
in Slack; messages of AMO's that came twice; what it said beside the expected; and answers that do not hold both
messages."""


def measure(effort: Effort) -> Result:
    with slack_stage(MEETINGS + 1) as stage:
        stage.desk.connect(stage.running.stage)
        return Result(METHOD, _outage(*stage, *effort.of((CUT_SECONDS, BUSY_SECONDS), QUICK_SECONDS)))


def _outage(running: Instance, front: SlackFront, desk: Desk, cut: int, busy: int) -> list[Figure]:
    *at_once, later = [tracked.meeting.meeting_id for tracked in running.coming()]
    first = {meeting_id: _asked_first(running, desk, meeting_id) for meeting_id in at_once}
    before = {message["ts"] for message in desk.all_told()}
    front.is_away_for(cut, busy)
    for text in ANSWERS:
        for question in first.values():
            desk.write(text, thread_of(question))
    time.sleep(cut / 2)
    running.api.post(f"/meetings/{later}/prep")
    front.wait_until_back()
    back_at = time.monotonic()
    next_ones = [desk.asked(2, meeting_id) for meeting_id in at_once]
    answered_after = time.monotonic() - back_at
    notice = desk.invited_to(later)
    told_after = time.monotonic() - back_at
    time.sleep(MAX_SECONDS)  # what comes twice comes now
    said = [message for message in desk.all_told() if message["ts"] not in before and _is_of_amo(desk, message)]
    expected = {message["ts"] for message in (*next_ones, notice)}
    others = [message["text"] for message in said if message["ts"] not in expected]
    twice = sum(count - 1 for count in Counter((m["text"], m.get("thread_ts")) for m in said).values())
    lost = sum(not _holds_both(desk, question) for question in first.values())
    return [
        Figure("next question after the outage", answered_after, "s", bar=MAX_SECONDS),
        Figure("notice after the outage", told_after, "s", bar=MAX_SECONDS),
        Figure("calls refused meanwhile", front.refused, "calls"),
        Figure("said twice", twice, "messages", bar=0),
        Figure("said beside the expected", len(others), "messages", bar=0, beside="; ".join(others)),
        Figure("answers lost", lost, f"of {len(first)}", bar=0),
    ]


def _asked_first(running: Instance, desk: Desk, meeting_id: str) -> Told:
    running.api.post(f"/meetings/{meeting_id}/prep")
    notice = desk.invited_to(meeting_id)
    desk.click(notice, "start_prep", meeting_id)
    return desk.asked(1, meeting_id)


def _holds_both(desk: Desk, question: Told) -> bool:
    (settled,) = [message for message in desk.all_told() if message["ts"] == question["ts"]]
    return all(text in str(settled["blocks"]) for text in ANSWERS)


def _is_of_amo(desk: Desk, message: Told) -> bool:
    return bool(message.get("user") == desk.slack.bot_user_id or message.get("bot_id"))


if __name__ == "__main__":
    sys.exit(main("slack_outage"))

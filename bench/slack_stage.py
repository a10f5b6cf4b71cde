"""A stage on the embedded engine with an emulated Slack, a front before it, and its owner at the desk."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.instance import Instance, amo, coming_meetings, instance
from tests.fakes.slack_desk import Desk
from tests.fakes.slack_emulate import TOKEN, emulated_slack
from tests.fakes.slack_front import SlackFront, slack_front
from tests.fakes.slack_requests import SECRET


class SlackStage(NamedTuple):
    """``front`` is what AMO takes for Slack. The owner's account is not tied yet."""

    running: Instance
    front: SlackFront
    desk: Desk


@contextmanager
def slack_stage(meetings: int) -> Iterator[SlackStage]:
    with (
        tempfile.TemporaryDirectory() as folder,
        instance(coming_meetings(meetings), for_owner=True) as running,
        emulated_slack(Path(folder), running.email) as slack,
        slack_front(slack.api_url) as front,
    ):
        given = ("--bot-token", TOKEN, "--signing-secret", SECRET, "--api-url", front.api_url)
        amo(running.engine_dir, "slack", "connect", *given, "--team-id", slack.team_id)
        yield SlackStage(running, front, Desk(slack, running.email, running.stage.page_url))

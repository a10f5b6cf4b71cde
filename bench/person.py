"""Somebody who takes one meeting from the calendar to its materials, and goes on when AMO was gone meanwhile."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from bench.instance import Instance, coming_meetings
from bench.stored import answers_in
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.errors import AmoError, Conflict

ANSWERS = ("Decide whether redesign {} ships in December", "The date of search migration {}")
RECORD_COLUMNS = "id,title,raised_on,status"
PATIENCE_SECONDS = 240
THINKING_SECONDS = 0.5
"""Before each answer, while AMO waits."""
STEPS = ("record", "sync", "asked", "gathering", "answer 1", "answer 2", "finish", "materials", "decision", "task")

Answer = TypeVar("Answer")


@dataclass
class Round:
    """One preparation with one kill in it. ``told`` are the steps that were acknowledged, ``answers`` the answers."""

    number: int
    of: int
    step: str = "record"
    meeting_id: str = ""
    action_id: str = ""
    killed_in: str = ""
    told: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    seconds_to_start: float = 0.0
    token_before: str = ""
    token_after: str = ""
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)

    @property
    def record(self) -> str:
        return f"decision-{self.number}"

    @property
    def task(self) -> str:
        return f"Book the room for check-in {self.number}"


class Person:
    """Goes through one preparation; whatever was not acknowledged is done again once AMO answers again."""

    def __init__(self, on: Instance, round_: Round) -> None:
        self._on = on
        self._round = round_

    def prepares(self) -> None:
        self._acknowledged("record", self._imports)
        self._acknowledged("sync", self._syncs)
        self._acknowledged("asked", self._asks)
        self._talks()
        self._round.step = "materials"
        self._until(lambda: self._row().prep_status is PrepStatus.READY, "materials")
        self._acknowledged("decision", self._approves)
        self._round.step = "task"
        self._until(lambda: self._action()["execution"] == "done", "the approved task")

    def _talks(self) -> None:
        self._round.step = "gathering"
        self._until(lambda: self._prompt() is not None, "questions")
        for number, words in enumerate(ANSWERS):
            self._acknowledged(f"answer {number + 1}", partial(self._answers, words.format(self._round.number)))
        self._acknowledged("finish", self._finishes)

    def _imports(self) -> None:
        record = self._round.record
        body = f"{RECORD_COLUMNS}\n{record},Title of {record},today-3,open\n".encode()
        self._on.api.upload("/records/decisions/import", body, "text/csv")

    def _syncs(self) -> None:
        self._on.write(coming_meetings(self._round.number + 1, self._round.of + 1))
        self._on.sync()
        self._round.meeting_id = newest(self._on.coming()).meeting.meeting_id

    def _asks(self) -> None:
        with suppress(Conflict):  # it is being prepared: the acknowledgement was lost, the request was not
            self._on.api.post(f"/meetings/{self._round.meeting_id}/prep")

    def _answers(self, text: str) -> None:
        """An answer that was stored although its acknowledgement was lost is not given again."""
        time.sleep(THINKING_SECONDS)
        prompt = self._prompt()
        assert prompt is not None
        if text not in answers_in(self._on, self._row().preparation.session_id):
            self._move(prompt, "answer", text)
        self._round.answers.append(text)

    def _finishes(self) -> None:
        prompt = self._prompt()
        if prompt is not None and prompt["status"] == "open":
            self._move(prompt, "finish", "")

    def _approves(self) -> None:
        """AMO proposes a task (the same key makes it the same action), the person says yes, once."""
        proposal = {"action_type": "create_task", "parameters": {"what": self._round.task}, "key": self._round.task}
        by = {"on_behalf_of": self._on.stage.user_id, "requested_by": "agent:bench"}
        self._round.action_id = self._on.stage.invoke("propose_action", proposal | by)["action_id"]
        action = self._action()
        if action["status"] == "pending":
            word = {"decision": "approve", "payload_hash": action["payload_hash"]}
            self._on.api.post(f"/approvals/{self._round.action_id}", word)

    def _action(self) -> dict[str, Any]:
        return dict(self._on.api.get(f"/approvals/{self._round.action_id}"))

    def _move(self, prompt: dict[str, Any], move: str, text: str) -> None:
        body = {"move": move, "text": text, "version": prompt["version"]}
        self._on.api.post(f"/sessions/{prompt['session_id']}/moves", body)

    def _prompt(self) -> dict[str, Any] | None:
        found = self._on.api.get(f"/meetings/{self._round.meeting_id}/session")["prompt"]
        return dict(found) if found else None

    def _row(self) -> TrackedMeeting:
        return self._on.meetings.get(self._on.stage.user_id, self._round.meeting_id)

    def _acknowledged(self, step: str, act: Callable[[], Any]) -> None:
        self._round.step = step
        patiently(act)
        self._round.told.append(step)

    def _until(self, is_there: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not patiently(is_there):
            if time.monotonic() > deadline:
                self._round.lost.append(f"{what} never came")
                return
            time.sleep(0.2)


def newest(coming: Sequence[TrackedMeeting]) -> TrackedMeeting:
    """Meetings are added in the order of their start."""
    return max(coming, key=lambda tracked: tracked.meeting.start)


def patiently(act: Callable[[], Answer]) -> Answer:
    """Again and again while AMO does not answer, as a person would who sees that it is being started."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return act()
        except (AmoError, BotoCoreError, ClientError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)

"""The examples of ``./amo seed``: people whose ids and names say that they are demo, with the demonstration's calendar
and records. All of it is theirs, so that whoever forgets them has taken exactly the examples away.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cli import demonstration
from cli.api_client import ApiClient
from cli.stage import DeployedStage
from lambdas.domain.notifications.channels import CHANNELS
from lambdas.errors import Conflict, Refused, Retryable

PREFIX = "amo-demo-"
TEAM = "demo"
LABEL = "demo"
DAYS = 14
PREPARED_SECONDS = 600
ASKED_EVERY_SECONDS = 1.0
READY = frozenset({"ready", "failed", "none"})


@dataclass(frozen=True)
class DemoPerson:
    name: str
    role: str

    @property
    def user_id(self) -> str:
        return f"{PREFIX}{self.name.lower()}"

    @property
    def email(self) -> str:
        return f"{self.user_id}@example.com"

    def profile(self, timezone: str) -> dict[str, Any]:
        """Returns what makes them; they are reached on the page alone, and nothing is mailed to example.com."""
        return {
            "user_id": self.user_id,
            "name": f"{self.name} (demo)",
            "email": self.email,
            "role": self.role,
            "team_id": TEAM,
            "first_timezone": timezone,
            "declined_channels": sorted(CHANNELS),
        }


OWNER = DemoPerson("Dana", "member")
"""Whose calendar and records the examples are."""
PEOPLE = (OWNER, DemoPerson("Priya", "reviewer"), DemoPerson("Tom", "member"))


@dataclass(frozen=True)
class Seed:
    """``stage`` acts for OWNER, and ``api`` is signed in as them."""

    stage: DeployedStage
    api: ApiClient
    sleep: Callable[[float], None] = time.sleep

    def put(self, now: datetime) -> dict[str, Any]:
        """Makes what is not there yet. Once more on another day, the meetings stand around that day."""
        timezone = demonstration.machine_timezone()
        for person in PEOPLE:
            self.stage.invoke("provision_user", person.profile(timezone))
        path = self.stage.state_dir / f"seed-{self.stage.name}.ics"
        demonstration.write_calendar(path, now, timezone, OWNER.email)
        self.api.upload(f"/calendars/upload?label={LABEL}", path.read_bytes(), "text/calendar")
        records = demonstration.import_records(self.api)
        report = self.stage.invoke("sync_user_now", {"user_id": OWNER.user_id})
        if report["problems"]:
            raise Retryable(f"the example calendar was not read: {report['problems'][0]['problem']}")
        meetings = self.api.get("/meetings", days=DAYS)
        return {
            "people": [person.user_id for person in PEOPLE],
            "meetings": [meeting["meeting_id"] for meeting in meetings],
            "records": records,
        }

    def prepare(self, say: Callable[[str], None]) -> None:
        """Has each meeting prepared that can be, without an answer. Raises Retryable where that takes too long."""
        asked = [meeting["meeting_id"] for meeting in self.api.get("/meetings", days=DAYS) if self._is_begun(meeting)]
        until = time.monotonic() + PREPARED_SECONDS
        while left := [meeting_id for meeting_id in asked if not self._is_ready(meeting_id)]:
            if time.monotonic() > until:
                raise Retryable(f"{len(left)} meetings are not prepared yet; ./amo smoke says where it stops")
            say(f"{len(asked) - len(left)} of {len(asked)} prepared")
            self.sleep(ASKED_EVERY_SECONDS)

    def _is_begun(self, meeting: dict[str, Any]) -> bool:
        """False for one that AMO does not prepare."""
        if meeting.get("skip_reason") or meeting["prep_status"] == "ready":
            return False
        try:
            self.api.post(f"/meetings/{meeting['meeting_id']}/prep")
        except Refused:
            return False
        except Conflict:
            return True  # it is under way
        return True

    def _is_ready(self, meeting_id: str) -> bool:
        session = self.api.get(f"/meetings/{meeting_id}/session")
        prompt = session["prompt"]
        if session["prep_status"] == "waiting" and prompt and prompt["status"] == "open":
            move = {"move": "finish", "text": "", "version": prompt["version"]}
            self.api.post(f"/sessions/{prompt['session_id']}/moves", move)
        return session["prep_status"] in READY


def remove(stage: DeployedStage, people: Sequence[DemoPerson] = PEOPLE) -> list[str]:
    """Forgets the examples' people with all that is theirs. Returns those that were there."""
    gone = []
    for person in people:
        try:
            while not stage.invoke("forget_person", {"person": person.user_id})["is_done"]:
                continue
        except Refused:  # nobody of that id
            continue
        gone.append(person.user_id)
        (stage.state_dir / f"session-{stage.name}-{person.user_id}").unlink(missing_ok=True)
    (stage.state_dir / f"seed-{stage.name}.ics").unlink(missing_ok=True)
    return gone

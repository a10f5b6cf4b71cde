"""The smoke test: one meeting goes the whole way, from a calendar to a document, and is forgotten again."""

import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cli.api_client import ApiClient
from cli.loopback_names import request_to
from cli.smoke.hops import HopFailed, HopLog
from cli.smoke.parts import StageParts
from cli.smoke.person import calendar_of, is_left, label_of, profile, title_of
from cli.stage import DeployedStage
from lambdas.errors import NotFound

BEGUN = frozenset({"gathering", "waiting", "generating", "ready"})
COUNTED = "ChatsFinished"
"""The figure that a finished conversation counts, in the log of the function that ended it."""
FORGOTTEN = "meeting_forgotten"
PAGE_SECONDS = 15


@dataclass
class SmokeTest:
    """``api`` is signed in as the smoke test's own person; ``logs`` is a client of CloudWatch Logs."""

    stage: DeployedStage
    api: ApiClient
    parts: StageParts
    log: HopLog
    logs: Any
    began: datetime
    meeting_id: str = ""
    calendar_id: str = ""

    def run(self) -> None:
        """Ends with the first hop that fails; what was made is removed all the same."""
        try:
            self._go()
        except HopFailed:
            pass
        finally:
            self._remove()

    def _go(self) -> None:
        with self.log.hop("page"):
            self._page()
        with self.log.hop("sign-in"):
            self.stage.invoke("provision_user", profile())
            self._clear_up()
        with self.log.hop("calendar"):
            self._calendar()
        with self.log.hop("begin"):
            self.api.post(f"/meetings/{self.meeting_id}/prep")
            self._wait("begin", lambda: self._meeting()["prep_status"] in BEGUN, "start_prep")
        with self.log.hop("questions"):
            prompt = self._wait("questions", self._prompt, "send_prep_notification")
        with self.log.hop("message"):
            self._wait("message", self._notice, "deliver_message")
        with self.log.hop("conversation"):
            move = {"move": "finish", "text": "", "version": prompt["version"]}
            self.api.post(f"/sessions/{prompt['session_id']}/moves", move)
        with self.log.hop("document"):
            materials = self._wait("document", self._materials, "generate_materials")
            if not self.api.download(materials["agenda"]["url"]):
                raise HopFailed("the agenda is empty")
        with self.log.hop("timeline"):
            self._wait("timeline", self._has_ended, "schedule_reminder")
        with self.log.hop("metric"):
            self._wait("metric", self._is_counted, "api")

    def _page(self) -> None:
        """Any answer but a fault of the server's: without a session it leads to the sign-in."""
        try:
            with urllib.request.urlopen(request_to(f"{self.stage.page_url}/"), timeout=PAGE_SECONDS):
                return
        except urllib.error.HTTPError as error:
            if error.code >= 500:
                raise HopFailed(f"answers {error.code}; ./amo logs --function page --since 5m") from error
        except OSError as error:
            raise HopFailed(f"does not answer at {self.stage.page_url}: {error}") from error

    def _calendar(self) -> None:
        label = label_of(self.began)
        content = calendar_of(label, self.began)
        connected = self.api.upload(f"/calendars/upload?label={label}", content, "text/calendar")
        self.calendar_id = connected["calendar_id"]
        report = self.stage.invoke("sync_user_now", {"user_id": self.stage.user_id})
        if report["problems"]:
            raise HopFailed(f"it was not read: {report['problems'][0]['problem']}")
        found = [one for one in self.api.get("/meetings", days=7) if one["title"] == title_of(label)]
        if not found:
            off = [part for part, is_on in self.api.get("/switches").items() if not is_on]
            why = f"; switched off: {', '.join(off)}" if off else "; ./amo logs --function sync_user_now --since 5m"
            raise HopFailed(f"its meeting was not stored{why}")
        self.meeting_id = found[0]["meeting_id"]

    def _meeting(self) -> Mapping[str, Any]:
        meeting: Mapping[str, Any] = self.api.get(f"/meetings/{self.meeting_id}")
        if meeting["prep_status"] == "failed":
            raise HopFailed(self._failed_state())
        return meeting

    def _failed_state(self) -> str:
        states = self.api.get(f"/meetings/{self.meeting_id}/trace")["states"]
        failed = next((state for state in states if state["error"]), None)
        return f"state {failed['name']}: {failed['error']}" if failed else "the preparation failed; ./amo logs"

    def _prompt(self) -> Any:
        self._meeting()
        session = self.api.get(f"/meetings/{self.meeting_id}/session")
        return session["prompt"] if session["prep_status"] == "waiting" else None

    def _notice(self) -> bool:
        return any(notice["meeting_id"] == self.meeting_id for notice in self.api.get("/notices"))

    def _materials(self) -> Any:
        self._meeting()
        try:
            return self.api.get(f"/meetings/{self.meeting_id}/materials")
        except NotFound:
            return None

    def _has_ended(self) -> bool:
        status = self.api.get(f"/meetings/{self.meeting_id}/trace")["status"]
        if status not in ("RUNNING", "SUCCEEDED"):
            raise HopFailed(self._failed_state())
        return bool(status == "SUCCEEDED")

    def _is_counted(self) -> bool:
        answer = self.logs.filter_log_events(
            logGroupName=f"/aws/lambda/{self.stage.prefix}-api",
            startTime=int(self.began.timestamp() * 1000),
            filterPattern=f'"{COUNTED}"',
        )
        return bool(answer["events"] or answer.get("nextToken"))

    def _wait(self, hop: str, look: Any, function: str) -> Any:
        hint = f"./amo logs --function {function} --since 5m"
        return self.log.wait(look, lambda: self.parts.broken(hop), hint)

    def _remove(self) -> None:
        """The last hop: the meeting is forgotten, the log says so, its calendar is disconnected."""
        try:
            if self.meeting_id:
                with self.log.hop("removal"):
                    self._forget(self.meeting_id)
                with self.log.hop("audit"):
                    self._wait("audit", self._is_audited, "erase_meeting")
            if self.calendar_id:
                with self.log.hop("calendar removed"):
                    self.api.delete(f"/calendars/{self.calendar_id}")
        except HopFailed:
            return

    def _forget(self, meeting_id: str) -> None:
        path = f"/meetings/{meeting_id}/forget"
        self.api.post(path)
        self._wait("removal", lambda: not self.api.get(path)["left"], "erase_meeting")

    def _is_audited(self) -> bool:
        team = self.api.get("/autonomy")["team_id"]
        rows = self.api.get(f"/audit/{team}", limit=20)
        return any(row["event"] == FORGOTTEN and self.meeting_id in str(row) for row in rows)

    def _clear_up(self) -> None:
        """Removes all that earlier tests left which did not come to their end."""
        left = [one for one in self.api.get("/calendars") if is_left(one["label"], datetime.now(UTC))]
        for one in left:
            title = title_of(one["label"])
            for meeting in self.api.get("/meetings", days=7):
                if meeting["title"] == title:
                    self.api.post(f"/meetings/{meeting['meeting_id']}/forget")
            self.api.delete(f"/calendars/{one['calendar_id']}")

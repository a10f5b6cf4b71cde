"""Deletes all that may be deleted of one person, as far as the time goes; asked again it goes on where it was."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from lambdas.domain.accounts.user import User
from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from lambdas.domain.meeting_notes.voice import output_folder
from lambdas.domain.personal_data.progress import Forgetting, Tally
from lambdas.domain.personal_data.receipt import ForgettingReceipt
from lambdas.personal_data.export import own_folders
from lambdas.personal_data.find_person import person_of
from lambdas.personal_data.outside import OutsideEnds
from lambdas.personal_data.traces import is_trace
from lambdas.store.audit_log import AuditLog
from lambdas.store.documents import Documents
from lambdas.store.forgettings import Forgettings
from lambdas.store.personal_rows import (
    BY_MEETING,
    OWN,
    PROFILE,
    SCANNED,
    Person,
    PersonalDeletions,
    PersonalRows,
    PersonalScans,
)

log = logging.getLogger(__name__)

OWN_ROWS = (
    *(name for name in OWN if name not in ("users", "page_sessions")),
    "meeting_notes",
    "deliveries",
    "autonomy",
    "spend",
    "source_accounts",
)


@dataclass(frozen=True, slots=True)
class PersonForgettings:
    rows: PersonalRows
    scans: PersonalScans
    deletions: PersonalDeletions
    buckets: Mapping[str, Documents]
    outside: OutsideEnds
    forgettings: Forgettings
    audit: AuditLog
    stage: str

    def go_on(
        self, user: User, actor: str, now: datetime, has_time: Callable[[], bool]
    ) -> tuple[Forgetting, ForgettingReceipt | None]:
        """The receipt once nothing is left, None before. Raises Retryable while something is done in their name."""
        self.outside.require_idle(user.user_id)
        started = Forgetting(user_id=user.user_id, begun_at=now.replace(microsecond=0))
        before = self.forgettings.find(user.user_id) or started
        self.forgettings.put(before)
        tally = Tally(before)
        for _ in self._everything(person_of(user), tally):
            if not has_time():
                self.forgettings.put(tally.forgetting)
                return tally.forgetting, None
        self.forgettings.put(tally.forgetting)
        return tally.forgetting, self._finish(user, tally, actor, now)

    def _everything(self, person: Person, tally: Tally) -> Iterator[None]:
        """Looks twice: whatever was at work when it began may have written since."""
        yield from self._own(person, tally)
        for table in SCANNED:
            if table not in tally.scanned:
                yield from self._scan(table, person, tally)
        yield from self._own(person, tally)

    def _own(self, person: Person, tally: Tally) -> Iterator[None]:
        user_id = person.user_id
        yield from self._delete_all("page_sessions", person, tally)
        yield from self.outside.end_consents(user_id, tally)
        yield from self.outside.end_sources(user_id, tally)
        yield from self._meetings(person, tally)
        yield from self._actions(person, tally)
        for table in OWN_ROWS:
            yield from self._delete_all(table, person, tally)
        yield from self._slack(person, tally)
        for row in list(self.rows.of("users", person)):
            if row["item"] != PROFILE:
                self._delete("users", row, tally)
        for bucket, folder in own_folders(user_id):
            if erased := self.buckets[bucket].erase(folder):
                tally.documents[bucket] += erased
                yield  # only where something went: a call always comes further than the one before

    def _meetings(self, person: Person, tally: Tally) -> Iterator[None]:
        """The row of a meeting goes last of all that belongs to it, since the rest is found by it."""
        for meeting in list(self.rows.meetings(person.user_id)):
            self.outside.end_meeting(meeting, tally)
            for table in BY_MEETING:
                for row in list(self.rows.of_meeting(table, person.user_id, meeting)):
                    if table == "meeting_notes":
                        self.outside.end_recording(row)
                    self._delete(table, row, tally)
            tally.documents["documents"] += self.buckets["documents"].erase(output_folder(meeting["meeting_id"]))
            self._delete("meetings", meeting, tally)
            yield

    def _actions(self, person: Person, tally: Tally) -> Iterator[None]:
        for action in list(self.rows.actions(person.user_id)):
            self.outside.end_action(action, tally)
            for look in list(self.rows.looks_at(action["action_id"])):
                self._delete("action_looks", look, tally)
            self._delete("pending_actions", action, tally)
            yield

    def _slack(self, person: Person, tally: Tally) -> Iterator[None]:
        """The tie of their account goes in both directions."""
        for row in list(self.rows.of("slack", person)):
            other = self.rows.link_in_team(row) if row["item"] == "link" else None
            if other and other.get("user_id") == person.user_id:
                self._delete("slack", other, tally)
                tally.ended["slack ties"] += 1
            self._delete("slack", row, tally)
            yield

    def _delete_all(self, table: str, person: Person, tally: Tally) -> Iterator[None]:
        for row in list(self.rows.of(table, person)):
            self._delete(table, row, tally)
            yield

    def _scan(self, table: str, person: Person, tally: Tally) -> Iterator[None]:
        """Goes through a whole table for what names them under other keys."""
        while True:
            part = self.scans.part(table, tally.scan_after)
            for row in part.rows:
                if is_trace(table, row, person.user_id):
                    self._delete(table, row, tally)
                elif table == "users" and person.user_id in row.get("reviews_for", ()):
                    self.forgettings.end_review(row["user_id"], row["reviews_for"], person.user_id)
                    tally.ended["reviews"] += 1
            tally.scan_after = part.ended_at
            if part.ended_at is None:
                tally.scanned.append(table)
                return
            yield

    def _delete(self, table: str, row: dict[str, object], tally: Tally) -> None:
        tally.deleted[table] += self.deletions.delete(table, row)

    def _finish(self, user: User, tally: Tally, actor: str, now: datetime) -> ForgettingReceipt:
        """The profile goes in one transaction with the row of the audit log that proves the receipt."""
        receipt = tally.receipt(self.stage, now.replace(microsecond=0))
        entry = AuditEntry(
            team_id=user.team,
            at=now.replace(microsecond=0),
            event=AuditEvent.PERSON_FORGOTTEN,
            actor=actor,
            note=f"{user.user_id}: receipt {receipt.sha256}",
        )
        row = self.audit.add(entry, lambda _row: [self.forgettings.forgotten(user.user_id)], "forgetting a person")
        log.info("person %s was forgotten", user.user_id)
        proof = {"team_id": row.team_id, "audit_sequence": row.sequence, "audit_hash": row.hash}
        return receipt.model_copy(update=proof)

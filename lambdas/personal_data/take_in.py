"""Takes in what was exported of a person, for somebody who is a user here. What is here already stays as it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from lambdas.domain.kernel.model import Model
from lambdas.domain.personal_data.refusals import UnfitFile
from lambdas.domain.personal_data.take_in import READERS, FileOwner, settings_of
from lambdas.errors import NotFound, Refused
from lambdas.personal_data.imported_rows import as_stored
from lambdas.store.meetings import Meetings
from lambdas.store.personal_rows import PersonalImports
from lambdas.store.rows import is_expired
from lambdas.store.timing_proposals import TimingProposals
from lambdas.store.users import Users

OF_A_MEETING = frozenset({"conversations", "facts", "notes"})
PROFILE = "profile"
ReadT = TypeVar("ReadT")


class TakenIn(Model):
    """``there`` were here already, ``left`` mean nothing here: not over yet, still open, older than they are kept."""

    taken: int = 0
    there: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class PersonalDataImports:
    users: Users
    proposals: TimingProposals
    meetings: Meetings
    imports: PersonalImports
    known: dict[str, bool] = field(default_factory=dict)

    def take_in(self, section: str, rows: list[dict[str, Any]], owner: FileOwner, now: datetime) -> TakenIn:
        """Doing it again changes nothing. Raises Refused, naming the row, for one that AMO did not write."""
        if section == PROFILE:
            return self._settings(rows, owner)
        if section not in READERS:
            raise Refused(f"{section} is not taken in")
        read = [self._read(section, number, row, owner, now) for number, row in enumerate(rows, 1)]
        counts = {"taken": 0, "there": 0, "left": 0}
        for row, model in zip(rows, read, strict=True):
            counts[self._put(section, row, model, owner, now)] += 1
        return TakenIn.model_validate(counts)

    def _read(
        self, section: str, number: int, row: dict[str, Any], owner: FileOwner, now: datetime
    ) -> BaseModel | None:
        """Before anything of the section is written. No line repeats what stands in the row."""
        return _read_as(section, number, lambda: READERS[section](row, owner, now))

    def _put(self, section: str, row: dict[str, Any], model: BaseModel | None, owner: FileOwner, now: datetime) -> str:
        if model is None:
            return "left"
        if section in OF_A_MEETING and not self._is_theirs(str(row["meeting_id"]), owner.user_id):
            return "left"
        table, stored = as_stored(section, row, model, owner.user_id)
        if is_expired(stored, now):
            return "left"
        return "taken" if self.imports.put_new(table, stored) else "there"

    def _is_theirs(self, meeting_id: str, user_id: str) -> bool:
        """Says whether the meeting is theirs: what belongs to a meeting is never taken in below somebody else's."""
        if meeting_id not in self.known:
            try:
                self.known[meeting_id] = bool(self.meetings.get(user_id, meeting_id))
            except NotFound:
                self.known[meeting_id] = False
        return self.known[meeting_id]

    def _settings(self, rows: list[dict[str, Any]], owner: FileOwner) -> TakenIn:
        said = _read_as(PROFILE, 1, lambda: settings_of(rows))
        if said.preferences:
            _read_as(PROFILE, 1, lambda: self.users.patch(owner.user_id, said.preferences))
        for correction in said.corrections:
            self.users.correct(owner.user_id, correction)
        for proposal in said.proposals:
            self.proposals.put(owner.user_id, proposal)
        return TakenIn(taken=len(rows))


def _read_as(section: str, number: int, read: Callable[[], ReadT]) -> ReadT:
    try:
        return read()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise Refused(f"{section}, row {number}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    except UnfitFile as error:
        raise Refused(f"{section}, row {number}: {error}") from None

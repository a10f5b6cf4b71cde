"""Stores how far each preparation is: the map ``preparation`` of the meetings table, which the monitor never writes.

Every change names the run it belongs to and is refused once another run has begun or this one has ended, so that
a step of an old execution that arrives late changes nothing. ``attention_at`` is when the sweeper must look at
the meeting unless something has happened by then.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from lambdas.aws.conditions import Attr, Condition
from lambdas.aws.table import Row, Table, Update, Write
from lambdas.domain.kernel.instants import iso
from lambdas.domain.meetings.erasure import Erasure
from lambdas.domain.meetings.tracked_meeting import RUNNING, MaterialsManifest, Preparation, PrepStatus
from lambdas.errors import NotFound
from lambdas.store.rows import ATTENTION, SHARDS, attention, from_row, is_due, to_row

GRACE_AT_START = timedelta(minutes=15)
GRACE_AFTER_DEADLINE = timedelta(minutes=1)
GRACE_AFTER_CHAT = timedelta(minutes=2)
GRACE_FOR_DELIVERY = timedelta(minutes=5)
BEFORE_MATERIALS = frozenset({PrepStatus.GATHERING, PrepStatus.WAITING})
ALIVE = RUNNING | {PrepStatus.READY}


class Watched(NamedTuple):
    """A meeting the sweeper looks at."""

    user_id: str
    meeting_id: str


@dataclass(frozen=True)
class Preparations:
    table: Table

    def get(self, meeting_id: str) -> Preparation:
        """As stored now, read consistently. Raises NotFound for an unknown meeting."""
        row = self.table.get(_key(meeting_id), "reading a preparation", only=("meeting_id", "preparation"))
        if row is None:
            raise NotFound("There is no such meeting.")
        return from_row(Preparation, row.get("preparation", {}))

    def begin_run(self, meeting_id: str, seen: Preparation, begun: Preparation, now: datetime) -> None:
        """Replaces the preparation ``seen`` by a new run.

        Raises Conflict when somebody else began one meanwhile, or the meeting is no longer at the new run's
        ``timing_version``.
        """
        values = {"preparation": to_row(begun), **attention(meeting_id, now + GRACE_AT_START)}
        is_current = Attr("timing_version").eq(begun.timing_version)
        self._update(meeting_id, Update(set=values), is_current & _is_as_seen(seen))

    def record_execution(self, meeting_id: str, run: int, execution_arn: str) -> None:
        """Raises Conflict when the run is over."""
        self._change(meeting_id, run, ALIVE, {"execution_arn": execution_arn})

    def mark_notified(self, meeting_id: str, run: int, now: datetime) -> None:
        """The user has been told. Raises Conflict when the run is over."""
        self._change(meeting_id, run, RUNNING, {"notified_at": iso(now)})

    def await_answers(self, meeting_id: str, run: int, deadline: datetime) -> None:
        """The conversation is open until ``deadline``. Raises Conflict when the run is past it, or over."""
        self._change(
            meeting_id, run, BEFORE_MATERIALS, {"status": PrepStatus.WAITING.value}, deadline + GRACE_AFTER_DEADLINE
        )

    def expect_resume(self, meeting_id: str, run: int, now: datetime) -> None:
        """The conversation ended: the workflow should go on within two minutes. Raises Conflict when it already has."""
        self._change(meeting_id, run, {PrepStatus.WAITING}, {}, now + GRACE_AFTER_CHAT)

    def generate(self, meeting_id: str, run: int, now: datetime) -> None:
        """Materials are being made. Raises Conflict when the run is over."""
        self._change(meeting_id, run, RUNNING, {"status": PrepStatus.GENERATING.value}, now + GRACE_AT_START)

    def record_materials(
        self, meeting_id: str, run: int, materials: MaterialsManifest, now: datetime, replaces: str = ""
    ) -> None:
        """Materials are stored: the preparation is ready, its delivery is still watched.

        ``replaces`` is the plan that held until now. Raises Conflict when another one holds by now, or the run is over.
        """
        changes = {"status": PrepStatus.READY.value, "materials": to_row(materials), "finished_at": iso(now)}
        values = _in_map(changes) | attention(meeting_id, now + GRACE_FOR_DELIVERY)
        is_run = _is_run(run, {PrepStatus.GENERATING, PrepStatus.READY})
        self._update(meeting_id, Update(set=values), is_run & _holds(replaces) if replaces else is_run)

    def revise_materials(self, meeting_id: str, seen_plan_key: str, materials: MaterialsManifest) -> None:
        """Another version of the agenda holds from now on. Raises Conflict when ``seen_plan_key`` no longer did."""
        change = Update(set={"preparation.materials": to_row(materials)})
        self._update(meeting_id, change, _holds(seen_plan_key))

    def reopen(self, meeting_id: str, run: int, timing_version: int, now: datetime) -> None:
        """An answer was changed: the same run writes its materials again. Raises Conflict unless they are ready."""
        changes = {"status": PrepStatus.GENERATING.value, "timing_version": timing_version}
        self._change(meeting_id, run, {PrepStatus.READY}, changes, now + GRACE_AFTER_CHAT)

    def refresh_materials(self, meeting_id: str, run: int, seen_plan_key: str, materials: MaterialsManifest) -> None:
        """Those of ``seen_plan_key`` were written anew: nothing is to be delivered.

        Raises Conflict when others hold by now, or the run is over.
        """
        change = Update(set={"preparation.materials": to_row(materials)})
        self._update(meeting_id, change, _is_run(run, {PrepStatus.READY}) & _holds(seen_plan_key))

    def complete(self, meeting_id: str, run: int) -> None:
        """Delivered and the reminder set: nothing is left to watch. Raises Conflict when another run has begun."""
        self._end(meeting_id, run, {PrepStatus.READY}, {})

    def fail(self, meeting_id: str, run: int, reason: str, now: datetime) -> None:
        """Ended without materials; ``reason`` is in the user's words. Raises Conflict when the run is over."""
        changes = {"status": PrepStatus.FAILED.value, "failure": reason, "finished_at": iso(now)}
        self._end(meeting_id, run, RUNNING | {PrepStatus.FAILED}, changes)

    def withdraw(self, meeting_id: str, run: int, now: datetime) -> None:
        """Ended: the meeting is cancelled, or not to be prepared. Raises Conflict when the run is over already."""
        changes = {"status": PrepStatus.WITHDRAWN.value, "finished_at": iso(now)}
        self._end(meeting_id, run, RUNNING | {PrepStatus.WITHDRAWN}, changes)

    def decline(self, meeting_id: str, seen: Preparation, now: datetime) -> None:
        """The user does not want this one. Raises Conflict when the preparation is no longer as ``seen``."""
        moment = now.replace(microsecond=0)
        changes = {"status": PrepStatus.WITHDRAWN, "declined_at": moment, "finished_at": moment}
        declined = to_row(seen.model_copy(update=changes))
        self._update(meeting_id, Update(set={"preparation": declined}, remove=ATTENTION), _is_as_seen(seen))

    def reconsider(self, meeting_id: str, seen: Preparation, awaited: Preparation, attention_at: datetime) -> None:
        """Takes back a decline; the sweeper sees to it should its request be lost.

        Raises Conflict when the preparation is no longer as ``seen``.
        """
        values = {"preparation": to_row(awaited), **attention(meeting_id, attention_at)}
        self._update(meeting_id, Update(set=values), _is_as_seen(seen))

    def erased(self, meeting_id: str, seen: Preparation, erasure: Erasure) -> Write:
        """Returns the write, of a transaction, that leaves nothing of it but that it was forgotten.

        It is as declined as one can be: no sync prepares it. Refused when the preparation is no longer as ``seen``, or
        forgotten already.
        """
        rest = {"run": seen.run, "request_id": seen.request_id, "timing_version": seen.timing_version}
        ended = {"status": PrepStatus.WITHDRAWN, "declined_at": erasure.at, "finished_at": erasure.at}
        left = to_row(Preparation.model_validate(rest | ended | {"erased": erasure}))
        is_first = Attr("preparation.erased.at").not_exists()
        change = Update(set={"preparation": left}, remove=ATTENTION)
        return self.table.update_write(_key(meeting_id), change, _is_as_seen(seen) & is_first)

    def release(self, meeting_id: str, run: int, attention_at: datetime) -> None:
        """Ended because the meeting moved: another run begins when its new time has come.

        Raises Conflict when the run is over already.
        """
        self._change(meeting_id, run, RUNNING, {"status": PrepStatus.NONE.value}, attention_at)

    def look_again(self, meeting_id: str, at: datetime) -> None:
        """The sweeper looks at the meeting at ``at``. Raises Conflict for an unknown meeting."""
        self._update(meeting_id, Update(set=attention(meeting_id, at)), Attr("meeting_id").exists())

    def look_away(self, meeting_id: str, seen: Preparation) -> None:
        """Nothing is left to watch. Raises Conflict when the preparation is no longer as ``seen``."""
        self._update(meeting_id, Update(remove=ATTENTION), _is_as_seen(seen))

    def overdue(self, now: datetime) -> Iterator[Watched]:
        """The meetings whose time to be looked at has come. Eventually consistent."""
        for shard in SHARDS:
            yield from self._watched(is_due(shard, now))

    def watched(self) -> Iterator[Watched]:
        """All meetings the sweeper is to look at, now or later. Eventually consistent."""
        for shard in SHARDS:
            yield from self._watched(Attr("attention_shard").eq(shard))

    def _watched(self, where: Condition) -> list[Watched]:
        doing, only = "looking for preparations left half-way", ("user_id", "meeting_id")
        rows = self.table.query(where, doing, index="attention", only=only)
        return [Watched(row["user_id"], row["meeting_id"]) for row in rows]

    def _change(
        self,
        meeting_id: str,
        run: int,
        allowed: Collection[PrepStatus],
        changes: Mapping[str, Any],
        attention_at: datetime | None = None,
    ) -> None:
        """Sets ``changes`` in the map; without ``attention_at`` the sweeper's time stays as it was."""
        values = _in_map(changes) | (attention(meeting_id, attention_at) if attention_at else {})
        self._update(meeting_id, Update(set=values), _is_run(run, allowed))

    def _end(self, meeting_id: str, run: int, allowed: Collection[PrepStatus], changes: Mapping[str, Any]) -> None:
        self._update(meeting_id, Update(set=_in_map(changes), remove=ATTENTION), _is_run(run, allowed))

    def _update(self, meeting_id: str, change: Update, condition: Condition) -> None:
        self.table.update(_key(meeting_id), change, "recording how far a preparation is", condition)


def _key(meeting_id: str) -> Row:
    return {"meeting_id": meeting_id}


def _in_map(changes: Mapping[str, Any]) -> Row:
    return {f"preparation.{name}": value for name, value in changes.items()}


def _is_run(run: int, allowed: Collection[PrepStatus]) -> Condition:
    statuses = sorted(status.value for status in allowed)
    return Attr("preparation.run").eq(run) & Attr("preparation.status").is_in(statuses)


def _holds(plan_key: str) -> Condition:
    return Attr("preparation.materials.plan_key").eq(plan_key)


def _is_as_seen(seen: Preparation) -> Condition:
    """Nothing has happened since."""
    unchanged = Attr("preparation.run").eq(seen.run) & Attr("preparation.status").eq(seen.status.value)
    return unchanged if seen.run else Attr("preparation").not_exists() | unchanged

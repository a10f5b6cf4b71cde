"""How far each preparation is: the map ``preparation`` of the meetings table, which the monitor never writes.

Every change names the run it belongs to and is refused once another run has begun or this one has ended, so that
a step of an old execution that arrives late changes nothing. ``attention_at`` is when the sweeper must look at
the meeting unless something has happened by then.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from lambdas.aws.items import all_shards, attribute, from_item, shard_of, translated
from lambdas.domain.kernel.instants import iso
from lambdas.domain.meetings.tracked_meeting import RUNNING, MaterialsManifest, Preparation, PrepStatus
from lambdas.errors import NotFound

ATTENTION_INDEX = "attention"
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


class Preparations:
    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def get(self, meeting_id: str) -> Preparation:
        """As stored now, read consistently. Raises NotFound for an unknown meeting."""
        with translated("reading a preparation"):
            answer = self._client.get_item(
                TableName=self._table,
                Key=_key(meeting_id),
                ConsistentRead=True,
                ProjectionExpression="meeting_id, preparation",
            )
        if "Item" not in answer:
            raise NotFound("There is no such meeting.")
        stored = answer["Item"].get("preparation")
        return from_item(Preparation, stored["M"]) if stored else Preparation()

    def begin_run(self, meeting_id: str, seen: Preparation, begun: Preparation, now: datetime) -> None:
        """Replaces the preparation ``seen`` by a new run.

        Raises Conflict when somebody else began one meanwhile, or the meeting is no longer at the new run's
        ``timing_version``.
        """
        self._update(
            meeting_id,
            "SET preparation = :begun, attention_shard = :shard, attention_at = :attention",
            f"timing_version = :timing AND {_as_seen(seen)}",
            {
                ":begun": begun,
                ":timing": begun.timing_version,
                ":run": seen.run,
                ":status": seen.status.value,
                **_attention(meeting_id, now + GRACE_AT_START),
            },
            {"#status": "status"},
        )

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

    def record_materials(self, meeting_id: str, run: int, materials: MaterialsManifest, now: datetime) -> None:
        """Materials are stored: the preparation is ready, its delivery is still watched. Raises Conflict when over."""
        changes = {"status": PrepStatus.READY.value, "materials": materials, "finished_at": iso(now)}
        self._change(meeting_id, run, {PrepStatus.GENERATING, PrepStatus.READY}, changes, now + GRACE_FOR_DELIVERY)

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
        self._update(
            meeting_id,
            "SET preparation = :declined REMOVE attention_shard, attention_at",
            _as_seen(seen),
            {":declined": seen.model_copy(update=changes), ":run": seen.run, ":status": seen.status.value},
            {"#status": "status"},
        )

    def reconsider(self, meeting_id: str, seen: Preparation, awaited: Preparation, attention_at: datetime) -> None:
        """What was declined is to be prepared after all; the sweeper sees to it should its request be lost.

        Raises Conflict when the preparation is no longer as ``seen``.
        """
        self._update(
            meeting_id,
            "SET preparation = :awaited, attention_shard = :shard, attention_at = :attention",
            _as_seen(seen),
            {
                ":awaited": awaited,
                ":run": seen.run,
                ":status": seen.status.value,
                **_attention(meeting_id, attention_at),
            },
            {"#status": "status"},
        )

    def release(self, meeting_id: str, run: int, attention_at: datetime) -> None:
        """Ended because the meeting moved: another run begins when its new time has come.

        Raises Conflict when the run is over already.
        """
        self._change(meeting_id, run, RUNNING, {"status": PrepStatus.NONE.value}, attention_at)

    def look_again(self, meeting_id: str, at: datetime) -> None:
        """The sweeper looks at the meeting at ``at``. Raises Conflict for an unknown meeting."""
        self._update(
            meeting_id,
            "SET attention_shard = :shard, attention_at = :attention",
            "attribute_exists(meeting_id)",
            _attention(meeting_id, at),
        )

    def look_away(self, meeting_id: str, seen: Preparation) -> None:
        """Nothing is left to watch. Raises Conflict when the preparation is no longer as ``seen``."""
        self._update(
            meeting_id,
            "REMOVE attention_shard, attention_at",
            _as_seen(seen),
            {":run": seen.run, ":status": seen.status.value},
            {"#status": "status"},
        )

    def overdue(self, now: datetime) -> Iterator[Watched]:
        """The meetings whose time to be looked at has come. Eventually consistent."""
        yield from self._watched("attention_shard = :shard AND attention_at <= :now", {":now": attribute(iso(now))})

    def watched(self) -> Iterator[Watched]:
        """All meetings the sweeper is to look at, now or later. Eventually consistent."""
        yield from self._watched("attention_shard = :shard", {})

    def _watched(self, condition: str, values: dict[str, Any]) -> Iterator[Watched]:
        query = self._client.get_paginator("query")
        for shard in all_shards():
            with translated("looking for preparations left half-way"):
                pages = query.paginate(
                    TableName=self._table,
                    IndexName=ATTENTION_INDEX,
                    KeyConditionExpression=condition,
                    ExpressionAttributeValues={":shard": attribute(shard), **values},
                    ProjectionExpression="user_id, meeting_id",
                )
                items = [item for page in pages for item in page["Items"]]
            yield from (Watched(item["user_id"]["S"], item["meeting_id"]["S"]) for item in items)

    def _change(
        self,
        meeting_id: str,
        run: int,
        allowed: Collection[PrepStatus],
        changes: dict[str, Any],
        attention_at: datetime | None = None,
    ) -> None:
        """Sets ``changes`` in the map; without ``attention_at`` the sweeper's time stays as it was."""
        assignments = [f"preparation.#{name} = :{name}" for name in changes]
        values = {f":{name}": value for name, value in changes.items()}
        if attention_at:
            assignments += ["attention_shard = :shard", "attention_at = :attention"]
            values |= _attention(meeting_id, attention_at)
        self._of_run(meeting_id, run, allowed, f"SET {', '.join(assignments)}", changes, values)

    def _end(self, meeting_id: str, run: int, allowed: Collection[PrepStatus], changes: dict[str, Any]) -> None:
        assignments = ", ".join(f"preparation.#{name} = :{name}" for name in changes)
        expression = f"{f'SET {assignments} ' if changes else ''}REMOVE attention_shard, attention_at"
        self._of_run(meeting_id, run, allowed, expression, changes, {f":{name}": v for name, v in changes.items()})

    def _of_run(
        self,
        meeting_id: str,
        run: int,
        allowed: Collection[PrepStatus],
        expression: str,
        changes: Collection[str],
        values: dict[str, Any],
    ) -> None:
        states = {f":allowed{place}": status.value for place, status in enumerate(sorted(allowed))}
        self._update(
            meeting_id,
            expression,
            f"preparation.run = :run AND preparation.#status IN ({', '.join(states)})",
            {":run": run, **states, **values},
            {"#status": "status", **{f"#{name}": name for name in changes}},
        )

    def _update(
        self,
        meeting_id: str,
        expression: str,
        condition: str,
        values: dict[str, Any],
        names: dict[str, str] | None = None,
    ) -> None:
        with translated("recording how far a preparation is"):
            self._client.update_item(
                TableName=self._table,
                Key=_key(meeting_id),
                UpdateExpression=expression,
                ConditionExpression=condition,
                ExpressionAttributeValues={name: attribute(value) for name, value in values.items()},
                **({"ExpressionAttributeNames": names} if names else {}),
            )


def _key(meeting_id: str) -> dict[str, Any]:
    return {"meeting_id": attribute(meeting_id)}


def _as_seen(seen: Preparation) -> str:
    """The condition that nothing has happened since; DynamoDB refuses parentheses that are not needed."""
    unchanged = "preparation.run = :run AND preparation.#status = :status"
    return unchanged if seen.run else f"(attribute_not_exists(preparation) OR ({unchanged}))"


def _attention(meeting_id: str, at: datetime) -> dict[str, Any]:
    return {":shard": shard_of(meeting_id), ":attention": iso(at)}

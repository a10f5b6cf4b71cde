"""Restores tables of a stage, sets what AWS does not bring back, and puts missing rows where they were."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from cli.restoration import Restoration, Source
from lambdas.errors import NotFound, Refused, Retryable
from stacks.tables import EXPIRY_ATTRIBUTE

POLL_SECONDS = 10.0
BATCH = 100
ATTEMPTS = 8
RESERVED = "aws:"
"""Tags that begin so are AWS's own; nobody can set them."""


@dataclass(frozen=True)
class TableRestores:
    """``client`` speaks to DynamoDB; ``is_protected``: tables of this stage are protected from deletion."""

    client: Any
    prefix: str
    is_protected: bool
    sleep: Callable[[float], None] = time.sleep

    def source(self, table: str) -> Source:
        """Raises NotFound where nothing is left of it, Refused where it cannot be brought back to a moment."""
        name = f"{self.prefix}-{table}"
        try:
            described = self.client.describe_table(TableName=name)["Table"]
        except self.client.exceptions.ResourceNotFoundException:
            return self._deleted(table, name)
        window = self.client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
        recovery = window.get("PointInTimeRecoveryDescription", {})
        if "LatestRestorableDateTime" not in recovery:
            raise Refused(f"{name} has no point-in-time recovery: there is nothing to restore it from")
        return Source(
            table=table,
            rows=described.get("ItemCount", 0),
            size=described.get("TableSizeBytes", 0),
            earliest=recovery["EarliestRestorableDateTime"],
            latest=recovery["LatestRestorableDateTime"],
        )

    def begin(self, restoration: Restoration) -> bool:
        """False where it was begun before: then it is gone on with."""
        source, target = restoration.source, restoration.target
        try:
            if source.backup_arn:
                self.client.restore_table_from_backup(TargetTableName=target, BackupArn=source.backup_arn)
            else:
                self.client.restore_table_to_point_in_time(
                    SourceTableName=f"{self.prefix}-{source.table}",
                    TargetTableName=target,
                    RestoreDateTime=restoration.at,
                )
        except self.client.exceptions.TableAlreadyExistsException:
            return False
        return True

    def finish(self, restoration: Restoration) -> int:
        """Waits for AWS and sets what is not restored with a table. Returns how many rows AWS says it has."""
        described = self._active(restoration.target)
        live = f"{self.prefix}-{restoration.source.table}"
        self._set_expiry(restoration.target)
        self._set_recovery(restoration.target)
        self._set_tags(restoration, live, described["TableArn"])
        if self.is_protected and not described.get("DeletionProtectionEnabled"):
            self._active(restoration.target)
            self.client.update_table(TableName=restoration.target, DeletionProtectionEnabled=True)
        return int(described.get("ItemCount", 0))

    def missing(self, restored: str, live: str, now: datetime) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        """For each part of the restored table: how many rows it had, and those that the live one lacks.

        Rows whose life is over meanwhile are not missed.
        """
        keys = self.keys_of(live)
        self._described(restored)
        for page in self.client.get_paginator("scan").paginate(TableName=restored, ConsistentRead=True):
            rows = page["Items"]
            alive = [row for row in rows if not _is_over(row, now)]
            parts = (alive[first : first + BATCH] for first in range(0, len(alive), BATCH))
            yield len(rows), [row for part in parts for row in self._absent(part, live, keys)]

    def keys_of(self, live: str) -> list[str]:
        return [part["AttributeName"] for part in self._described(live)["KeySchema"]]

    def put_back(self, live: str, row: dict[str, Any], key: str) -> bool:
        """``key`` is an attribute of the table's key. False where a row was written meanwhile, which stays."""
        try:
            self.client.put_item(
                TableName=live,
                Item=row,
                ConditionExpression="attribute_not_exists(#key)",
                ExpressionAttributeNames={"#key": key},
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _deleted(self, table: str, name: str) -> Source:
        """AWS backs up a deleted table by itself, as it was at the end, and keeps that for 35 days."""
        found = self.client.list_backups(TableName=name, BackupType="SYSTEM").get("BackupSummaries", [])
        if not found:
            raise NotFound(f"there is no table {name}, and AWS kept nothing of one: is the stage deployed?")
        last = max(found, key=lambda backup: backup["BackupCreationDateTime"])
        at = last["BackupCreationDateTime"]
        return Source(table, 0, last.get("BackupSizeBytes", 0), at, at, last["BackupArn"])

    def _active(self, name: str) -> dict[str, Any]:
        while (described := self._described(name))["TableStatus"] != "ACTIVE":
            self.sleep(POLL_SECONDS)
        return described

    def _described(self, name: str) -> dict[str, Any]:
        try:
            table: dict[str, Any] = self.client.describe_table(TableName=name)["Table"]
        except self.client.exceptions.ResourceNotFoundException:
            raise NotFound(f"there is no table {name}") from None
        return table

    def _set_expiry(self, name: str) -> None:
        known = self.client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        if known.get("TimeToLiveStatus") not in ("ENABLED", "ENABLING"):
            wanted = {"Enabled": True, "AttributeName": EXPIRY_ATTRIBUTE}
            self.client.update_time_to_live(TableName=name, TimeToLiveSpecification=wanted)

    def _set_recovery(self, name: str) -> None:
        """AWS is at work on the backups of a table that has just been restored: it is asked again."""
        for _ in range(ATTEMPTS):
            try:
                self.client.update_continuous_backups(
                    TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
                )
            except self.client.exceptions.ContinuousBackupsUnavailableException:
                self.sleep(POLL_SECONDS)
                continue
            return
        raise Retryable(f"{name} is restored, and AWS does not turn its recovery on yet: give the command again")

    def _set_tags(self, restoration: Restoration, live: str, arn: str) -> None:
        """Those of the table it was made from, so that its costs are counted where theirs are."""
        if restoration.source.backup_arn:
            return
        live_arn = self._described(live)["TableArn"]
        pages = self.client.get_paginator("list_tags_of_resource").paginate(ResourceArn=live_arn)
        tags = [tag for page in pages for tag in page.get("Tags", ()) if not tag["Key"].startswith(RESERVED)]
        if tags:
            self.client.tag_resource(ResourceArn=arn, Tags=tags)

    def _absent(self, rows: Sequence[dict[str, Any]], live: str, keys: Sequence[str]) -> list[dict[str, Any]]:
        names = {f"#k{number}": key for number, key in enumerate(keys)}
        wanted: dict[str, Any] = {
            "Keys": [{key: row[key] for key in keys} for row in rows],
            "ProjectionExpression": ", ".join(names),
            "ExpressionAttributeNames": names,
            "ConsistentRead": True,
        }
        there: list[dict[str, Any]] = []
        for attempt in range(ATTEMPTS):
            answer = self.client.batch_get_item(RequestItems={live: wanted})
            there += answer["Responses"].get(live, [])
            left = answer.get("UnprocessedKeys", {}).get(live)
            if not left:
                return [row for row in rows if {key: row[key] for key in keys} not in there]
            wanted = left
            self.sleep(0.1 * 2**attempt)
        raise Retryable(f"AWS was too busy to look for rows of {live}: give the command again, it goes on")


def _is_over(row: dict[str, Any], now: datetime) -> bool:
    return EXPIRY_ATTRIBUTE in row and float(row[EXPIRY_ATTRIBUTE].get("N", "inf")) <= now.timestamp()


def problem_of(error: ClientError) -> str:
    """In one line, as AWS says it."""
    return f"{error.response['Error']['Code']}: {error.response['Error'].get('Message', '')}"

"""The bucket ``anchors``: where each team's audit log stood, locked against change by the bucket itself."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from lambdas.aws.errors import translated
from lambdas.domain.actions.audit import Anchor

READ_AT_ONCE = 16
"""There is one for each decision above low risk: one after the other, a year of them would take minutes."""


class Anchors:
    """One object per anchor, ``team_id/sequence.json``: their order is the order of their keys."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, anchor: Anchor) -> None:
        """The bucket keeps every version: writing over an anchor adds a second one, and both count."""
        with translated("anchoring the audit log"):
            self._client.put_object(
                Bucket=self._bucket,
                Key=f"{anchor.team_id}/{anchor.sequence}.json",
                Body=anchor.model_dump_json().encode(),
                ContentType="application/json",
                ChecksumAlgorithm="SHA256",  # a bucket with object lock takes nothing without
            )

    def last(self, team_id: str) -> Anchor | None:
        versions = self._versions(team_id)
        newest = max(versions, key=lambda version: str(version["Key"]), default=None)
        return self._read(newest) if newest else None

    def of_team(self, team_id: str) -> Iterator[Anchor]:
        """Every anchor ever written, also one that was written over or hidden by a delete marker."""
        with ThreadPoolExecutor(READ_AT_ONCE) as pool:
            yield from pool.map(self._read, self._versions(team_id))

    def _versions(self, team_id: str) -> list[dict[str, Any]]:
        with translated("reading the anchors of the audit log"):
            pages = self._client.get_paginator("list_object_versions").paginate(
                Bucket=self._bucket, Prefix=f"{team_id}/"
            )
            return [version for page in pages for version in page.get("Versions", ())]

    def _read(self, version: dict[str, Any]) -> Anchor:
        with translated("reading the anchors of the audit log"):
            answer = self._client.get_object(Bucket=self._bucket, Key=version["Key"], VersionId=version["VersionId"])
            return Anchor.model_validate_json(answer["Body"].read())

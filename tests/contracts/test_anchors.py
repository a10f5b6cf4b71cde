"""What every store of anchors does; run against a locked bucket (moto) and against the fake."""

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from lambdas.domain.actions.audit import Anchor
from lambdas.store.anchors import Anchors
from tests.contracts.aws import aws_client
from tests.fakes.anchors import FakeAnchors
from tests.fakes.samples import NOW


@pytest.fixture(params=["bucket", "fake"])
def anchors(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    if request.param == "fake":
        yield FakeAnchors()
        return
    with mock_aws():
        client = aws_client(monkeypatch, "s3")
        client.create_bucket(
            Bucket="anchors",
            ObjectLockEnabledForBucket=True,
            CreateBucketConfiguration={"LocationConstraint": "eu-central-1"},
        )
        yield Anchors(client, "anchors")


def anchor(number: int, hash: str = "h", team_id: str = "t") -> Anchor:
    return Anchor(team_id=team_id, sequence=f"{number:012d}", hash=hash, at=NOW)


def test_the_last_anchor_of_a_team_is_its_furthest(anchors: Any) -> None:
    for number in (3, 10, 4):
        anchors.put(anchor(number))
    anchors.put(anchor(99, team_id="t2"))
    assert anchors.last("t") == anchor(10)
    assert anchors.last("nobody") is None


def test_an_anchor_written_over_is_not_forgotten(anchors: Any) -> None:
    """Whoever rewrites the log and then the anchor leaves both: they contradict each other (fault 104)."""
    anchors.put(anchor(3, "true"))
    anchors.put(anchor(3, "forged"))
    assert {found.hash for found in anchors.of_team("t")} == {"true", "forged"}

"""Figures as CloudWatch reads them out of the log."""

import json
from collections.abc import Iterator

import pytest

from lambdas.aws import metrics


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    metrics._metrics.cache_clear()
    yield
    metrics._metrics.cache_clear()


def test_figures_are_written_once_in_cloudwatch_s_own_format(capsys: pytest.CaptureFixture[str]) -> None:
    metrics.count("MeetingsSynced", 7)
    metrics.milliseconds("SyncDuration", 12.5)
    metrics.flush()
    metrics.flush()
    (line,) = capsys.readouterr().out.splitlines()
    written = json.loads(line)
    assert (written["MeetingsSynced"], written["SyncDuration"]) == ([7.0], [12.5])
    assert written["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "AMO"


def test_nothing_counted_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    metrics.flush()
    assert capsys.readouterr().out == ""

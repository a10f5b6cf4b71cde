"""What several unit tests ask for."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import jwt.api_jwt
import pytest

from lambdas.aws import metrics

READ_AT = datetime.now(UTC) + timedelta(minutes=5)
"""Tests name their own time when they are collected; sessions live ten minutes from there."""


class _AnyDatetime(type):
    def __instancecheck__(cls, instance: object) -> bool:
        """PyJWT asks whether a claim is a datetime, too."""
        return isinstance(instance, datetime)


class StandingClock(datetime, metaclass=_AnyDatetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "StandingClock":
        return cls.fromtimestamp(READ_AT.timestamp(), tz)


@pytest.fixture
def tokens_read_at_one_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyJWT asks the wall clock: without this, a slow run ends the sessions of its last tests."""
    monkeypatch.setattr(jwt.api_jwt, "datetime", StandingClock)


@pytest.fixture
def figures(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Returns what was written for CloudWatch since it was asked last."""
    metrics._metrics().clear_metrics()

    def written() -> list[dict[str, Any]]:
        metrics.flush()
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    yield written
    metrics._metrics.cache_clear()

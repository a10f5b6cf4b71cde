"""What ``lambdas.wiring`` hands out, for the time of a test."""

from functools import partial
from typing import Any

import pytest

from lambdas import wiring


def wire(monkeypatch: pytest.MonkeyPatch, world: object, *names: str, **values: Any) -> None:
    """What the world has by these names, whenever it is asked for; and these values."""
    for name in names:
        monkeypatch.setattr(wiring, name, partial(getattr, world, name))
    for name, value in values.items():
        monkeypatch.setattr(wiring, name, lambda value=value: value)

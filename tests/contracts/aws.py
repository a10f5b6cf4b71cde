"""Clients that talk to moto, made as wiring.py makes them."""

from typing import Any

import pytest
from botocore.session import get_session


def aws_client(monkeypatch: pytest.MonkeyPatch, service: str) -> Any:
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(variable, "testing")
    return get_session().create_client(service, region_name="eu-central-1")

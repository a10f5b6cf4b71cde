"""One deployed AMO for all tests of a process that need a running one (their groups keep them together); how properties
are tried.

Speed is measured in bench/, never in a test: no example has a deadline. In CI the examples are the same every time,
so that a change is judged by what it changed.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.e2e.conftest import Amo, free_port

settings.register_profile(
    "amo", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("amo")


@pytest.fixture(scope="session")
def amo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Amo]:
    """AMO, up with the demonstration calendar; down again at the end, with all that it started."""
    amo = Amo(tmp_path_factory.mktemp("instance"))
    try:
        started = amo.up("--port", str(free_port()), "--email", "you@example.com")
        assert started.returncode == 0, started.stderr + started.stdout
        yield amo
    finally:
        amo.end()

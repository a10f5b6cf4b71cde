"""One deployed AMO for all tests of a process that need a running one (their groups keep them together); how properties
are tried.

Speed is measured in bench/, never in a test: no example has a deadline. In CI the examples are the same every time,
so that a change is judged by what it changed.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.terminal import TerminalReporter
from hypothesis import HealthCheck, settings

from tests.e2e.conftest import Amo, free_port

E2E = {path.name for path in (Path(__file__).parent / "e2e").glob("test_*.py")}

settings.register_profile(
    "amo", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("amo")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """After the last worker: what the functions of the instances used of their rights, beside what they have."""
    factory = getattr(session.config, "_tmp_path_factory", None)
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if hasattr(session.config, "workerinput") or factory is None or not isinstance(reporter, TerminalReporter):
        return
    passed = {Path(report.fspath).name for report in reporter.getreports("passed") if "e2e" in report.fspath}
    if not passed:
        return
    from tests.e2e import rights

    base, is_whole_run = factory.getbasetemp(), passed >= E2E and not session.testsfailed
    if wrong := rights.fault(rights.instances(base), base / "rights.txt", is_whole_run):
        reporter.write_line(f"\n{wrong}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def amo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Amo]:
    """AMO, up with the demonstration calendar; down again at the end, with all that it started."""
    amo = Amo(tmp_path_factory.mktemp("instance"))
    try:
        # The engine learns where the stand-ins are as it starts; nobody asks them until a test connects them.
        port = free_port()
        amo.start_sources(port)
        started = amo.up("--port", str(port), "--email", "you@example.com", "--model-fake")
        assert started.returncode == 0, started.stderr + started.stdout
        for steps in (("disconnect",), ("consent", "off")):
            done = amo("model", *steps)
            assert done.returncode == 0, done.stderr
        yield amo
    finally:
        amo.end()

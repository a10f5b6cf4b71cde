"""The one engine of a quick run, on which each bench is a person of its own, with a calendar of their own.

``python -m bench.shared_engine ARGUMENT...`` is ``./amo up`` with the engine's program that counts requests.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bench.instance import OWNER, SHARED, Instance, amo, coming_meetings, free_port
from cli import calendars
from cli.commands.sync import sync_now
from cli.commands.up import NOWHERE
from cli.installation import ROOT
from cli.local import engine
from cli.main import main
from cli.stage import find_stage

COUNTING_SERVER = Path(__file__).with_name("counting_engine_server.py")


@dataclass
class SharedEngine:
    """Being started in a process of its own; whoever asks first waits until it is up."""

    folder: Path
    starting: subprocess.Popen[str]
    people: int = 0

    @cached_property
    def _first(self) -> Instance:
        _, told = self.starting.communicate()
        if self.starting.returncode:
            raise RuntimeError(f"the engine of the quick forms did not start: {told[-2000:]}")
        running = Instance(find_stage(self.folder / "instance", "local"), self.folder / "calendar.ics")
        running.import_examples()
        return running

    def instance_for(self, calendar: bytes, is_owner: bool) -> Instance:
        """For its owner, or for somebody new."""
        return self._for_owner(calendar) if is_owner else self._for_somebody(calendar)

    def _for_owner(self, calendar: bytes) -> Instance:
        self._first.write(calendar)
        self._first.sync()
        return self._first

    def _for_somebody(self, calendar: bytes) -> Instance:
        stage = self._first.stage
        self.people += 1
        name = f"person-{self.people}"
        folder = self._first.engine_dir / name
        folder.mkdir()
        own = replace(stage, state_dir=folder, user_id=name)
        running = Instance(own, folder / "calendar.ics", f"{name}@example.com")
        person = {"user_id": name, "email": running.email, "role": "operator", "declined_channels": NOWHERE}
        own.invoke("provision_user", person)
        running.write(calendar)
        calendars.connect_file(own, running.calendar)
        running.import_examples()
        sync_now(own)
        return running


@contextmanager
def one_for_all() -> Iterator[None]:
    """Whatever asks for an instance in here gets a person on the same engine, which starts meanwhile."""
    usual = engine.SERVER
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shared = SharedEngine(folder, _started(folder))
        SHARED.append(shared.instance_for)
        engine.SERVER = COUNTING_SERVER  # a kill, or a restart, brings the same one back
        try:
            yield
        finally:
            SHARED.pop()
            engine.SERVER = usual
            shared.starting.terminate()
            shared.starting.wait()
            amo(folder / "instance", "down")


def _started(folder: Path) -> subprocess.Popen[str]:
    calendar = folder / "calendar.ics"
    calendar.write_bytes(coming_meetings(1))
    given = ("--state", str(folder / "instance"), "--port", str(free_port()), "--calendar", str(calendar))
    command = [sys.executable, "-m", "bench.shared_engine", "up", "--detach", "--email", OWNER, *given]
    # In a session of its own: Ctrl-C is for the bench, which ends this in its turn.
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


if __name__ == "__main__":
    engine.SERVER = COUNTING_SERVER
    sys.exit(main(sys.argv[1:]))

"""The one engine of a quick run, on which each bench is a person of its own, with a calendar of their own."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bench.instance import SHARED, Instance, coming_meetings, started
from cli import calendars
from cli.commands.sync import sync_now
from cli.commands.up import NOWHERE

COUNTING_SERVER = Path(__file__).with_name("counting_engine_server.py")


@dataclass
class SharedEngine:
    """Started for the first bench that needs it, with the program that counts requests; down with ``stack``."""

    stack: ExitStack
    people: int = 0

    @cached_property
    def _first(self) -> Instance:
        return self.stack.enter_context(started(coming_meetings(1), COUNTING_SERVER, ()))

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
    """Whatever asks for an instance in here gets a person on the same engine."""
    with ExitStack() as stack:
        SHARED.append(SharedEngine(stack).instance_for)
        try:
            yield
        finally:
            SHARED.pop()

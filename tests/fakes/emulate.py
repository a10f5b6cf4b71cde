"""``emulate`` from npm as a process: other people's services, on loopback."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from cli.installation import install_node_tools, node

T = TypeVar("T")
READY_SECONDS = 20


@contextmanager
def emulate(folder: Path, port: int, seed: Mapping[str, object]) -> Iterator[None]:
    """Runs the services that the seed has something for, from this port on."""
    services = ",".join(seed)
    written = folder / f"{services}.json"
    written.write_text(json.dumps(seed))
    script = install_node_tools() / "emulate" / "dist" / "index.js"
    options = ("--service", services, "--port", str(port), "--seed", str(written))
    command = [str(node()), str(script), "start", *options]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def first_answer(ask: Callable[[], T]) -> T:
    """As soon as it listens."""
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            return ask()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)

"""A stand-in's process: it runs until it is told to stop."""

import signal
import threading


def wait_until_stopped() -> None:
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    stopped.wait()

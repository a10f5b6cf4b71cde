"""The embedded engine waits for a function's log no longer than there is something of it to come.

After each answer it waited 50 ms for a first line, in one of the few places for functions at once (taking_turns.py):
most of AMO's answers log nothing, and a page was twice as slow for it. A function logs before it answers, so that what
it logged lies in the pipe by then, or in the hands of the thread that reads the pipe.
"""

import fcntl
import struct
import termios
import time
from typing import Any

from ministack.core import lambda_runtime

IN_HANDS_SECONDS = 0.004
"""From the pipe to where the engine takes the lines from; what takes longer is logged with the next answer."""
MAX_SECONDS = 0.25
POLL_SECONDS = 0.001


def log_promptly() -> None:
    drain = lambda_runtime.Worker._drain_stderr_bounded

    def drained(worker: Any) -> str:
        deadline = time.monotonic() + MAX_SECONDS
        while unread(worker) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        return str(drain(worker, first_line_wait=IN_HANDS_SECONDS, idle_confirm=IN_HANDS_SECONDS))

    lambda_runtime.Worker._drain_stderr_bounded = drained


def unread(worker: Any) -> int:
    """The bytes of its log that nobody has read yet; none of a worker that ended."""
    process = worker._proc
    if process is None or process.stderr is None:
        return 0
    try:
        (count,) = struct.unpack("i", fcntl.ioctl(process.stderr.fileno(), termios.FIONREAD, bytes(4)))
    except (OSError, ValueError):  # it is being closed
        return 0
    return int(count)

"""Ports of this computer: which are free, for an engine and what runs beside it."""

import socket
import time

from lambdas.errors import Refused

LOOPBACK = "127.0.0.1"
DYING_SECONDS = 3


def require_free(port: int) -> None:
    """Waits a little: an engine that was killed a moment ago may still hold it. Raises Refused."""
    deadline = time.monotonic() + DYING_SECONDS
    while not _is_free(port):
        if time.monotonic() > deadline:
            raise Refused(f"port {port} is taken; choose another with --port N (AMO uses N and N+1)")
        time.sleep(0.1)


def free_port(wanted: int) -> int:
    """The port that is wanted, another one where that is taken."""
    return wanted if _is_free(wanted) else _any_free()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _any_free() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])

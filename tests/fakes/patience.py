"""What another process does in its own time."""

import time
from collections.abc import Callable
from typing import Any


def until(look: Callable[[], Any], is_there: Callable[[Any], object] = bool, seconds: float = 90) -> Any:
    """What is seen once it is there: by itself, anything that counts as true."""
    deadline = time.monotonic() + seconds
    while not is_there(found := look()):
        assert time.monotonic() < deadline, f"still {found}"
        time.sleep(0.1)
    return found

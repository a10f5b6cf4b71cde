"""Runs tests again and again, each time in a fork of this process: what is imported here needs no second import.

``python -P mutants_child.py`` in the tree to be tried; a line of JSON in (the tests, and how long they may take), a
line out: "passed", "failed" or "too slow". Of AMO nothing is imported before the fork: it is what changes.
"""

import contextlib
import importlib
import json
import os
import signal
import sys
import time
from collections.abc import Sequence

PREPARED = (
    "pytest",
    "hypothesis",
    "pydantic",
    "boto3",
    "aws_lambda_powertools.event_handler",
    "jwt",
    "yaml",
    "jinja2",
    "icalendar",
    "_pytest.assertion.rewrite",
)
OPTIONS = ("-x", "-p", "no:cacheprovider")
EXAMPLES = 10
"""Of a property: a change that a tenth of the usual hundred does not give away is rare, and named a survivor."""
LOOKS_A_SECOND = 50


def main() -> None:
    sys.path.insert(0, os.getcwd())
    sys.dont_write_bytecode = True
    for name in PREPARED:
        importlib.import_module(name)
    _try_few_examples()
    for line in sys.stdin:
        asked = json.loads(line)
        sys.stdout.write(f"{json.dumps(tried(asked['tests'], asked['seconds']))}\n")
        sys.stdout.flush()


def _try_few_examples() -> None:
    """What tests/conftest.py registers starts from the profile that is loaded before it."""
    from hypothesis import settings

    settings.register_profile("few", max_examples=EXAMPLES)
    settings.load_profile("few")


def tried(tests: Sequence[str], seconds: float) -> str:
    child = os.fork()
    if child == 0:
        os.setsid()
        os._exit(_passed(tests))
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return "passed" if os.waitstatus_to_exitcode(status) == 0 else "failed"
        time.sleep(1 / LOOKS_A_SECOND)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "too slow"


def _passed(tests: Sequence[str]) -> int:
    import pytest

    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    try:
        return next(filter(None, (pytest.main([*OPTIONS, test]) for test in tests)), 0)
    except BaseException:  # whatever a change does to the run itself, it was noticed
        return 1


if __name__ == "__main__":
    main()

"""``./amo test``: style, types and every test; with arguments, pytest alone with those.

Tests install the engine, Node's tools and the browser where they use them (cli/installation.py); a run of everything
does it ahead, so that no two workers wait for it, and looks at style and types meanwhile.
"""

import argparse
import os
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from cli.installation import (
    COMMANDS_VENV,
    ROOT,
    install_browser,
    install_browser_checks,
    install_engine,
    install_node_tools,
    install_tests,
)
from cli.terminal import progress

STYLE_AND_TYPES = (
    ("ruff", "check", "--quiet", "."),
    ("ruff", "format", "--check", "--quiet", "."),
    ("mypy",),
)
# Tests of one group share an engine, and so a worker; workers wait for engines about half of the time, so
# there is one more of them than there are cores.
ALL_TESTS = ("-n", str((os.cpu_count() or 2) + 1), "--dist", "loadgroup")


def run(options: argparse.Namespace) -> int:
    python = str(install_tests())
    if options.pytest_arguments:
        failed = _failed(python, [("pytest", *options.pytest_arguments)])
    else:
        with ThreadPoolExecutor() as pool:
            installing = pool.submit(_install_everything)
            failed = _failed(python, STYLE_AND_TYPES)
            installing.result()
        failed += _failed(python, [("pytest", *ALL_TESTS)])
    for check in failed:
        progress(f"failed: {' '.join(check[:2])}")
    return 1 if failed else 0


def _failed(python: str, checks: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    environment = {**os.environ, "PATH": f"{COMMANDS_VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    runs = ((check, subprocess.run([python, "-m", *check], cwd=ROOT, env=environment, check=False)) for check in checks)
    return [check for check, done in runs if done.returncode]


def _install_everything() -> None:
    install_engine()
    install_node_tools()
    install_browser_checks()
    if install_browser() is None:
        progress("no browser can be had here, so its tests are skipped; install chromium to run them")

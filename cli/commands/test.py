"""``./amo test``: style, types and every test; with arguments, pytest alone with those.

Tests install the engine, Node's tools and the browser where they use them (cli/installation.py); a run of everything
does it ahead, so that no two workers wait for it.
"""

import argparse
import os
import subprocess

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
# Tests of one group share an engine, and so a worker.
ALL_TESTS = ("-n", str(os.cpu_count() or 2), "--dist", "loadgroup")


def run(options: argparse.Namespace) -> int:
    python = str(install_tests())
    chosen = options.pytest_arguments
    if not chosen:
        _install_everything()
    checks = [("pytest", *chosen)] if chosen else [*STYLE_AND_TYPES, ("pytest", *ALL_TESTS)]
    environment = {**os.environ, "PATH": f"{COMMANDS_VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    failed = [
        check
        for check in checks
        if subprocess.run([python, "-m", *check], cwd=ROOT, env=environment, check=False).returncode
    ]
    for check in failed:
        progress(f"failed: {' '.join(check[:2])}")
    return 1 if failed else 0


def _install_everything() -> None:
    install_engine()
    install_node_tools()
    install_browser_checks()
    if install_browser() is None:
        progress("no browser can be had here, so its tests are skipped; install chromium to run them")

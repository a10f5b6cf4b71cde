"""Compiles layers ahead: a Lambda cannot keep what it compiles, and would compile all it imports at every cold start.

Byte code is of one version of Python. What AWS runs is compiled by that version built for Node (stacks/node), since
whoever deploys has another one; the same files give the same bytes on every machine.
"""

import compileall
import subprocess
from pathlib import Path
from py_compile import PycInvalidationMode

from cli.installation import install_compiler, node

ROOT = Path(__file__).parents[1]
COMPILE_LAYERS = ROOT / "stacks" / "node" / "compile_layers.mjs"
COMPILED_BY = (COMPILE_LAYERS, ROOT / "stacks" / "node" / "package-lock.json")
"""The files that say what byte code for AWS comes out."""
MAX_SECONDS = 300


def compile_here(packages: Path) -> None:
    """By this very interpreter; not bound to file times, which unpacking a layer changes."""
    mode = PycInvalidationMode.UNCHECKED_HASH
    compileall.compile_dir(str(packages), quiet=1, stripdir=str(packages), invalidation_mode=mode)


def compile_for_lambda(packages: Path) -> None:
    """Raises RuntimeError, in one line, where a file does not compile."""
    command = [str(node()), str(COMPILE_LAYERS), str(install_compiler() / "pyodide"), str(packages)]
    done = subprocess.run(  # noqa: S603 - our own words, no shell
        command, capture_output=True, text=True, timeout=MAX_SECONDS, check=False
    )
    if done.returncode != 0:
        lines = (done.stdout + done.stderr).strip().splitlines() or ["no message"]
        raise RuntimeError(f"The Lambdas' packages could not be compiled for Python 3.13: {lines[-1]}")

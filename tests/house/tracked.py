"""The repository's own files: what git tracks or would track, and nothing that was installed or built beside it."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


def tracked(folder: str, pattern: str) -> list[Path]:
    """The files below ``folder`` whose name, or path from there, matches ``pattern``; sorted."""
    below = (path for path in _files() if path.is_relative_to(ROOT / folder))
    return [path for path in below if path.match(pattern)]


@cache
def _files() -> tuple[Path, ...]:
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(path for name in sorted(set(done.stdout.split("\0"))) if name and (path := ROOT / name).is_file())

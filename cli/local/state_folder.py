"""The state folder of an instance is its owner's alone: the folder, what was in it before, what is written to it."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lambdas.errors import Refused

OWN = 0o700
"""Rights of the owner; nobody else has any."""
SIGNS = ("instance.json", "aws-config")
"""What every instance has, from its first start on."""


def make_private(folder: Path) -> None:
    """Makes the folder, or takes others' rights from one that is there and from all in it.

    Raises Refused for somebody else's folder, and for one that holds other things: their rights are not ours to change.
    """
    folder.mkdir(mode=OWN, parents=True, exist_ok=True)
    folder = folder.resolve()  # of a link to a folder, the folder: a link's own rights keep nobody out
    if folder.stat().st_uid != os.geteuid():
        raise Refused(f"{folder} belongs to somebody else; choose a folder of your own with --state DIR")
    if not any((folder / sign).exists() for sign in SIGNS):
        if any(folder.iterdir()):
            raise Refused(f"{folder} holds other things; choose an empty folder, or a new one, with --state DIR")
        (folder / SIGNS[0]).touch()
    _shut(folder)
    for inside, folders, files in os.walk(folder):
        for name in (*folders, *files):
            _shut(Path(inside, name))


@contextmanager
def written_privately() -> Iterator[None]:
    """Whatever is written meanwhile, also by programs that are started, only its owner can read."""
    before = os.umask(0o777 & ~OWN)
    try:
        yield
    finally:
        os.umask(before)


def _shut(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & 0o777 & ~OWN:
            path.chmod(mode & OWN)
    except FileNotFoundError:
        return  # a running engine removes what it has done with

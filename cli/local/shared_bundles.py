"""One unpacked copy of each bundle for all functions of the embedded engine.

The engine unpacks code and layers again for every worker it starts, and Python compiles them again each time. Here a
worker's folder becomes a link to one shared tree, named by the archive's content, whose byte code is kept with it:
a cold start then costs what a warm file cache leaves of it (bench/README.md has the figures).
"""

import hashlib
import os
import zipfile
from pathlib import Path
from tempfile import mkdtemp
from types import SimpleNamespace

from ministack.core import lambda_runtime


class SharedZipFile(zipfile.ZipFile):
    """Unpacks once; asked again, in any process of this instance, it links to what is there."""

    def extractall(self, path: object = None, *_unused: object) -> None:
        destination = Path(str(path))
        shared = self._unpacked(destination.parents[1] / "bundles")
        os.utime(shared)  # in use: Engine keeps it for the next start
        destination.rmdir()
        destination.symlink_to(shared)

    def _unpacked(self, folder: Path) -> Path:
        shared = folder / self._digest()
        if not shared.exists():
            folder.mkdir(exist_ok=True)
            fresh = Path(mkdtemp(dir=folder))
            super().extractall(fresh)
            try:
                fresh.rename(shared)
            except OSError:
                # Another worker was faster; its copy is the same.
                if not shared.exists():
                    raise
        return shared

    def _digest(self) -> str:
        assert self.filename is not None
        with open(os.fspath(self.filename), "rb") as archive:
            return hashlib.file_digest(archive, "sha256").hexdigest()


def share_bundles() -> None:
    """Puts SharedZipFile where the engine's workers unpack their bundles."""
    shared = {name: getattr(zipfile, name) for name in ("BadZipFile", "LargeZipFile")}
    lambda_runtime.zipfile = SimpleNamespace(ZipFile=SharedZipFile, LargeFileError=zipfile.LargeZipFile, **shared)

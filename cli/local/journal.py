"""A write-ahead journal: one JSON line an entry, on disk before anybody is told that it happened."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

Entry = dict[str, Any]


class Journal:
    """Appends entries to ``path``. A last line torn by a crash was never acknowledged, and is dropped."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._drop_torn_line()
        self._file: BinaryIO = path.open("ab", buffering=0)

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return os.fstat(self._file.fileno()).st_size

    def append(self, entry: Entry) -> None:
        """Returns when the entry is on disk."""
        self._file.write(json.dumps(entry, separators=(",", ":")).encode() + b"\n")
        os.fdatasync(self._file.fileno()) if hasattr(os, "fdatasync") else os.fsync(self._file.fileno())

    def entries(self) -> Iterator[Entry]:
        with self.path.open("rb") as lines:
            yield from (json.loads(line) for line in lines)

    def close(self) -> None:
        self._file.close()

    def _drop_torn_line(self) -> None:
        if not self.path.exists():
            return
        content = self.path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            os.truncate(self.path, whole)

"""Keeps each result on disk as soon as it is there, so that whoever is interrupted can go on where they were.

A run is one ``./amo bench``: of a state of the code, in a form. Its results are those that name it.
"""

import hashlib
import json
import os
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.figures import Figure, Result, Run
from cli.installation import BUILD, ROOT

FOLDER = BUILD / "bench" / "results"
UNFINISHED = "unfinished-run.json"
SECONDS = 30
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RunMark:
    """``commit`` names what is changed in the checkout too; ``began`` tells one run from the next."""

    commit: str
    form: str
    began: str


@dataclass(frozen=True)
class Results:
    """``folder`` holds a file for each bench, and one that names the run that came to no end."""

    folder: Path = FOLDER

    def begin(self, mark: RunMark) -> None:
        _write(self.folder / UNFINISHED, asdict(mark))

    def end(self) -> None:
        (self.folder / UNFINISHED).unlink(missing_ok=True)

    def unfinished(self, commit: str, form: str) -> RunMark | None:
        """Returns the run that was interrupted; None where there is none of this code in this form."""
        known = _read(self.folder / UNFINISHED)
        mark = RunMark(**known) if known else None
        return mark if mark and (mark.commit, mark.form) == (commit, form) else None

    def keep(self, run: Run, mark: RunMark) -> None:
        _write(self._file(run.name), {**asdict(run), "of": asdict(mark)})

    def kept(self, name: str, mark: RunMark) -> Run | None:
        """Returns what that run has measured already."""
        known = _read(self._file(name))
        return _run(known) if known.pop("of", None) == asdict(mark) else None

    def seconds(self, name: str, form: str) -> float | None:
        """Returns how long the bench took here last, in that form."""
        known = _read(self._file(name))
        return float(known["seconds"]) if known and known["of"]["form"] == form else None

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.json"


def code_here() -> str:
    """Returns the commit, and what is changed since: but for what recording itself writes."""
    try:
        commit = _git("rev-parse", "--short=12", "HEAD").strip()
        changed = _git("diff", "HEAD", "--", ".", ":!bench/README.md")
    except (OSError, subprocess.SubprocessError):
        return UNKNOWN
    return f"{commit}+{hashlib.sha256(changed.encode()).hexdigest()[:12]}" if changed else commit


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=True)
    return done.stdout


def _run(known: dict[str, Any]) -> Run:
    told = known.pop("result")
    return Run(result=Result(told["method"], [Figure(**figure) for figure in told["figures"]]), **known)


def _read(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


def _write(file: Path, content: dict[str, Any]) -> None:
    """Whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(content, indent=1), encoding="utf-8")
    os.replace(beside, file)

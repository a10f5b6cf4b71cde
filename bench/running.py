"""Runs benches by name and shows what they measured: as a table, as JSON, and in bench/README.md."""

import sys
from collections.abc import Iterator, Sequence

from bench.catalogue import BENCHES, measurement
from bench.figures import HEADINGS, Run, machine, today
from bench.record import record
from cli.terminal import json_result, progress, result, table
from lambdas.errors import Refused


def run_benches(names: Sequence[str], *, as_json: bool = False, recording: bool = False) -> list[Run]:
    """All of them without ``names``. Raises Refused for a name there is not, before anything is measured."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        raise Refused(f"there is no bench {unknown[0]}; there are {', '.join(BENCHES)}")
    runs = []
    for run in _measured(names or list(BENCHES)):
        runs.append(run)
        if recording:
            record(run)
        if not as_json:
            show(run)
    if as_json:
        json_result({run.name: run.as_json() for run in runs})
    return runs


def show(run: Run) -> None:
    result(f"\n{run.name}, {run.date}, {run.machine}")
    table(HEADINGS, [figure.as_row() for figure in run.result.figures])


def main(name: str) -> int:
    """``python -m bench.NAME [--json] [--record]``"""
    run_benches([name], as_json="--json" in sys.argv[1:], recording="--record" in sys.argv[1:])
    return 0


def _measured(names: Sequence[str]) -> Iterator[Run]:
    for name in names:
        progress(f"{name}: {BENCHES[name]} ...")
        here = machine()
        yield Run(name, measurement(name)(), here, today())

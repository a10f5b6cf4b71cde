"""Runs benches by name, keeps and shows what each measured at once: as tables, as JSON, in bench/README.md."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bench.catalogue import BENCHES, KILLS_IT, ON_AN_ENGINE, measurement
from bench.effort import Effort
from bench.figures import HEADINGS, Run, machine, today
from bench.record import record, recorded_seconds
from bench.results import Results, RunMark, code_here
from cli.long_step import long_step
from cli.terminal import json_result, progress, result, table
from lambdas.errors import Refused


@dataclass(frozen=True, slots=True)
class Wanted:
    """``names``: all where there are none. ``is_resumed``: what an interrupted run has measured is not done again."""

    names: Sequence[str] = ()
    as_json: bool = False
    recording: bool = False
    is_quick: bool = False
    is_resumed: bool = False

    def checked(self) -> "Wanted":
        """Raises Refused for what cannot be, before anything is measured."""
        unknown = [name for name in self.names if name not in BENCHES]
        if unknown:
            raise Refused(f"there is no bench {unknown[0]}; there are {', '.join(BENCHES)}")
        if self.is_quick and self.recording:
            raise Refused("a quick form is not recorded: leave out --quick or --record")
        return self

    @property
    def ordered(self) -> list[str]:
        names = list(dict.fromkeys(self.names or BENCHES))
        return sorted(names, key=lambda name: (name in ON_AN_ENGINE, name == KILLS_IT)) if self.is_quick else names


@dataclass
class BenchRun:
    """One ``./amo bench``. What is measured is kept at once, whatever becomes of the rest."""

    wanted: Wanted
    results: Results = field(default_factory=Results)
    done: list[Run] = field(default_factory=list)

    def run(self) -> list[Run]:
        mark = self._mark()
        effort = Effort(self.wanted.is_quick)
        names = self.wanted.ordered
        kept = {name: run for name in names if (run := self.results.kept(name, mark))}
        self._tell_beforehand([name for name in names if name not in kept], effort)
        self.results.begin(mark)
        try:
            with ExitStack() as stack:
                if effort.is_quick and ON_AN_ENGINE & ({*names} - kept.keys()):
                    from bench.shared_engine import one_for_all

                    stack.enter_context(one_for_all())
                for run in self._measured(names, kept, effort):
                    self.results.keep(run, mark)
                    self._give(run)
        except BaseException as ended:
            if self.done or isinstance(ended, KeyboardInterrupt):
                self._tell_what_is_kept(names)
            raise
        self.results.end()
        if self.wanted.as_json:
            json_result({run.name: run.as_json() for run in self.done})
        return self.done

    def _mark(self) -> RunMark:
        form, code = Effort(self.wanted.is_quick).form, code_here()
        unfinished = self.results.unfinished(code, form) if self.wanted.is_resumed else None
        if self.wanted.is_resumed and unfinished is None:
            progress("No interrupted run of this code in this form: beginning anew.")
        return unfinished or RunMark(code, form, datetime.now(UTC).isoformat())

    def _measured(self, names: Sequence[str], kept: dict[str, Run], effort: Effort) -> Iterator[Run]:
        for name in names:
            yield kept[name] if name in kept else self._measure(name, effort)

    def _measure(self, name: str, effort: Effort) -> Run:
        expected = self._expected(name, effort)
        progress(f"{name}: {BENCHES[name]}; {_told(expected, 'when it was measured last')} ...")
        effort.say("")
        here, began = machine(), time.monotonic()

        def reached() -> str:
            of = f"of {expected:,.0f} s" if expected else ""
            return ", ".join(filter(None, (of, effort.reached.words)))

        with long_step(name, reached):
            found = measurement(name)(effort)
        return Run(name, found, here, today(), time.monotonic() - began)

    def _give(self, run: Run) -> None:
        self.done.append(run)
        if self.wanted.recording:
            record(run)
        if not self.wanted.as_json:
            show(run)

    def _expected(self, name: str, effort: Effort) -> float | None:
        seconds = None if effort.is_quick else recorded_seconds(name)
        return self.results.seconds(name, effort.form) if seconds is None else seconds

    def _tell_beforehand(self, names: Sequence[str], effort: Effort) -> None:
        known = [seconds for name in names if (seconds := self._expected(name, effort)) is not None]
        if len(names) > 1:
            more = f", and {len(names) - len(known)} that nobody has timed" if len(known) < len(names) else ""
            progress(f"{len(names)} benches, about {sum(known) / 60:,.0f} min by their last times{more}.")

    def _tell_what_is_kept(self, names: Sequence[str]) -> None:
        kept = ", ".join(run.name for run in self.done) or "nothing yet"
        flags = {"--quick": self.wanted.is_quick, "--record": self.wanted.recording, "--json": self.wanted.as_json}
        given = [*(flag for flag, is_on in flags.items() if is_on), *self.wanted.names]
        again = " ".join(["./amo bench --resume", *given])
        progress(f"Measured and kept: {kept} ({len(self.done)} of {len(names)}). To go on: {again}")


def run_benches(names: Sequence[str], *, as_json: bool = False, recording: bool = False) -> list[Run]:
    """All of them without ``names``. Raises Refused for a name there is not, before anything is measured."""
    return BenchRun(Wanted(names, as_json, recording).checked()).run()


def show(run: Run) -> None:
    result(f"\n{run.name}, {run.date}, {run.machine}; took {run.seconds:,.0f} s")
    table(HEADINGS, [figure.as_row() for figure in run.result.figures])
    sys.stdout.flush()


def main(name: str) -> int:
    """``python -m bench.NAME [--json] [--record] [--quick]``"""
    given = sys.argv[1:]
    wanted = Wanted([name], "--json" in given, "--record" in given, "--quick" in given)
    BenchRun(wanted.checked()).run()
    return 0


def _told(seconds: float | None, when: str) -> str:
    return f"took {seconds:,.0f} s {when}" if seconds else "how long it takes is unknown"

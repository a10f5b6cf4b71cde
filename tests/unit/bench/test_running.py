"""A run of benches: what is measured is kept at once, an interrupted run goes on, and quick forms are not recorded."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import running
from bench.catalogue import BENCHES
from bench.effort import Effort
from bench.figures import Figure, Result
from bench.results import Results, RunMark, code_here
from bench.running import BenchRun, Wanted
from lambdas.errors import Refused

Measure = Callable[[Effort], Result]


class Measured:
    """Stands in for the benches: ``done`` are those that were asked, ``interrupted_in`` the one that is cut off."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str]] = []
        self.interrupted_in = ""

    def measurement(self, name: str) -> Measure:
        def measure(effort: Effort) -> Result:
            if name == self.interrupted_in:
                raise KeyboardInterrupt
            self.done.append((name, effort.form))
            return Result(f"{name} was measured.", [Figure("value", float(len(self.done)), "s", bar=100)])

        return measure


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Measured:
    benches = Measured()
    monkeypatch.setattr(running, "measurement", benches.measurement)
    monkeypatch.setattr(running, "code_here", lambda: "abc123")
    return benches


@pytest.fixture
def results(tmp_path: Path) -> Results:
    return Results(tmp_path / "results")


NAMES = ("scale", "notes", "golden")


def interrupted(measured: Measured, results: Results, *, is_quick: bool = False) -> None:
    measured.interrupted_in = "golden"
    with pytest.raises(KeyboardInterrupt):
        BenchRun(Wanted(NAMES, is_quick=is_quick), results).run()
    measured.interrupted_in = ""


def test_each_result_is_on_disk_before_the_next_is_measured(measured: Measured, results: Results) -> None:
    interrupted(measured, results)
    kept = json.loads((results.folder / "notes.json").read_text(encoding="utf-8"))
    assert (kept["name"], kept["of"]["commit"], kept["of"]["form"]) == ("notes", "abc123", "full")
    assert {"date", "machine", "seconds"} <= kept.keys()
    assert [path.name for path in results.folder.glob("*.new")] == []


def test_whoever_interrupts_is_told_what_is_kept_and_how_to_go_on(
    measured: Measured, results: Results, capsys: pytest.CaptureFixture[str]
) -> None:
    interrupted(measured, results, is_quick=True)
    (line,) = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Measured and kept")]
    assert "scale, notes (2 of 3)" in line
    assert line.endswith("./amo bench --resume --quick scale notes golden")


def test_resuming_measures_the_rest_and_shows_all(
    measured: Measured, results: Results, capsys: pytest.CaptureFixture[str]
) -> None:
    interrupted(measured, results)
    capsys.readouterr()
    BenchRun(Wanted(NAMES, is_resumed=True), results).run()
    assert measured.done == [("scale", "full"), ("notes", "full"), ("golden", "full")]
    shown = capsys.readouterr().out
    assert all(f"\n{name}, " in shown for name in NAMES)


@pytest.mark.parametrize("other", [Wanted(NAMES, is_resumed=True, is_quick=True), Wanted(NAMES)])
def test_another_form_or_a_run_that_is_not_resumed_begins_anew(
    measured: Measured, results: Results, other: Wanted
) -> None:
    interrupted(measured, results)
    BenchRun(other, results).run()
    assert len(measured.done) == 2 + len(NAMES)


def test_other_code_begins_anew(measured: Measured, results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(measured, results)
    monkeypatch.setattr(running, "code_here", lambda: "def456")
    BenchRun(Wanted(NAMES, is_resumed=True), results).run()
    assert len(measured.done) == 2 + len(NAMES)


def test_a_run_that_came_to_its_end_is_not_resumed(measured: Measured, results: Results) -> None:
    BenchRun(Wanted(NAMES), results).run()
    BenchRun(Wanted(NAMES, is_resumed=True), results).run()
    assert len(measured.done) == 2 * len(NAMES)


def test_how_long_it_takes_is_said_beforehand(
    measured: Measured, results: Results, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "recorded_seconds", {"scale": 213.0}.get)
    BenchRun(Wanted(NAMES), results).run()
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "3 benches, about 4 min by their last times, and 2 that nobody has timed."
    assert f"scale: {BENCHES['scale']}; took 213 s when it was measured last ..." in told
    assert f"notes: {BENCHES['notes']}; how long it takes is unknown ..." in told


def test_json_is_one_document(measured: Measured, results: Results, capsys: pytest.CaptureFixture[str]) -> None:
    BenchRun(Wanted(NAMES, as_json=True), results).run()
    document = json.loads(capsys.readouterr().out)
    assert list(document) == list(NAMES)
    assert document["golden"]["figures"]["value"]["value"] == 3


def test_a_quick_form_is_never_recorded() -> None:
    with pytest.raises(Refused, match="a quick form is not recorded"):
        Wanted(NAMES, is_quick=True, recording=True).checked()


def test_what_kills_the_shared_engine_comes_last() -> None:
    assert Wanted(is_quick=True).ordered[-1] == "durability"
    assert {*Wanted(is_quick=True).ordered} == {*BENCHES}


def test_a_result_is_read_back_as_it_was_kept(measured: Measured, results: Results) -> None:
    mark = RunMark("abc123", "full", "2026-11-30T11:00:00+00:00")
    (run,) = BenchRun(Wanted(["scale"]), results).run()
    results.keep(run, mark)
    assert results.kept("scale", mark) == run
    assert results.kept("scale", RunMark("abc123", "quick", mark.began)) is None
    assert results.seconds("scale", "full") == run.seconds


def test_the_code_is_known_by_its_commit() -> None:
    assert code_here()

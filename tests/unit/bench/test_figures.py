from pathlib import Path

import pytest

from bench.figures import Figure, Result, Run, percentile
from bench.record import record, recorded, recorded_seconds
from bench.running import run_benches
from lambdas.errors import Refused

RUN = Run(
    "sync",
    Result("Read twice.", [Figure("ratio", 1.23456, "times", bar=1.3, beside="a|b: 2")]),
    "here",
    "2026-11-30",
    212.4,
)


@pytest.mark.parametrize(
    ("figure", "holds"),
    [
        (Figure("f", 1.3, "times", bar=1.3), True),
        (Figure("f", 1.31, "times", bar=1.3), False),
        (Figure("f", 98.0, "%", bar=98.0, at_least=True), True),
        (Figure("f", 97.9, "%", bar=98.0, at_least=True), False),
        (Figure("f", 5.0, "s"), None),
    ],
)
def test_a_figure_holds_up_to_its_bar_and_promises_nothing_without_one(figure: Figure, holds: bool | None) -> None:
    assert figure.holds is holds


def test_the_json_of_a_run_has_the_keys_of_the_contract() -> None:
    document = RUN.as_json()
    assert {"figures", "machine", "date", "seconds"} <= document.keys()
    assert {"value", "unit", "bar", "holds"} <= document["figures"]["ratio"].keys()
    assert document["figures"]["ratio"]["value"] == 1.235


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(value) for value in range(1, 21)]
    assert (percentile(values, 0.5), percentile(values, 0.95), percentile(values, 0.99)) == (10.0, 19.0, 20.0)
    assert percentile([3.0], 0.95) == 3.0


def test_recording_replaces_one_section_and_keeps_the_rest(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("# Measurements\n\nWritten by a person.\n", encoding="utf-8")
    record(RUN, readme)
    once = readme.read_text(encoding="utf-8")
    assert once.startswith("# Measurements\n\nWritten by a person.\n")
    assert "2026-11-30, here; took 213 s." in once
    assert recorded_seconds("sync", readme) == 213
    assert recorded_seconds("cost", readme) is None, "what was recorded before its time was noted has none"
    assert "| ratio | 1.235 times | <= 1.3 | holds | a\\|b: 2 |" in once
    assert recorded("sync", readme) == {figure.name: round(figure.value, 3) for figure in RUN.result.figures}
    assert recorded("cost", readme) == {}
    record(RUN, readme)
    assert readme.read_text(encoding="utf-8") == once


def test_an_unknown_bench_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(Refused, match="there is no bench wine; there are cold_import, sync"):
        run_benches(["sync", "wine"])

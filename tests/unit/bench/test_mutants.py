"""The mutation run: every module that locks has tests to be asked, and every survivor a reason that still fits."""

from pathlib import Path

import pytest

from bench import mutants
from bench.mutants import AREAS, explanations, modules
from bench.mutants_child import tried
from cli.installation import ROOT


def test_every_module_that_locks_has_tests_to_be_asked() -> None:
    assert {"lambdas/edges/http/form_tokens.py", "lambdas/domain/actions/audit.py"} <= {*modules()}
    assert {f"stacks/{name}.py" for name in ("grants", "table_grants", "key_grants", "allowed")} <= {*modules()}
    for module in modules():
        for file, _, name in (test.partition("::") for test in mutants.tests_of(module)):
            assert (ROOT / file).exists()
            assert not name or f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


def test_every_area_matches_something() -> None:
    assert all(any(Path(module).match(area) for module in modules()) for area in AREAS)


def test_every_survivor_is_still_in_the_code_and_says_why() -> None:
    assert explanations()
    for module, _, before, _ in explanations():
        lines = {line.strip() for line in (ROOT / module).read_text(encoding="utf-8").splitlines()}
        assert set(before.split(" / ")) <= lines, f"{module} has no line {before!r} any more: take the entry out"


def test_a_survivor_without_a_reason_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "survivors.yaml"
    file.write_text("- {module: a.py, where: f, before: x, after: y, reason: because}\n")
    monkeypatch.setattr(mutants, "EXPLAINED", file)
    with pytest.raises(ValueError, match="say why nobody has to notice 'y' in a"):
        explanations()


@pytest.mark.parametrize(
    ("body", "outcome"), [("assert True", "passed"), ("assert False", "failed"), ("while True: pass", "too slow")]
)
def test_a_test_run_in_a_fork_says_how_it_ended(tmp_path: Path, body: str, outcome: str) -> None:
    test = tmp_path / "test_it.py"
    test.write_text(f"def test_it():\n    {body}\n")
    assert tried([str(test)], 3 if outcome == "too slow" else 100) == outcome

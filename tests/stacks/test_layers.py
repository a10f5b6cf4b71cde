"""Layers: built once, whole or not at all, and complete without pip's own search for dependencies."""

import re
import sys
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from stacks.layers import REQUIREMENTS, Target, build_layer, run_pip
from stacks.stage import Stage, local_stage

AWS = Target.of(Stage())
HOST = Target.of(local_stage("http://127.0.0.1:4600"))


class Pip:
    """Installs one small package, and counts."""

    def __init__(self) -> None:
        self.calls: list[Sequence[str]] = []

    def __call__(self, arguments: Sequence[str]) -> None:
        self.calls.append(arguments)
        package = Path(arguments[arguments.index("--target") + 1]) / "small"
        (package / "tests").mkdir(parents=True)
        (package / "__init__.py").write_text("ANSWER = 42\n")
        (package / "tests" / "test_small.py").touch()
        (package.parent / "small-1.0.dist-info").mkdir()


def test_a_layer_is_built_once_and_found_again(tmp_path: Path) -> None:
    pip = Pip()
    first = build_layer("base", HOST, tmp_path, pip)
    assert build_layer("base", HOST, tmp_path, pip) == first
    assert len(pip.calls) == 1


def test_a_layer_holds_packages_without_their_tests_and_papers(tmp_path: Path) -> None:
    python = build_layer("base", AWS, tmp_path, Pip()) / "python"
    assert sorted(path.relative_to(python).as_posix() for path in python.rglob("*")) == ["small", "small/__init__.py"]


def test_a_layer_for_this_interpreter_is_compiled_whatever_the_time_of_its_files(tmp_path: Path) -> None:
    """Unpacking gives files new times; a cold start must not compile again for that."""
    (compiled,) = build_layer("base", HOST, tmp_path, Pip()).rglob("*.pyc")
    flags = int.from_bytes(compiled.read_bytes()[4:8], "little")
    assert flags == 0b01  # bound to a hash that is not checked (PEP 552)


def test_the_layer_for_aws_asks_for_wheels_of_arm_and_python_3_13_only(tmp_path: Path) -> None:
    pip = Pip()
    build_layer("base", AWS, tmp_path, pip)
    (asked,) = pip.calls
    assert {"--only-binary=:all:", "--no-deps", "--platform=manylinux_2_28_aarch64"} <= set(asked)
    assert asked[asked.index("--python-version") + 1] == "3.13"


def test_the_two_targets_never_share_a_layer(tmp_path: Path) -> None:
    assert build_layer("base", AWS, tmp_path, Pip()) != build_layer("base", HOST, tmp_path, Pip())


def test_a_failed_build_leaves_nothing_that_looks_like_a_layer(tmp_path: Path) -> None:
    def half_way(arguments: Sequence[str]) -> None:
        Pip()(arguments)
        raise RuntimeError("no network")

    with pytest.raises(RuntimeError, match="no network"):
        build_layer("base", HOST, tmp_path, half_way)
    assert list(tmp_path.iterdir()) == []


def test_pip_s_failure_is_one_line_for_a_person(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"^The Lambdas' packages could not be installed: ERROR.*\Z"):
        run_pip(["install", "--no-index", "--target", str(tmp_path), "no-such-package"])


@pytest.mark.parametrize("layer", [path.stem for path in sorted(REQUIREMENTS.glob("*.txt"))])
def test_a_layer_and_the_base_hold_all_that_its_packages_require(layer: str) -> None:
    """Layers are installed with --no-deps: a dependency that is not listed would be missing on AWS."""
    held = dict(listed("base")) | dict(listed(layer))
    for name in dict(listed(layer)):
        for requirement in map(Requirement, metadata.requires(name) or ()):
            if not requirement.marker or requirement.marker.evaluate({"python_version": "3.13", "extra": ""}):
                assert requirement.specifier.contains(held[canonicalize_name(requirement.name)])


@pytest.mark.parametrize("layer", [path.stem for path in sorted(REQUIREMENTS.glob("*.txt"))])
def test_what_is_tested_here_is_what_is_deployed(layer: str) -> None:
    assert {name: metadata.version(name) for name, _ in listed(layer)} == dict(listed(layer))


def listed(layer: str) -> Iterator[tuple[str, str]]:
    for name, version in re.findall(r"^([\w-]+)==(\S+)$", (REQUIREMENTS / f"{layer}.txt").read_text(), re.MULTILINE):
        yield canonicalize_name(name), version


def test_locally_layers_are_built_for_the_interpreter_that_runs_them() -> None:
    assert HOST.python == f"{sys.version_info.major}.{sys.version_info.minor}"

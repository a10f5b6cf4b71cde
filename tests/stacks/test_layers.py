"""Layers: built once, whole or not at all, and complete without pip's own search for dependencies."""

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import aws_cdk as cdk
import pytest

from stacks.byte_code import compile_for_lambda
from stacks.layers import ROOT, SERVICES, Target, build_layer, run_pip
from stacks.stage import Stage, local_stage

AWS = Target.of(Stage())
MAGIC_NUMBER_3_13 = (3571).to_bytes(2, "little") + b"\r\n"
UNCHECKED_HASH = 0b01  # PEP 552
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


def left_as_it_is(_packages: Path) -> None:
    """A compiler for tests about something else: the real one takes seconds."""


def flags_of(compiled: Path) -> int:
    return int.from_bytes(compiled.read_bytes()[4:8], "little")


def test_a_layer_is_built_once_and_found_again(tmp_path: Path) -> None:
    pip = Pip()
    first = build_layer("base", HOST, tmp_path, pip)
    assert build_layer("base", HOST, tmp_path, pip) == first
    assert len(pip.calls) == 1


def test_a_layer_holds_packages_without_their_tests_and_papers(tmp_path: Path) -> None:
    python = build_layer("base", AWS, tmp_path, Pip(), left_as_it_is) / "python"
    assert sorted(path.relative_to(python).as_posix() for path in python.rglob("*")) == ["small", "small/__init__.py"]


def test_a_layer_for_this_interpreter_is_compiled_whatever_the_time_of_its_files(tmp_path: Path) -> None:
    """Unpacking gives files new times; a cold start must not compile again for that."""
    (compiled,) = build_layer("base", HOST, tmp_path, Pip()).rglob("*.pyc")
    assert flags_of(compiled) == UNCHECKED_HASH


def test_the_layer_for_aws_is_compiled_for_python_3_13_whoever_builds_it(tmp_path: Path) -> None:
    """Else every cold start would compile all that it imports, and two people's layers would differ."""
    layers = [build_layer("base", AWS, tmp_path / place, Pip()) for place in ("here", "there")]
    (first,), (second,) = (layer.rglob("*.cpython-313.pyc") for layer in layers)
    assert first.read_bytes()[:4] == MAGIC_NUMBER_3_13
    assert flags_of(first) == UNCHECKED_HASH
    assert str(tmp_path).encode() not in first.read_bytes()
    os.utime(second, (0, 0))
    assert len({cdk.FileSystem.fingerprint(str(layer)) for layer in layers}) == 1


def test_what_does_not_compile_is_one_line_for_a_person(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def :\n")
    with pytest.raises(RuntimeError, match=r"^The Lambdas' packages could not be compiled for Python 3\.13: .+\Z"):
        compile_for_lambda(tmp_path)


def test_of_botocore_a_layer_keeps_the_services_that_lambdas_speak_to() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "lambdas").rglob("*.py"))
    own = set(re.findall(r'\bclient\("([\w-]+)"\)', code))
    of_costs = "\n".join(path.read_text() for path in (ROOT / "lambdas" / "sources").glob("aws_*.py"))
    asked = set(re.findall(r'\bask\(\s*"([a-z-]+)"', of_costs))
    assert sorted(own | asked) == list(SERVICES)


def test_the_layer_for_aws_asks_for_wheels_of_arm_and_python_3_13_only(tmp_path: Path) -> None:
    pip = Pip()
    build_layer("base", AWS, tmp_path, pip, left_as_it_is)
    (asked,) = pip.calls
    assert {"--only-binary=:all:", "--no-deps", "--platform=manylinux_2_28_aarch64"} <= set(asked)
    assert asked[asked.index("--python-version") + 1] == "3.13"


def test_the_two_targets_never_share_a_layer(tmp_path: Path) -> None:
    assert build_layer("base", AWS, tmp_path, Pip(), left_as_it_is) != build_layer("base", HOST, tmp_path, Pip())


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


def test_locally_layers_are_built_for_the_interpreter_that_runs_them() -> None:
    assert HOST.python == f"{sys.version_info.major}.{sys.version_info.minor}"

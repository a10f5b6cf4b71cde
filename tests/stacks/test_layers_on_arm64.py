"""The layers as AWS gets them, under an arm64 Python 3.13: all of each function's modules are there, and load."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bench.cold_import import FIRST, needs
from stacks.byte_code import compile_for_lambda
from stacks.functions import FUNCTIONS
from stacks.layers import Target, build_layer
from stacks.stage import Stage
from tests.stacks.arm64_python import EmulatedPython, Unavailable, install_arm64_python
from tests.stacks.conftest import Resource, Synthesis

CHILD = Path(__file__).with_name("arm64_child.py")
LAMBDAS_OWN = {
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "of-nobody",
    "AWS_SESSION_TOKEN": "of-nobody",
    "LAMBDA_TASK_ROOT": "/var/task",
    "TZ": ":UTC",
}
"""What Lambda itself puts into an environment; no client is called, so nothing has to be true."""
MAX_UNZIPPED = 250 * 1024 * 1024
MAX_GLIBC = (2, 34)
"""Of Amazon Linux 2023, which python3.13 runs on."""
ELF_MACHINE, AARCH64 = slice(18, 20), (183).to_bytes(2, "little")
MAX_SECONDS = 900
LOADED_BY_3_13 = re.compile(r"\.(abi3|cpython-313-aarch64-linux-gnu)\.so$")


@dataclass(frozen=True)
class Deployed:
    """``opt`` holds what lies in /opt/python for each set of layers, ``code`` what lies in /var/task."""

    code: Path
    opt: dict[tuple[str, ...], Path]
    functions: dict[str, Resource]
    layers_of: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Imported:
    machine: str
    python: str
    problems: dict[str, str | None]
    found: dict[str, str] = field(repr=False)


@pytest.fixture(scope="session")
def arm64() -> EmulatedPython:
    try:
        return install_arm64_python()
    except Unavailable as reason:
        pytest.skip(f"no arm64 Python: {reason}")


@pytest.fixture(scope="session")
def deployed(on_aws: Synthesis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    functions = on_aws.functions()
    layers_of = {name: tuple(layer_names(on_aws, function)) for name, function in functions.items()}
    folder = tmp_path_factory.mktemp("opt")
    opt = {layers: unpacked(folder / "+".join(layers), layers) for layers in sorted(set(layers_of.values()))}
    (key,) = {function["Code"]["S3Key"].removesuffix(".zip") for function in functions.values()}
    code = folder / "task"
    shutil.copytree(on_aws.folder / f"asset.{key}", code)
    compile_for_lambda(code)  # the emulated Python takes minutes for what this one does in seconds
    yield Deployed(code, opt, functions, layers_of)
    shutil.rmtree(folder)


def layer_names(on_aws: Synthesis, function: Resource) -> Iterator[str]:
    resources = on_aws.template("app")["Resources"]
    for reference in function["Layers"]:
        yield resources[reference["Ref"]]["Properties"]["LayerName"].removeprefix(f"{on_aws.prefix}-")


def unpacked(folder: Path, layers: tuple[str, ...]) -> Path:
    """One over the other, as Lambda does it: of two files with one name the later layer's stays."""
    for layer in layers:
        shutil.copytree(built(layer), folder, copy_function=_link, dirs_exist_ok=True)
    return folder / "python"


def built(layer: str) -> Path:
    return build_layer(layer, Target.of(Stage()))


def _link(source: str, target: str) -> None:
    Path(target).unlink(missing_ok=True)
    os.link(source, target)


def as_environment(variables: dict[str, Any]) -> dict[str, str]:
    """What CloudFormation fills in is the name of something; no name is checked before the first call."""
    named = {
        name: value if isinstance(value, str) else "arn:aws:of:us-east-1:1:it" for name, value in variables.items()
    }
    return LAMBDAS_OWN | named


@pytest.fixture(scope="session")
def imported(arm64: EmulatedPython, deployed: Deployed, tmp_path_factory: pytest.TempPathFactory) -> list[Imported]:
    """What came of each set of layers, the base layer alone first."""
    folder = tmp_path_factory.mktemp("asked")
    groups = [group_of(deployed, layers, folder / f"{'+'.join(layers)}.json") for layers in deployed.opt]
    asked = folder / "asked"
    asked.write_text(json.dumps(groups))
    command = arm64.command(str(CHILD), str(asked))
    done = subprocess.run(command, env={}, capture_output=True, text=True, timeout=MAX_SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    return [Imported(**json.loads(Path(group["answer"]).read_text())) for group in groups]


def group_of(deployed: Deployed, layers: tuple[str, ...], answer: Path) -> dict[str, Any]:
    opt = deployed.opt[layers]
    own = {path.stem for layer in layers[1:] for path in (built(layer) / "python").iterdir()}
    functions = {
        spec.name: {
            "handler": deployed.functions[spec.name]["Handler"],
            "environment": as_environment(deployed.functions[spec.name]["Environment"]["Variables"]),
            "parts": needs(spec).parts,
            "first": [FIRST[spec.name]] if spec.name in FIRST else [],
        }
        for spec in FUNCTIONS
        if deployed.layers_of[spec.name] == layers
    }
    return {"path": [str(deployed.code), str(opt)], "own": sorted(own), "functions": functions, "answer": str(answer)}


def test_every_function_begins_on_an_arm64_python_3_13(imported: list[Imported]) -> None:
    problems = {name: problem for group in imported for name, problem in group.problems.items()}
    assert {name: problem for name, problem in problems.items() if problem} == {}
    assert set(problems) == {spec.name for spec in FUNCTIONS}
    assert {group.machine for group in imported} == {"aarch64"}
    assert all(group.python.startswith("3.13.") for group in imported)


def test_what_speaks_to_others_is_the_layers_own(imported: list[Imported], deployed: Deployed) -> None:
    """Lambda's runtime has a botocore, whose version moves without us."""
    for group in imported:
        for module in {"botocore", "urllib3", "pydantic"} & set(group.found):
            assert "/opt" in group.found[module]


def test_a_function_and_its_layers_fit(deployed: Deployed) -> None:
    code = size(deployed.code)
    assert {layers: size(opt) + code for layers, opt in deployed.opt.items() if size(opt) + code > MAX_UNZIPPED} == {}


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_a_layer_s_libraries_are_of_arm64_python_3_13_and_amazon_linux(deployed: Deployed) -> None:
    libraries = {path for opt in deployed.opt.values() for path in opt.rglob("*.so*")}
    assert libraries
    for library in libraries:
        content = library.read_bytes()
        assert content[ELF_MACHINE] == AARCH64, library
        assert LOADED_BY_3_13.search(library.name), library
        wanted = [tuple(map(int, found)) for found in re.findall(rb"GLIBC_(\d+)\.(\d+)", content)]
        assert max(wanted) <= MAX_GLIBC, library

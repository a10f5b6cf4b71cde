"""One stage is always the same template, and a laptop's differs from AWS in what is listed, and in nothing else."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stacks.stage import ARM_MACHINES
from stacks.stage_file import STACKS
from tests.stacks.conftest import Synthesis
from tests.stacks.needs import ROOT

LISTED = Path(__file__).with_name("local_differences.txt")
AGAIN = """
import sys
from pathlib import Path
from stacks.stage import Stage
from tests.stacks.conftest import synthesise
synthesise(Path(sys.argv[1]), Stage())
"""
NAMED_ELSEWHERE = "Metadata"
"""The place of a resource in the app's tree, and findings that are accepted there."""


def test_two_synths_of_a_stage_are_equal_byte_for_byte(on_aws: Synthesis, tmp_path: Path) -> None:
    """In another process, folder, time zone and order of sets: a deployment of what did not change changes nothing."""
    folder = tmp_path / "again"
    elsewhere = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", AGAIN, str(folder)], cwd=tmp_path, env=elsewhere, check=True)
    for name in (f"amo-{stack}.{part}.json" for stack in STACKS for part in ("template", "assets")):
        assert (folder / name).read_bytes() == (on_aws.folder / name).read_bytes(), name


def test_no_template_names_a_folder_of_this_machine(on_aws: Synthesis) -> None:
    for stack in STACKS:
        text = json.dumps(on_aws.template(stack))
        assert not [path for path in (str(ROOT), str(on_aws.folder), str(Path.home())) if path in text]


def test_a_laptop_s_stage_differs_from_aws_in_what_is_listed(on_aws: Synthesis, locally: Synthesis) -> None:
    """What runs here is what AWS gets: each difference has its reason, and none is listed that is gone."""
    found = {one for stack in STACKS for one in differences(on_aws.template(stack), locally.template(stack))}
    lines = [line for line in LISTED.read_text().splitlines() if line and not line.startswith("#")]
    listed = dict(line.split(": ", 1) for line in lines)
    assert all(listed.values())
    assert sorted(found - listed.keys()) == [], "differs, and is not listed"
    gone = listed.keys() - found
    if platform.machine() in ARM_MACHINES:  # as AWS's own
        gone -= {line for line in listed if line.endswith("Architectures")}
    assert sorted(gone) == [], "listed, and does not differ"


def differences(aws: dict[str, Any], local: dict[str, Any]) -> Iterator[str]:
    """Yields what differs: the kind of a resource and the path in it, or where it is alone."""
    for part in {*aws, *local} - {"Resources"}:
        yield from _within(aws.get(part), local.get(part), part)
    ours, theirs = aws["Resources"], local["Resources"]
    for name in {*ours, *theirs}:
        kind = (ours.get(name) or theirs[name])["Type"]
        if name not in ours or name not in theirs:
            yield f"{kind} {'on AWS' if name in ours else 'here'} alone"
            continue
        for path in _within(ours[name], theirs[name], ""):
            yield f"{kind} {path.removeprefix('.Properties').removeprefix('.')}"


def _within(aws: Any, local: Any, path: str) -> Iterator[str]:
    if aws == local or path.endswith(NAMED_ELSEWHERE):
        return
    if isinstance(aws, dict) and isinstance(local, dict) and not _is_intrinsic(aws) and not _is_intrinsic(local):
        for key in {*aws, *local}:
            yield from _within(aws.get(key), local.get(key), f"{path}.{key}".replace(".[", "["))
    elif _is_statements(aws) or _is_statements(local):
        yield from _within(_by_action(aws), _by_action(local), path)
    elif isinstance(aws, list) and isinstance(local, list) and len(aws) == len(local):
        for ours, theirs in zip(aws, local, strict=True):
            yield from _within(ours, theirs, path)
    else:
        yield path


def _is_intrinsic(value: dict[str, Any]) -> bool:
    return len(value) == 1 and next(iter(value)).startswith(("Fn::", "Ref"))


def _is_statements(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) and "Action" in one for one in value)


def _by_action(statements: Any) -> dict[str, Any]:
    """So that one more statement is told by what it is about, and not as a change of those behind it."""
    found: dict[str, Any] = {}
    for one in statements or []:
        actions = one["Action"] if isinstance(one["Action"], list) else [one["Action"]]
        for action in actions:
            found.setdefault(f"[{action}]", []).append({key: one[key] for key in one if key != "Action"})
    return found

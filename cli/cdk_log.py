"""Reads from the CDK's log how far a deployment is: CloudFormation's events stand in it, a line each."""

import re
from pathlib import Path

from cli.installation import BUILD

LAYERS = BUILD / "layers"
TAIL_BYTES = 4000
_EVENT = re.compile(r"^(\S+) \|\s*(\d+)/(\d+) \|")
_ASSET = re.compile(r"^(\S+): start: (Building|Publishing) (\S+)")
_STACK = re.compile(r"^(\S+): (creating CloudFormation changeset|deploying)")
_SYNTHESISED = "Synthesis time"


def far_along(text: str, is_building_layers: bool = False) -> str:
    """In a few words, from what the CDK has written since it was started."""
    for line in reversed(text.splitlines()):
        if event := _EVENT.match(line):
            stack, done, total = event.groups()
            # An update counts what was there before as well.
            return f"{stack}: {done} of {total} resources" if int(done) <= int(total) else f"{stack}: {done} resources"
        if stack := _STACK.match(line):
            return f"{stack[1]}: making the change set"
        if asset := _ASSET.match(line):
            return f"{asset[2].lower()} {asset[3]}"
        if _SYNTHESISED in line:
            return "synthesised"
    return "building layers" if is_building_layers else "synthesising"


class CdkLog:
    """Reads what is written into ``file`` from now on."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._begins_at = file.stat().st_size if file.exists() else 0

    def far_along(self) -> str:
        return far_along(self._tail(), is_building_layers())

    def _tail(self) -> str:
        if not self._file.exists():
            return ""
        with self._file.open("rb") as log:
            end = log.seek(0, 2)
            log.seek(max(self._begins_at, end - TAIL_BYTES))
            return log.read().decode(errors="replace")


def is_building_layers(layers: Path = LAYERS) -> bool:
    """A layer is made in a folder of its own beside the others, which is renamed once it is whole."""
    return layers.is_dir() and any(path.name.startswith("tmp") for path in layers.iterdir())

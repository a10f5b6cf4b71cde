"""A dummy as its author would add it: new files, and what is put into files that are there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Insertion:
    """``text`` goes before the first ``anchor`` of the file, or at its end without one."""

    text: str
    anchor: str = ""

    def into(self, content: str) -> str:
        if not self.anchor:
            return content + self.text
        assert self.anchor in content, f"nothing to put it before: {self.anchor}"
        return content.replace(self.anchor, self.text + self.anchor, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """``heading`` is the section of CONTRIBUTING.md; ``name`` is what stands where it says NAME.

    ``proof`` is a program that fails unless the dummy works; it runs in the copy.
    """

    heading: str
    name: str
    proof: str
    created: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, tuple[Insertion, ...]] = field(default_factory=dict)

    @property
    def touched(self) -> set[str]:
        return {*self.created, *self.changed}

    def make_in(self, folder: Path) -> None:
        for path, content in self.created.items():
            assert not (folder / path).exists(), f"{path} is there already"
            (folder / path).write_text(content, encoding="utf-8")
        for path, insertions in self.changed.items():
            content = (folder / path).read_text(encoding="utf-8")
            for insertion in insertions:
                content = insertion.into(content)
            (folder / path).write_text(content, encoding="utf-8")

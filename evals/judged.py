"""Asserts, in code, what must be true of the lines and items that are shown for a case. No model judges another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evals.cases import EvalCase, ExactItem

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """``source`` is all that it rests on, as text, and ``is_written`` says that a model worded it."""

    text: str
    refs: tuple[str, ...]
    source: str = ""
    is_written: bool = False

    @property
    def is_unfounded(self) -> bool:
        """Looked at here anew, in another way than the gate does: a gate that lets all through would be noticed."""
        if not self.is_written:
            return False
        new = set(_NUMBER.findall(self.text)) - set(_NUMBER.findall(self.source))
        return bool(new) or "://" in self.text or "@" in self.text or not self.refs


@dataclass(frozen=True, slots=True)
class JudgedItem:
    kind: str
    what: str
    owner: str = ""
    due: str = ""

    def fits(self, wanted: ExactItem) -> bool:
        said = self.what.casefold()
        is_it = self.kind == wanted.kind and all(word.casefold() in said for word in wanted.words)
        return is_it and (self.owner, self.due) == (wanted.owner, wanted.due)


@dataclass(frozen=True, slots=True)
class Shown:
    """What people would see of a case. ``type`` is the meeting's, where that is what was asked for."""

    lines: tuple[JudgedLine, ...] = ()
    items: tuple[JudgedItem, ...] = ()
    type: str = ""

    @property
    def unfounded(self) -> int:
        return sum(line.is_unfounded for line in self.lines)


def failures(case: EvalCase, shown: Shown) -> tuple[str, ...]:
    """Each assertion that does not hold, in words; none where the case passes."""
    return tuple(_failures(case, shown))


def _failures(case: EvalCase, shown: Shown) -> Iterator[str]:
    expect = case.expect
    text = "\n".join((*(line.text for line in shown.lines), *(item.what for item in shown.items))).casefold()
    refs = {ref for line in shown.lines for ref in line.refs}
    for wanted in expect.must_mention:
        is_there = wanted[1:].casefold() in text if wanted.startswith('"') else wanted in refs
        if not is_there:
            yield f"says nothing of {wanted}"
    yield from (f"says {word}" for word in expect.must_not_mention if word.casefold() in text)
    if expect.type and shown.type not in expect.type:
        yield f"is of type {shown.type or 'none'}, not {' or '.join(expect.type)}"
    if expect.max_lines is not None and len(shown.lines) > expect.max_lines:
        yield f"has {len(shown.lines)} lines, more than {expect.max_lines}"
    written = sum(line.is_written for line in shown.lines)
    if expect.max_written is not None and written > expect.max_written:
        yield f"has {written} lines of a model, more than {expect.max_written}"
    yield from _of_items(expect.items, expect.is_exact, shown.items)
    if shown.unfounded:
        yield f"shows {shown.unfounded} unfounded lines"


def _of_items(wanted: tuple[ExactItem, ...], is_exact: bool, found: tuple[JudgedItem, ...]) -> Iterator[str]:
    left = list(found)
    for one in wanted:
        fitting = next((item for item in left if item.fits(one)), None)
        if fitting is None:
            yield f"does not find {one.kind} {' '.join(one.words)}"
        else:
            left.remove(fitting)
    if is_exact and left:
        yield f"finds what is not there: {', '.join(item.kind for item in left)}"

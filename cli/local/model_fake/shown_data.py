"""Reads what a model is shown: the blocks of data in its last question, and the handles and lines in them."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_BLOCK = re.compile(r'<data-(?P<mark>\w+) is="(?P<label>[^"]*)">\n(?P<text>.*?)\n</data-(?P=mark)>', re.DOTALL)
_HANDLED = re.compile(
    r"\s*[-*\[(]*(?P<handle>[A-Za-z]{1,12}[.:#-]?\d(?:[\w.:#-]*\w)?|\d{1,4}(?=[\])}:.|\t])|\w+:(?:[\w:.-]*\w))"
    r"[\])}:.|\t ]+(?P<text>.+)"
)
QUESTION = "question"
"""How the block is labelled that holds what a person asks."""
NAMING = ("ref", "id", "handle", "key", "line", "number", "n")
SAYING = ("text", "what", "title", "question", "line", "said", "answer", "quote")


@dataclass(frozen=True, slots=True)
class ShownLine:
    """``handle`` is what an answer points to it by; empty where it has none."""

    handle: str
    text: str
    label: str


def shown_lines(messages: Sequence[Mapping[str, Any]]) -> tuple[ShownLine, ...]:
    """All lines of data in the conversation, its first blocks first; what tools answered counts too."""
    lines: list[ShownLine] = []
    for message in messages:
        role, text = message.get("role"), str(message.get("content") or "")
        blocks = list(_blocks(text)) if role in ("user", "tool") else []
        if role == "tool" and not blocks:
            blocks = [("tool", text)]
        lines += (line for label, told in blocks for line in _lines(label, told))
    return tuple(lines)


def question_words(messages: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """The longer words of what the person asks, in small letters."""
    said = next((str(one.get("content") or "") for one in messages if one.get("role") == "user"), "")
    asked = [line.text for line in shown_lines(messages) if line.label == QUESTION] or [_BLOCK.sub(" ", said)]
    return frozenset(word.casefold() for word in re.findall(r"\w{4,}", " ".join(asked)))


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    for found in _BLOCK.finditer(text):
        yield found["label"], _decoded(found["text"])


def _decoded(text: str) -> str:
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, str) else text


def _lines(label: str, text: str) -> Iterator[ShownLine]:
    """Out of JSON, or of plain lines that begin with a handle or not."""
    for part in (text,) if _is_json(text) else filter(str.strip, text.splitlines()):
        if _is_json(part):
            yield from _out_of(label, json.loads(part))
        else:
            found = _HANDLED.fullmatch(part)
            handle, told = (found["handle"], found["text"]) if found else ("", part)
            yield ShownLine(handle, told.strip(), label)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _out_of(label: str, value: Any) -> Iterator[ShownLine]:
    if isinstance(value, list):
        for part in value:
            yield from _out_of(label, part)
    elif isinstance(value, dict):
        handle = next((str(value[name]) for name in NAMING if isinstance(value.get(name), str | int)), "")
        text = next((value[name] for name in SAYING if isinstance(value.get(name), str)), "")
        if text:
            yield ShownLine(handle, text, label)
        for part in value.values():
            if isinstance(part, list | dict):
                yield from _out_of(label, part)
    elif isinstance(value, str) and value.strip():
        yield ShownLine("", value.strip(), label)
    elif value is not None:
        yield ShownLine("", str(value), label)

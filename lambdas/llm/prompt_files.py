"""Prompts are files: front matter that says what a prompt is for, and its text. Read once, and known by their hash."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from lambdas.domain.llm.prompt import Instructions
from lambdas.domain.llm.purposes import Purpose
from lambdas.errors import Refused

FENCE = "---\n"


@cache
def load_prompt(path: Path) -> Instructions:
    """``name.md`` of a feature's folder ``prompts``. Raises Refused, which names the file and what it lacks."""
    whole = path.read_text(encoding="utf-8")
    _, head, text = whole.split(FENCE, 2) if whole.startswith(FENCE) and whole.count(FENCE) > 1 else ("", "", "")
    given = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    if not text.strip() or given.get("purpose") not in set(Purpose):
        raise Refused(f"{path.name}: begin it with --- and purpose: one of {', '.join(Purpose)}, then ---.")
    version = sha256(whole.encode()).hexdigest()[:12]
    return Instructions(path.stem, Purpose(given["purpose"]), text.strip(), version)

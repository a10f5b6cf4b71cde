"""The answers to AMO's own questions that need more than their shape: told by the fields that are asked for."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from cli.local.model_fake.shapes import Schema, first_name, reworded
from cli.local.model_fake.shown_data import ShownLine

MAX_REWORDED = 6
PLAN_PATCH = frozenset({"reword", "move", "ask", "flag_conflict"})
NOTES_FINDINGS = frozenset({"items", "decisions", "questions"})
ASKED_ON = frozenset({"question", "refs"})
TYPE_GUESSES = frozenset({"guesses"})
LINES = frozenset({"lines"})
QUESTION_EDITS = frozenset({"edits"})
NOT_ASKED = "(not asked about)"
MAX_VAGUE_WORDS = 15
MAX_SUMMED = 3
_NUMBERS = re.compile(r"\b(numbers|quarter|Zahlen|Quartal|chiffres|trimestre)\b", re.IGNORECASE)
_SECTION = re.compile(r"\bS\d+\b")
_DECIDED = re.compile(r"\b(decided|agreed|beschlossen|entschieden|décidé)\b", re.IGNORECASE)
_PROMISED = re.compile(r"(\bwill\b|'ll\b|\bschickt\b|\bwird\b|\bva\b|\baction:)", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:by|until|bis|avant)\s+(?P<day>[A-ZÀ-Þa-z]+(?:\s\d{1,2})?)\b")
_SPEAKER = re.compile(r"(?P<who>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?): (?P<said>.+)")

Value = dict[str, Any]


def scripted(schema: Schema, lines: Sequence[ShownLine]) -> Value | None:
    """None for what the shape alone tells how to answer."""
    script = SCRIPTS.get(frozenset(schema.get("properties", {})))
    return script(lines) if script else None


def _plan_patch(lines: Sequence[ShownLine]) -> Value:
    """Rewords the first lines, puts the last of the first section first, and asks where nothing is asked yet."""
    handled = [line for line in lines if line.handle and _section_of(line)]
    sections = [(name, list(run)) for name, run in groupby(handled, key=_section_of)]
    moved = [run for _, run in sections if len(run) > 2][:1]
    silent = [(name, run[0]) for name, run in sections if not any("(decision)" in line.text for line in run)][:1]
    return {
        "reword": [{"line": line.handle, "text": reworded(_undecorated(line))} for line in handled[:MAX_REWORDED]],
        "move": [{"line": run[-1].handle, "before": run[0].handle} for run in moved],
        "ask": [
            {"section": name, "lines": [line.handle], "text": f"Do we agree on this: {_bare(line)}?"}
            for name, line in silent
        ],
        "flag_conflict": [],
    }


def _notes_findings(lines: Sequence[ShownLine]) -> Value:
    """Finds what a plain look at words finds."""
    found: Mapping[str, list[Value]] = {"items": [], "decisions": [], "questions": []}
    for line in lines:
        if not line.handle.isdigit():
            continue
        spoken = _SPEAKER.fullmatch(line.text)
        said, who = (spoken["said"], spoken["who"]) if spoken else (line.text, "")
        point = {"what": said.rstrip("."), "lines": [int(line.handle)]}
        if said.endswith("?"):
            found["questions"].append(point)
        elif _DECIDED.search(said):
            found["decisions"].append(point)
        elif _PROMISED.search(said):
            until = _UNTIL.search(said)
            owner = who if re.search(r"\bI\b|\bich\b|\bje\b", said) else first_name(said)
            found["items"].append({**point, "owner": owner, "due": until["day"] if until else ""})
    return dict(found)


def _asked_on(lines: Sequence[ShownLine]) -> Value:
    """Asks who and when of an answer that names neither."""
    told = {line.label: line.text for line in reversed(lines)}
    answer = told.get("answer", "").strip().rstrip(".")
    if not answer or re.search(r"\d", answer) or len(answer.split()) > MAX_VAGUE_WORDS:
        return {"question": "", "refs": []}
    return {"question": f"You said “{answer}”: who decides that, and by when?", "refs": ["answer", "fact"]}


def _type_guesses(lines: Sequence[ShownLine]) -> Value:
    """Two people are a one-on-one, numbers a review, and the rest it cannot tell either."""
    known = {line.text.partition(":")[0] for line in lines if line.label == "types"}
    guesses = []
    for label, run in groupby((line for line in lines if line.label.startswith("meeting ")), key=lambda at: at.label):
        said = [line.text for line in run]
        text = " ".join(said)
        likely = "qbr" if _NUMBERS.search(text) else "one_on_one" if "people: 2" in said else "default"
        guess = likely if likely in known else "default"
        guesses.append({"number": int(label.removeprefix("meeting ")), "meeting_type": guess, "reason": said[0]})
    return {"guesses": guesses}


def _question_edits(lines: Sequence[ShownLine]) -> Value:
    """Puts a record into the first question that shares a longer word with it or its source."""
    records = [line for line in lines if line.label.startswith("on record") and line.handle]
    facts = [line for line in records if not line.text.startswith(NOT_ASKED)]
    for line in lines:
        handle = line.label.removeprefix("question ")
        if handle == line.label or not line.text.endswith("?"):
            continue
        words = _long_words(line.text)
        fact = next((one for one in facts if words & _long_words(f"{one.label} {one.text}")), None)
        if fact:
            text = f"{line.text.rstrip('?')}, given this: {_bare(fact)}?"
            return {"edits": [{"question": handle, "text": text, "refs": [fact.handle], "about": ""}]}
    return {"edits": []}


def _long_words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in re.findall(r"\w{5,}", text))


def _summary(lines: Sequence[ShownLine]) -> Value | None:
    """The first things that were confirmed, each in a line of its own."""
    told = [line for line in lines if line.label == "confirmed" and line.handle]
    said = [{"text": line.text.removeprefix("- "), "refs": [line.handle]} for line in told[:MAX_SUMMED]]
    return {"lines": said} if told else None


def _section_of(line: ShownLine) -> str:
    found = _SECTION.search(line.label)
    return found[0] if found else ""


def _undecorated(line: ShownLine) -> str:
    return line.text.removeprefix("(decision):").strip()


def _bare(line: ShownLine) -> str:
    return _undecorated(line).rstrip(".?!")


SCRIPTS: Mapping[frozenset[str], Callable[[Sequence[ShownLine]], Value | None]] = {
    PLAN_PATCH: _plan_patch,
    NOTES_FINDINGS: _notes_findings,
    ASKED_ON: _asked_on,
    TYPE_GUESSES: _type_guesses,
    LINES: _summary,
    QUESTION_EDITS: _question_edits,
}

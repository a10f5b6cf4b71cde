"""Measures what the rules find in notes of meetings: ``python -m bench.notes [FOLDER]``

A folder holds files of notes, each with what is to be found in it beside it (``NAME.json``: the meeting's day, who was
invited, whose notes they are, and the candidates by kind, words, owner and day). Beside our rules stands a plain
search for keywords, which takes the whole line, the first person named in it and the first day.
"""

import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bench.effort import Effort
from bench.figures import Figure, Result, middle
from lambdas.domain.kernel.plain_text import clip
from lambdas.domain.kernel.spoken_days import spoken_days
from lambdas.domain.meeting_notes.candidates import MAX_QUOTE, MAX_WHAT, Candidate, CandidateKind, Quote
from lambdas.domain.meeting_notes.extraction import NotesOccasion, OpenDecision, candidates_in
from lambdas.domain.meeting_notes.note_files import read_note_file
from lambdas.domain.meeting_notes.texts import MAX_LINES, SpokenLine
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.meetings.people import display_name

NOTES = Path(__file__).parents[1] / "tests" / "data" / "notes"
TEXT_ID = "bench"
RUNS = 5
MAX_SECONDS = 1.0
METHOD = """Forty files of notes of this project (tests/data/notes: written ones, transcripts, nasty ones) are read and
searched. A candidate is right where its kind and its words are those expected; an owner or a day is invented where it
is another than the expected one, or, of a wrong candidate, any. The long transcript is a made-up WebVTT of 6,000 cues,
a promise or a decision every twenty; it is read and searched five times, the middle one counted. Beside each figure
stands a plain search for keywords."""

Rule = Callable[[Sequence[SpokenLine], NotesOccasion], Sequence[Candidate]]


@dataclass(frozen=True, slots=True)
class Expected:
    """``words`` all stand in what the candidate says."""

    kind: CandidateKind
    words: tuple[str, ...]
    owner: str
    due: date | None
    ref: str

    def fits(self, candidate: Candidate) -> bool:
        said = candidate.what.casefold()
        return candidate.kind is self.kind and all(word.casefold() in said for word in self.words)


@dataclass(frozen=True, slots=True)
class NoteFile:
    """``half`` is ``tune`` or ``held``: whether words were chosen by it."""

    name: str
    lines: tuple[SpokenLine, ...]
    occasion: NotesOccasion
    expected: tuple[Expected, ...]
    half: str


@dataclass(frozen=True, slots=True)
class Judged:
    """``pairs`` are the right candidates with what was expected."""

    note: NoteFile
    pairs: tuple[tuple[Candidate, Expected], ...]
    wrong: tuple[Candidate, ...]
    missed: tuple[Expected, ...]

    @property
    def invented_owners(self) -> int:
        return sum(bool(found.owner) and found.owner != want.owner for found, want in self.pairs) + sum(
            bool(found.owner) for found in self.wrong
        )

    @property
    def invented_days(self) -> int:
        return sum(bool(found.due) and found.due != want.due for found, want in self.pairs) + sum(
            bool(found.due) for found in self.wrong
        )

    @property
    def is_exact(self) -> bool:
        same = all((one.owner, one.due, one.ref) == (want.owner, want.due, want.ref) for one, want in self.pairs)
        return same and not self.wrong and not self.missed


def read_notes(folder: Path = NOTES) -> list[NoteFile]:
    return [_note_file(path) for path in sorted(folder.glob("*.json"))]


def judge(note: NoteFile, rule: Rule) -> Judged:
    left, pairs, wrong = list(note.expected), [], []
    for candidate in rule(note.lines, note.occasion):
        want = next((one for one in left if one.fits(candidate)), None)
        if want is None:
            wrong.append(candidate)
        else:
            left.remove(want)
            pairs.append((candidate, want))
    return Judged(note, tuple(pairs), tuple(wrong), tuple(left))


def precision(judged: Sequence[Judged]) -> float:
    right = sum(len(one.pairs) for one in judged)
    return right / (right + sum(len(one.wrong) for one in judged) or 1)


def recall(judged: Sequence[Judged]) -> float:
    right = sum(len(one.pairs) for one in judged)
    return right / (right + sum(len(one.missed) for one in judged) or 1)


def our_rules(lines: Sequence[SpokenLine], occasion: NotesOccasion) -> Sequence[Candidate]:
    return candidates_in(TEXT_ID, lines, occasion)


_KEYWORDS = {
    CandidateKind.DECISION: re.compile(
        r"\b(?:decided|decision|agreed|settled|beschl\w+|décision|decisión)\b", re.IGNORECASE
    ),
    CandidateKind.QUESTION: re.compile(r"\b(?:open|question|offen|pregunta)\b|\?$", re.IGNORECASE),
    CandidateKind.ITEM: re.compile(r"\b(?:action|todo|will|to|aufgabe|bis|tarea|à faire)\b|\[ \]|'ll\b", re.IGNORECASE),
}


def keyword_rules(lines: Sequence[SpokenLine], occasion: NotesOccasion) -> Sequence[Candidate]:
    return [found for line in lines if (found := _by_keyword(line, occasion))]


def long_transcript() -> bytes:
    cues = (f"{n}\n00:00:{n % 60:02}.000 --> 00:00:{n % 60:02}.900\n{_spoken(n)}\n" for n in range(MAX_LINES))
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


def measure(effort: Effort) -> Result:
    return _measured(read_notes(), effort.of(RUNS, 1), effort.of(MAX_SECONDS, None))


def report(folder: Path) -> str:
    judged = [judge(note, our_rules) for note in read_notes(folder)]
    misses = [f"{one.note.name}: {line}" for one in judged for line in _misses(one)]
    figures = [f"{figure.name}: {figure.as_row()[1]} (beside: {figure.beside})" for figure in _figures(judged)]
    return "\n".join([*figures, *misses])


def _misses(judged: Judged) -> Iterator[str]:
    yield from (f"not there: {one.kind.value} {one.what!r} {one.owner} {one.due}" for one in judged.wrong)
    yield from (f"not found: {want.kind.value} {'|'.join(want.words)!r}" for want in judged.missed)
    for one, want in judged.pairs:
        if (one.owner, one.due) != (want.owner, want.due):
            yield f"{one.what!r}: {one.owner!r} {one.due}, not {want.owner!r} {want.due}"


def _measured(notes: Sequence[NoteFile], runs: int, bar: float | None) -> Result:
    seconds = [_timed() for _ in range(runs)]
    time_taken = Figure("a transcript of 6,000 lines, to candidates", middle(seconds), "s", bar=bar)
    return Result(METHOD, [*_figures([judge(note, our_rules) for note in notes]), time_taken])


def _figures(judged: Sequence[Judged]) -> list[Figure]:
    peer = [judge(one.note, keyword_rules) for one in judged]
    nasty = [one for one in judged if one.note.name.startswith("nasty")]
    exact = sum(one.is_exact for one in nasty)
    by_keywords = "keywords: {:.1f} %"
    return [
        Figure("precision", 100 * precision(judged), "%", 90, True, by_keywords.format(100 * precision(peer))),
        Figure("recall", 100 * recall(judged), "%", 80, True, by_keywords.format(100 * recall(peer))),
        Figure("invented owners", sum(one.invented_owners for one in judged), "owners", 0, beside=_owners(peer)),
        Figure("invented days", sum(one.invented_days for one in judged), "days", 0, beside=_days(peer)),
        Figure(f"nasty files to the letter, of {len(nasty)}", exact, "files", len(nasty), True),
    ]


def _owners(peer: Sequence[Judged]) -> str:
    return f"keywords: {sum(one.invented_owners for one in peer)}"


def _days(peer: Sequence[Judged]) -> str:
    return f"keywords: {sum(one.invented_days for one in peer)}"


def _timed() -> float:
    content, people = long_transcript(), tuple(Attendee(name=name) for name in ("Ana Roe", "Ben Ito", "Carla Diaz"))
    started = time.perf_counter()
    found = our_rules(read_note_file("long.vtt", content), NotesOccasion(day=date(2026, 11, 19), people=people))
    assert len(found) > 50
    return time.perf_counter() - started


def _spoken(number: int) -> str:
    speaker = ("Ana Roe", "Ben Ito", "Carla Diaz")[number % 3]
    if number % 40 == 0:
        return f"<v {speaker}>I'll send the report on customer {number} by Friday.</v>"
    if number % 40 == 20:
        return f"<v {speaker}>We agreed to keep plan {number}.</v>"
    return (
        f"<v {speaker}>Well, the numbers of branch {number} looked good to me, and the others were as we thought.</v>"
    )


def _by_keyword(line: SpokenLine, occasion: NotesOccasion) -> Candidate | None:
    kind = next((kind for kind, words in _KEYWORDS.items() if words.search(line.text)), None)
    if kind is None:
        return None
    names = [display_name(one) for one in occasion.people]
    owner = next((name for name in names if name.split()[0].casefold() in line.text.casefold()), "")
    days = [one.day for one in spoken_days(line.text, occasion.day) if one.day]
    quote = Quote(text_id=TEXT_ID, number=line.number, text=clip(line.text, MAX_QUOTE), speaker=line.speaker)
    is_item = kind is CandidateKind.ITEM
    due = days[0] if days and is_item else None
    return Candidate(
        kind=kind, what=clip(line.text, MAX_WHAT), owner=owner if is_item else "", due=due, quotes=(quote,)
    )


def _note_file(path: Path) -> NoteFile:
    want, file = json.loads(path.read_text(encoding="utf-8")), path.with_suffix("")
    occasion = NotesOccasion(
        day=date.fromisoformat(want["day"]),
        people=tuple(Attendee(**person) for person in want["people"]),
        own=tuple(want["own"]),
        open_decisions=tuple(OpenDecision(**one) for one in want.get("open_decisions", ())),
    )
    expected = tuple(_expected(one) for one in want["candidates"])
    return NoteFile(file.name, read_note_file(file.name, file.read_bytes()), occasion, expected, want.get("half", ""))


def _expected(one: dict[str, Any]) -> Expected:
    due = date.fromisoformat(one["due"]) if one.get("due") else None
    return Expected(CandidateKind(one["kind"]), tuple(one["what"]), one.get("owner", ""), due, one.get("ref", ""))


def main(arguments: Sequence[str]) -> None:
    for folder in [Path(argument) for argument in arguments] or [NOTES]:
        print(report(folder))


if __name__ == "__main__":
    main(sys.argv[1:])

"""What a situation claims of its own documents, one verdict for each thing it says."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.golden.run import NO_BRIEF, Outcome
from tests.golden.situation import Claim
from tests.golden.texts import Document, Section

EVERYWHERE = ("brief", "agenda", "questions", "notes", "shared", "notice", "message")
BRIEF_PARTS = {
    "want": "/^you want/",
    "decide": "/^(to (be )?decided?|decisions?|decide)/",
    "changed": "/^((what|has|was|is) )*changed|^new since|^since last/",
    "owed": "/^owed|promised?|^you owe/",
    "people": "/^(who|new|people|never met)/",
    "wrong": "/go wrong|^risks?|^watch/",
    "ask": "/^(to )?ask|questions/",
}
"""The brief's parts by what good-materials.md calls them; a document may word them a little differently."""


@dataclass(frozen=True)
class Verdict:
    """``problem`` is empty where it holds."""

    claim: str
    problem: str = ""
    document: str = ""


def verdicts(outcome: Outcome) -> Iterator[Verdict]:
    situation = outcome.situation
    yield from _asked(outcome)
    for claim in situation.must:
        for where in _places(claim.where):
            yield _stands(outcome, where, claim)
    for claim in situation.must_not:
        for where in _places(claim.where):
            yield _stands_not(outcome, where, claim)
    for order in situation.order:
        yield _in_order(outcome, order.where, order.first, order.then)
    for minutes in situation.minutes:
        yield _takes(outcome, minutes.section, minutes.at_least, minutes.at_most, is_most=minutes.is_most)
    for length in situation.length:
        yield _is_short(outcome, length.where, length.lines, length.words)
    for once in situation.once:
        for where in _places(once.where):
            yield said_once(outcome, where, once.say)
    for whom in situation.whom:
        yield _is_asked_of(outcome, whom.about, whom.ask)


def found(pattern: str, text: str) -> bool:
    """``/.../`` is a regular expression; else the words, whatever the case, quotes and spaces."""
    if len(pattern) > 1 and pattern.startswith("/") and pattern.endswith("/"):
        return re.search(pattern[1:-1], text, re.IGNORECASE | re.DOTALL) is not None
    return _plain(pattern) in _plain(text)


def _plain(text: str) -> str:
    text = text.translate(str.maketrans("“”„’‘\u00a0\u202f–", '"""\'\' \u0020-'))
    return re.sub(r"\s+", " ", text).casefold()


def _places(where: Sequence[str]) -> Sequence[str]:
    return EVERYWHERE if "everywhere" in where else where


def document_of(outcome: Outcome, where: str, claim: str) -> Document | Verdict:
    """The document, or the verdict that it is not there."""
    if where in outcome.documents:
        return outcome.documents[where]
    reason = outcome.missing.get(where) or (NO_BRIEF if where.endswith("brief") else f"there is no {where}")
    return Verdict(claim, reason, where)


def sections_of(document: Document, wanted: str) -> list[Section]:
    is_brief = document.name.endswith("brief")
    pattern = BRIEF_PARTS.get(wanted, wanted) if is_brief else wanted
    return [section for section in document.sections if section.title and found(pattern, section.title)]


def _stands(outcome: Outcome, where: str, claim: Claim) -> Verdict:
    said = _worded("must", where, claim)
    document = document_of(outcome, where, said)
    if isinstance(document, Verdict):
        return document
    sections = sections_of(document, claim.section) if claim.section else []
    if claim.section and not sections:
        return Verdict(said, f"no section is called so; there are: {_titles(document)}", where)
    text = "\n".join(section.text for section in sections) if claim.section else document.text
    return Verdict(said, "; ".join(_lacking(claim, text, sections or document.sections)), where)


def _lacking(claim: Claim, text: str, sections: Sequence[Section]) -> Iterator[str]:
    missing = [pattern for pattern in claim.say if not found(pattern, text)]
    if missing:
        yield f"not said: {', '.join(missing)}"
    if claim.any and not any(found(pattern, text) for pattern in claim.any):
        yield f"none of these is said: {', '.join(claim.any)}"
    if claim.line and not any(_has_all(line, claim.line) for line in text.splitlines()):
        yield f"no line says all of: {', '.join(claim.line)}"
    if claim.together and not any(_has_all(section.text, claim.together) for section in sections):
        yield f"no section says all of: {', '.join(claim.together)}"


def _has_all(text: str, patterns: Sequence[str]) -> bool:
    return all(found(pattern, text) for pattern in patterns)


def _stands_not(outcome: Outcome, where: str, claim: Claim) -> Verdict:
    said = _worded("must not", where, claim)
    document = document_of(outcome, where, said)
    if isinstance(document, Verdict):
        return document
    sections = sections_of(document, claim.section) if claim.section else []
    text = "\n".join(section.text for section in sections) if claim.section else document.text
    said_all_the_same = [line for line in text.splitlines() if any(found(pattern, line) for pattern in claim.say)]
    said_all_the_same += [line for line in text.splitlines() if claim.line and _has_all(line, claim.line)]
    return Verdict(said, _quoted(said_all_the_same), where)


def _quoted(lines: Sequence[str]) -> str:
    return f"it says: {' / '.join(line[:160] for line in lines[:3])}" if lines else ""


def _worded(verb: str, where: str, claim: Claim) -> str:
    parts = {"": claim.say, "in one line": claim.line, "in one section": claim.together, "any of": claim.any}
    said = "; ".join(f"{how} {', '.join(patterns)}".strip() for how, patterns in parts.items() if patterns)
    place = f"{where}, under {claim.section}" if claim.section else where
    return f"{place} {verb} say {said}{f'  ({claim.why})' if claim.why else ''}"


def _in_order(outcome: Outcome, where: str, first: str, then: str) -> Verdict:
    claim = f"{where} says {first} before {then}"
    document = document_of(outcome, where, claim)
    if isinstance(document, Verdict):
        return document
    places = {pattern: _place_of(pattern, document) for pattern in (first, then)}
    if lost := [pattern for pattern, place in places.items() if place < 0]:
        return Verdict(claim, f"not said at all: {', '.join(lost)}", where)
    return Verdict(claim, "" if places[first] <= places[then] else "it is the other way round", where)


def _place_of(pattern: str, document: Document) -> int:
    """Of the first line that says it; -1 where none does."""
    return next((place for place, line in enumerate(document.lines) if found(pattern, line.text)), -1)


def _takes(outcome: Outcome, wanted: str, least: int, most: int, *, is_most: bool) -> Verdict:
    bounds = f"{least or ''}..{most if most < 10_000 else ''} min{', the most of all' if is_most else ''}"
    claim = f"agenda gives {wanted} {bounds}"
    document = document_of(outcome, "agenda", claim)
    if isinstance(document, Verdict):
        return document
    times = {section.title: section.minutes or 0 for section in document.timed}
    mine = [minutes for title, minutes in times.items() if found(wanted, title)]
    if not mine:
        problem = f"no section is called so; there are: {_titles(document)}"
        return Verdict(claim, problem if least or is_most else "", "agenda")
    is_in_bounds = least <= sum(mine) <= most and (not is_most or max(mine) == max(times.values()))
    return Verdict(claim, "" if is_in_bounds else f"the times are {times}", "agenda")


def _is_short(outcome: Outcome, where: str, max_lines: int, max_words: int) -> Verdict:
    claim = f"{where} has at most {max_lines or 'any'} lines, {max_words or 'any'} words"
    document = document_of(outcome, where, claim)
    if isinstance(document, Verdict):
        return document
    lines, words = len(document.shown), sum(line.words for line in document.shown)
    is_short = (not max_lines or lines <= max_lines) and (not max_words or words <= max_words)
    return Verdict(claim, "" if is_short else f"it has {lines} lines, {words} words", where)


def said_once(outcome: Outcome, where: str, pattern: str) -> Verdict:
    claim = f"{where} says {pattern} at most once"
    document = document_of(outcome, where, claim)
    if isinstance(document, Verdict):
        return document
    lines = [line.text for line in document.shown if found(pattern, line.text)]
    return Verdict(claim, _quoted(lines) if len(lines) > 1 else "", where)


def _is_asked_of(outcome: Outcome, about: str, person: str) -> Verdict:
    claim = f"questions ask {person} about {about}"
    document = document_of(outcome, "questions", claim)
    if isinstance(document, Verdict):
        return document
    groups = [section for section in document.sections if found(person, section.title)]
    is_asked = any(found(about, line.text) for group in groups for line in group.lines)
    asked = [f"{s.title}: {line.text}" for s in document.sections for line in s.lines if found(about, line.text)]
    return Verdict(claim, "" if is_asked else _quoted(asked) or "nobody is asked about it", "questions")


def _asked(outcome: Outcome) -> Iterator[Verdict]:
    asked, prompts = outcome.situation.asked, outcome.prompts
    for pattern in asked.must:
        is_put = any(found(pattern, prompt) for prompt in prompts)
        yield Verdict(f"the conversation asks {pattern}", "" if is_put else "it does not", "conversation")
    for pattern in asked.must_not:
        put = [prompt for prompt in prompts if found(pattern, prompt)]
        yield Verdict(f"the conversation does not ask {pattern}", _quoted(put), "conversation")
    if asked.first:
        first = prompts[0] if prompts else ""
        problem = "" if found(asked.first, first) else _quoted([first])
        yield Verdict(f"the conversation begins with {asked.first}", problem, "conversation")


def _titles(document: Document) -> str:
    return ", ".join(section.title for section in document.sections if section.title)

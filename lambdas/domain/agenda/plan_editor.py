"""Applies a model's edits to a plan of the rules, one by one, each text only where the claim gate lets it through.

Sections, their minutes, references, and what is sent to others are out of its reach; an edit that points to nothing is
no edit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lambdas.domain.agenda.addressees import READER
from lambdas.domain.agenda.brief_room import AFTER_WRONG, WRONG, is_one_screen
from lambdas.domain.agenda.line_handles import HandledLine, section_handle
from lambdas.domain.agenda.materials import AskGroup, BriefPart, Line, MaterialsPlan, Section, harmless
from lambdas.domain.agenda.plan_patches import MAX_EDITS, PlanPatch
from lambdas.domain.agenda.private_brief import MAX_WORDS
from lambdas.domain.llm.claims import Evidence, is_believable

MAX_FLAGS = 2
QUESTION_MARKS = ("?", "？", "؟", ";")
"""The last one is Greek."""


class PlanEditor:
    """``held`` counts the edits that hold, ``dropped`` the texts of the last patch that did not pass."""

    def __init__(self, plan: MaterialsPlan, lines: Sequence[HandledLine], evidence: Evidence) -> None:
        self._plan = plan
        self._lines = {line.handle: line for line in lines}
        own_words = {line.handle: line.line.text for line in lines}
        self._evidence = replace(evidence, texts={**evidence.texts, **own_words})
        self._orders = [list(range(len(section.lines))) for section in plan.sections]
        self._words: dict[str, Line] = {}
        self._asked: dict[int, Line] = {}
        self._flags: list[Line] = []
        self._settled: set[str] = set()
        self._said = 0
        self.held = self.dropped = 0

    def settle(self, handles: Iterable[str]) -> None:
        """Keeps these lines worded as they are by now."""
        self._settled |= {*handles}

    def apply(self, patch: PlanPatch, by: str) -> bool:
        """Returns whether the patch is to be believed; where it is not, what it left behind is not to be used."""
        self._said = self.dropped = 0
        for reword in patch.reword[:MAX_EDITS]:
            self.reword(reword.line, reword.text, by)
        for ask in patch.ask[:MAX_EDITS]:
            self.ask(ask.section, ask.lines, ask.text, by)
        for flag in patch.flag_conflict[:MAX_EDITS]:
            self.flag((flag.line, flag.other), flag.text, by)
        for move in patch.move[:MAX_EDITS]:
            self.move(move.line, move.before)
        return self._said == 0 or is_believable(self.dropped, self._said)

    def reword(self, handle: str, text: str, by: str) -> None:
        """The first of several wordings of one line holds."""
        found = self._lines.get(handle)
        if found is None or handle in self._settled | self._words.keys() or harmless(text) in ("", found.line.text):
            return
        if self._passes(text, [found]):
            changes = {"text": harmless(text), "rules_text": found.line.text, "written_by": by}
            self._words[handle] = found.line.model_copy(update=changes)

    def move(self, handle: str, before: str) -> None:
        """Within the lines of its section: what is to be decided keeps its order, as all that others are sent does."""
        found, target = self._lines.get(handle), self._lines.get(before)
        if found is None or found.is_decision or (before and target is None) or handle == before:
            return
        if target and (target.is_decision or target.section != found.section):
            return
        order = self._orders[found.section]
        moved = [place for place in order if place != found.place]
        moved.insert(moved.index(target.place) if target else len(moved), found.place)
        if moved != order:
            self._orders[found.section] = moved
            self.held += 1

    def ask(self, section: str, handles: Iterable[str], text: str, by: str) -> None:
        """Only of a section that asks for no decision yet."""
        lines = [line for handle in handles if (line := self._lines.get(handle))]
        lines = [line for line in lines if section_handle(line.section) == section]
        if not lines or self._plan.sections[lines[0].section].decisions or lines[0].section in self._asked:
            return
        if self._passes(text, lines, is_fit=text.rstrip().endswith(QUESTION_MARKS)):
            self._asked[lines[0].section] = Line(text=text, refs=_refs(lines), written_by=by)

    def flag(self, handles: Iterable[str], text: str, by: str) -> None:
        """Of two lines that rest on different records."""
        lines = [line for handle in dict.fromkeys(handles) if (line := self._lines.get(handle))]
        is_of_two = len(lines) == 2 and set(lines[0].line.refs) != set(lines[1].line.refs)
        is_known = any(set(flag.refs) == set(_refs(lines)) for flag in self._flags)
        if not is_of_two or is_known or len(self._flags) == MAX_FLAGS or not harmless(text):
            return
        if self._passes(text, lines, is_fit=len(text.split()) <= MAX_WORDS):
            self._flags.append(Line(text=text, refs=_refs(lines), written_by=by, is_private=True))

    def plan(self) -> MaterialsPlan:
        """As far as it has been edited."""
        sections = tuple(map(self._section, range(len(self._plan.sections))))
        edited = self._plan.model_copy(update={"sections": sections, "composer": "model" if self.held else "rules"})
        for line in self._flags:
            edited = _with_flag(edited, line)
        return MaterialsPlan.model_validate(edited.model_dump())

    def _passes(self, text: str, lines: Sequence[HandledLine], *, is_fit: bool = True) -> bool:
        refs = (*_refs(lines), *(line.handle for line in lines))
        is_shown = is_fit and self._evidence.objection(text, refs) is None
        self._said += 1
        self.dropped += not is_shown
        self.held += is_shown
        return is_shown

    def _section(self, number: int) -> Section:
        section = self._plan.sections[number]
        lines, decisions = list(section.lines), list(section.decisions)
        for handle, line in self._words.items():
            found = self._lines[handle]
            if found.section == number:
                (decisions if found.is_decision else lines)[found.place] = line
        asked = [self._asked[number]] if number in self._asked else []
        ordered = tuple(lines[place] for place in self._orders[number])
        return section.model_copy(update={"lines": ordered, "decisions": (*decisions, *asked)})


def _refs(lines: Iterable[HandledLine]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ref for line in lines for ref in line.line.refs))


def _with_flag(plan: MaterialsPlan, line: Line) -> MaterialsPlan:
    """In the brief, where its one screen has room for it; else among the questions to have an answer ready for."""
    parts = list(plan.brief)
    labels = [part.label for part in parts]
    if WRONG in labels:
        part = parts[labels.index(WRONG)]
        parts[labels.index(WRONG)] = part.model_copy(update={"lines": (line, *part.lines)})
    else:
        place = next((place for place, label in enumerate(labels) if label in AFTER_WRONG), len(parts))
        parts.insert(place, BriefPart(label=WRONG, lines=(line,)))
    if is_one_screen(parts):
        return plan.model_copy(update={"brief": tuple(parts)})
    return plan.model_copy(update={"questions": _with_question(plan.questions, line)})


def _with_question(groups: Sequence[AskGroup], line: Line) -> tuple[AskGroup, ...]:
    if all(group.whom != READER for group in groups):
        return (*groups, AskGroup(whom=READER, questions=(line,)))
    return tuple(
        group.model_copy(update={"questions": (*group.questions, line)}) if group.whom == READER else group
        for group in groups
    )

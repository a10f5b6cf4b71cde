"""The tools of the Meeting Coordinator: they read the brief of the one meeting, as far as a model may read it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.domain.ask.brief import ANSWERS, INVITATION, LAST_NOTES, MATERIALS, NOTES, BriefLine, StoredBrief
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.llm.claims import Evidence
from lambdas.domain.llm.consent import DataOrigin, ModelAsker
from lambdas.domain.llm.prompt import Instructions, ModelPrompt, Untrusted
from lambdas.domain.llm.spotlight import spotlit
from lambdas.llm.base import Tool

KINDS = (INVITATION, *(kind.value for kind in ContextKind))
MAX_RESULT = 6_000
NOTHING = "Nothing is on record."
NO_SUCH_KIND = f"There is no such kind. The kinds are: {', '.join(KINDS)}."
NO_INPUT: Mapping[str, Any] = {"type": "object", "properties": {}}
FACTS = Tool(
    "facts",
    "Reads what is on record of one kind.",
    {"type": "object", "properties": {"kind": {"type": "string", "enum": list(KINDS)}}, "required": ["kind"]},
)
LAST_NOTES_TOOL = Tool("last_notes", "Reads what was noted in this meeting and the last time it was held.", NO_INPUT)
ANSWERS_TOOL = Tool("answers", "Reads what the person answered before the meeting.", NO_INPUT)


@dataclass(frozen=True, slots=True)
class ReadableBrief:
    """``lines`` by the handle a model knows each by, ``L1`` and so on; ``mark`` is random, one for each question.

    ``names`` are the meeting's title and people, who may be named in any line.
    """

    lines: Mapping[str, BriefLine]
    names: frozenset[str]
    instructions: Instructions
    mark: str

    def facts(self, given: Mapping[str, Any]) -> str:
        kind = given.get("kind")
        return self._shown(kind) if isinstance(kind, str) and kind in KINDS else NO_SUCH_KIND

    def last_notes(self, _: Mapping[str, Any]) -> str:
        return self._shown(NOTES, LAST_NOTES)

    def answers(self, _: Mapping[str, Any]) -> str:
        return self._shown(ANSWERS)

    def evidence(self) -> Evidence:
        """Each handle with all its line says, its source's name too."""
        return Evidence({handle: f"{line.text} {line.label}" for handle, line in self.lines.items()}, names=self.names)

    def _shown(self, *kinds: str) -> str:
        rows = [
            json.dumps({"ref": handle, "text": line.text, "source": line.label}, ensure_ascii=False)
            for handle, line in self.lines.items()
            if line.kind in kinds
        ]
        if not rows:
            return NOTHING
        piece = Untrusted(kinds[0], "\n".join(rows), DataOrigin.OWN_WORDS, MAX_RESULT)
        return spotlit(ModelPrompt(self.instructions, (piece,)), self.mark)


def readable_brief(brief: StoredBrief, asker: ModelAsker, instructions: Instructions, mark: str) -> ReadableBrief:
    """The brief as far as the asker lets a model read it; without the materials, which only say the rest again."""
    allowed = (line for line in brief.lines() if line.kind != MATERIALS and asker.consent.allows(line.origin))
    lines = {f"L{number}": line for number, line in enumerate(allowed, start=1)}
    may_be_named = asker.consent.allows(DataOrigin.INVITATION)
    named = (brief.meeting.title, *(person.name for person in brief.meeting.people)) if may_be_named else ()
    return ReadableBrief(lines, frozenset(named), instructions, mark)

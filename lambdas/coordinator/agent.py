"""The Meeting Coordinator's model: asks it about one meeting, and lets through what the meeting's brief bears out."""

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from lambdas.coordinator.look_up import ANSWERS_TOOL, FACTS, LAST_NOTES_TOOL, ReadableBrief, readable_brief
from lambdas.domain.ask.brief import BriefLine, StoredBrief
from lambdas.domain.ask.question import AnswerLine, MeetingAnswer, MeetingQuestion, source_of
from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.answer_schema import answer_schema
from lambdas.domain.llm.catalog import PurposeRow
from lambdas.domain.llm.claims import is_believable
from lambdas.domain.llm.consent import DataOrigin, ModelAsker
from lambdas.domain.llm.prompt import ModelPrompt, Untrusted
from lambdas.domain.llm.purposes import Purpose
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.domain.llm.spotlight import spotlit
from lambdas.llm import figures
from lambdas.llm.base import Caller, Message, Tool
from lambdas.llm.prompt_files import load_prompt

PROMPT = Path(__file__).with_name("prompts") / "ask.md"
MAX_CALLS = 2
"""One that looks things up, and one that answers."""
MAX_LINES = 6
MAX_REFS = 6
MAX_TEXT = 2_000
"""Characters of a line that are looked at; the gate drops what is longer than a line anyway."""


class CitedLine(Model):
    text: str = Field(max_length=MAX_TEXT)
    refs: tuple[str, ...] = Field(max_length=MAX_REFS)


class SaidLines(Model):
    """The answer as a model gives it; no lines where the records do not answer."""

    lines: tuple[CitedLine, ...] = Field(max_length=MAX_LINES)


ANSWER = Tool("answer", "The whole answer.", answer_schema(SaidLines))


@dataclass(frozen=True, slots=True)
class CoordinatorAgent:
    """``row`` says how long a call may take, and how much it may say."""

    caller: Caller
    row: PurposeRow
    now: Callable[[], datetime]

    def answer(
        self,
        question: MeetingQuestion,
        brief: StoredBrief,
        earlier: Sequence[MeetingQuestion],
        asker: ModelAsker,
        deadline: datetime,
    ) -> MeetingAnswer | NoAnswer:
        """Raises for nothing that a model or its endpoint does."""
        from lambdas.llm.strands_agent import ReadTool, answer_of
        from lambdas.llm.strands_model import CallerModel

        instructions = load_prompt(PROMPT)
        readable = readable_brief(brief, asker, instructions, secrets.token_hex(6))
        if not readable.lines:
            return NoAnswer(NoAnswerReason.OFF)
        tools = [
            ReadTool(FACTS, readable.facts),
            ReadTool(LAST_NOTES_TOOL, readable.last_notes),
            ReadTool(ANSWERS_TOOL, readable.answers),
        ]
        model = CallerModel(
            self.caller,
            purpose=Purpose.ASK,
            asker=asker,
            answer=ANSWER,
            max_tokens=self.row.max_tokens,
            max_calls=MAX_CALLS,
            seconds_left=lambda: min(self.row.seconds, (deadline - self.now()).total_seconds()),
        )
        remembered = tuple(_remembered(earlier, readable))
        said = answer_of(model, instructions.text, remembered, _asked(question, readable), tools)
        if isinstance(said, NoAnswer):
            return said
        return self._grounded(said, readable, model.answered_by)

    def _grounded(self, said: str, readable: ReadableBrief, model: str) -> MeetingAnswer | NoAnswer:
        given = _parsed(said)
        if given is None:
            return NoAnswer(NoAnswerReason.MALFORMED, "the answer was not in its shape")
        evidence = readable.evidence()
        good = [line for line in given.lines if evidence.objection(line.text, line.refs) is None]
        figures.removed(len(given.lines) - len(good))
        if given.lines and not is_believable(len(given.lines) - len(good), len(given.lines)):
            return NoAnswer(NoAnswerReason.UNGROUNDED)
        lines = tuple(_shown(line, readable) for line in good)
        return MeetingAnswer(composer="model", lines=lines, written_by=model, answered_at=self.now())


def _asked(question: MeetingQuestion, readable: ReadableBrief) -> str:
    piece = Untrusted("question", question.question, DataOrigin.OWN_WORDS)
    return spotlit(ModelPrompt(readable.instructions, (piece,)), readable.mark)


def _remembered(earlier: Sequence[MeetingQuestion], readable: ReadableBrief) -> Iterator[Message]:
    """The last questions with their answers, as turns; of an answer what a model may read by now, by its own words."""
    known = {line.ref for line in readable.lines.values()}
    for one in earlier:
        if one.answer is None:
            continue
        lines = [line.text for line in one.answer.lines if {source.ref for source in line.sources} <= known]
        yield {"role": "user", "content": [{"text": _asked(one, readable)}]}
        yield {"role": "assistant", "content": [{"text": json.dumps({"said": lines}, ensure_ascii=False)}]}


def _parsed(said: str) -> SaidLines | None:
    start = said.find("{")
    try:
        found: Any = json.JSONDecoder().raw_decode(said[start:])[0] if start >= 0 else None
        return SaidLines.model_validate(found)
    except (ValidationError, ValueError, RecursionError):
        return None


def _shown(line: CitedLine, readable: ReadableBrief) -> AnswerLine:
    named: list[BriefLine] = [readable.lines[ref] for ref in line.refs]
    sources = {source.ref: source for source in map(source_of, named)}
    return AnswerLine(text=line.text, sources=tuple(sources.values()))

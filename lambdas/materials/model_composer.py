"""Materials by rules, with what a model makes better of them: it edits the plan of the rules and never writes its own.

Without a model, or where it is late or not to be believed, the plan is the rules'. What is still so since the materials
were written before keeps its wording, whatever a model says this time.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from lambdas.domain.agenda.kept_words import as_before
from lambdas.domain.agenda.line_handles import HandledLine, handled_lines, section_handle
from lambdas.domain.agenda.materials import Composer, Findings, MaterialsPlan
from lambdas.domain.agenda.plan_patches import PlanPatch
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.consent import DataOrigin
from lambdas.domain.llm.prompt import ModelPrompt, Untrusted
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.llm import figures
from lambdas.llm.prompt_files import load_prompt

if TYPE_CHECKING:
    from lambdas.llm.base import Llm

PROMPT = Path(__file__).parent / "prompts" / "agenda.md"
MAX_SECTION_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class ModelComposer:
    """``llm`` is asked for only where a model may be asked: who allows none pays for none."""

    rules: Composer
    llm: "Callable[[], Llm]"

    def compose(self, findings: Findings) -> MaterialsPlan:
        plan = self.rules.compose(findings)
        asker, until = findings.asker, findings.until
        if asker is None or until is None or not asker.is_willing:
            return plan
        lines = handled_lines(plan, findings, asker.consent)
        if not lines:
            return plan
        outcome = self.llm().ask(_prompt(plan, lines), PlanPatch, asker=asker, deadline=until)
        if isinstance(outcome, NoAnswer):
            return _without(outcome.reason, plan, lines, findings)
        editor = as_before(plan, lines, findings)
        is_believed = editor.apply(outcome.value, outcome.model)
        figures.removed(editor.dropped)
        return editor.plan() if is_believed else _without(NoAnswerReason.UNGROUNDED, plan, lines, findings)


def _without(
    reason: NoAnswerReason, plan: MaterialsPlan, lines: Sequence[HandledLine], findings: Findings
) -> MaterialsPlan:
    """That a model nobody switched on did not answer is no news."""
    said = None if reason is NoAnswerReason.OFF else reason
    return as_before(plan, lines, findings).plan().model_copy(update={"without_model": said})


def _prompt(plan: MaterialsPlan, lines: Sequence[HandledLine]) -> ModelPrompt:
    """In the language of the data: the rules speak English, records and answers whatever their people do."""
    about = f"meeting, {plan.meeting_type}, {plan.minutes} minutes"
    meeting = Untrusted(about, plan.title, DataOrigin.INVITATION)
    return ModelPrompt(load_prompt(PROMPT), (meeting, *_blocks(lines)))


def _blocks(lines: Sequence[HandledLine]) -> Iterator[Untrusted]:
    """One for each run of lines of one section and one origin: whoever withholds a source withholds its blocks."""
    for (section, origin), run in groupby(lines, key=lambda line: (line.section, line.origin)):
        label = f"section {section_handle(section)}, from {origin.value}"
        yield Untrusted(label, "\n".join(map(_shown, run)), origin, MAX_SECTION_TEXT)


def _shown(line: HandledLine) -> str:
    return f"{line.handle}{' (decision)' if line.is_decision else ''}: {line.line.text}"

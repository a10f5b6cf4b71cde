"""Keeps a refreshed agenda in the words its reader knows: lines that the rules would write as before stay as they were.

The words a model gave such lines pass the claim gate again, by what is on record now.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from lambdas.domain.agenda.evidence import evidence_of
from lambdas.domain.agenda.line_handles import HandledLine, section_handle
from lambdas.domain.agenda.materials import Findings, Line, MaterialsPlan
from lambdas.domain.agenda.plan_editor import PlanEditor


def as_before(plan: MaterialsPlan, lines: Sequence[HandledLine], findings: Findings) -> PlanEditor:
    """Returns the editor of a plan with what a model wrote before and still holds; it words those lines no more."""
    editor = PlanEditor(plan, lines, evidence_of(findings))
    written_last = sorted(findings.lines_before, key=lambda line: bool(line.written_by))
    before = {(line.refs, line.by_rules): line for line in written_last if line.by_rules}
    same = [line for line in lines if (line.line.refs, line.line.text) in before]
    for line in same:
        kept = before[line.line.refs, line.line.text]
        if kept.written_by:
            editor.reword(line.handle, kept.text, kept.written_by)
    for added in findings.lines_before:
        if added.written_by and not added.rules_text:
            _add(editor, added, same)
    editor.settle(line.handle for line in same)
    return editor


def _add(editor: PlanEditor, added: Line, same: Sequence[HandledLine]) -> None:
    """A question or a doubt that a model added, as long as the lines it rests on are the same."""
    below = [line for line in same if set(line.line.refs) <= set(added.refs)]
    for pair in _founding(added, below):
        if added.is_private:
            editor.flag((line.handle for line in pair), added.text, added.written_by)
        else:
            section = section_handle(pair[0].section)
            editor.ask(section, (line.handle for line in pair), added.text, added.written_by)
        return


def _founding(added: Line, lines: Sequence[HandledLine]) -> Iterator[Sequence[HandledLine]]:
    """Yields lines that together have its sources: two for a doubt, those of one section for a question."""
    of_sections = {line.section: [one for one in lines if one.section == line.section] for line in lines}
    for found in combinations(lines, 2) if added.is_private else of_sections.values():
        if {ref for line in found for ref in line.line.refs} == set(added.refs):
            yield found

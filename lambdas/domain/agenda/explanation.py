"""Why each line of a plan is there, and why each record that was gathered is not (``./amo materials --explain``)."""

from collections.abc import Iterator, Mapping, Sequence

from lambdas.domain.agenda.materials import Admission, Line, MaterialsPlan
from lambdas.domain.kernel.model import Model

NO_TIME = "it is needed, but there is no time for it: the notes have it"
NOTHING_OPEN = "it is needed, but nothing about it is open: the notes have it"


class Reason(Model):
    """``source`` is the record, answer or invitation in words; ``why`` is empty where being said is reason enough."""

    ref: str
    source: str
    why: str = ""


class ExplainedLine(Model):
    """``written_by`` is the model that wrote it, empty for the rules, whose words are then ``rules_text``."""

    text: str
    is_private: bool
    written_by: str = ""
    rules_text: str = ""
    reasons: tuple[Reason, ...]


class ExplainedPart(Model):
    """A part of the brief or a section of the agenda."""

    title: str
    lines: tuple[ExplainedLine, ...]


class NotShown(Model):
    ref: str
    subject: str
    why: str


class Explanation(Model):
    """``left_out`` are the records that no line of the brief or the agenda speaks of."""

    meeting_id: str
    title: str
    brief: tuple[ExplainedPart, ...]
    agenda: tuple[ExplainedPart, ...]
    left_out: tuple[NotShown, ...]


def explained(plan: MaterialsPlan) -> Explanation:
    reasons = _reasons(plan)
    brief = tuple(_part(part.label, part.lines, reasons) for part in plan.brief)
    agenda = tuple(_part(one.title, (*one.lines, *one.decisions), reasons) for one in plan.sections)
    shown = {reason.ref for part in (*brief, *agenda) for line in part.lines for reason in line.reasons}
    return Explanation(
        meeting_id=plan.meeting_id,
        title=plan.title,
        brief=brief,
        agenda=agenda,
        left_out=tuple(_not_shown(plan, shown)),
    )


def _reasons(plan: MaterialsPlan) -> Mapping[str, Reason]:
    why = {admission.ref: admission.why for admission in plan.admissions if admission.is_admitted}
    return {mark.ref: Reason(ref=mark.ref, source=mark.label, why=why.get(mark.ref, "")) for mark in plan.sources}


def _part(title: str, lines: Sequence[Line], reasons: Mapping[str, Reason]) -> ExplainedPart:
    return ExplainedPart(title=title, lines=tuple(_line(line, reasons) for line in lines))


def _line(line: Line, reasons: Mapping[str, Reason]) -> ExplainedLine:
    found = tuple(reasons.get(ref) or Reason(ref=ref, source=ref) for ref in dict.fromkeys(line.refs))
    return ExplainedLine(
        text=line.text,
        is_private=line.is_private,
        written_by=line.written_by,
        rules_text=line.rules_text,
        reasons=found,
    )


def _not_shown(plan: MaterialsPlan, shown: set[str]) -> Iterator[NotShown]:
    no_time = {ref for section in plan.left_out for line in (*section.lines, *section.decisions) for ref in line.refs}
    for admission in plan.admissions:
        if admission.ref not in shown:
            yield NotShown(ref=admission.ref, subject=admission.subject, why=_why_not(admission, no_time))


def _why_not(admission: Admission, no_time: set[str]) -> str:
    if not admission.is_admitted:
        return admission.why
    return NO_TIME if admission.ref in no_time else NOTHING_OPEN

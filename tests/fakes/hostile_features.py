"""All that asks a model, with an attack planted in what it reads and a model that obeys it.

A feature that asks a model adds its run to ``HOSTILE_RUNS``: what people are shown and what is done with the hostile
model, and the same by the rules alone.
"""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from lambdas.config_files import load_agenda_shapes, load_model_catalog
from lambdas.coordinator.agent import CoordinatorAgent
from lambdas.coordinator.look_up import ReadableBrief
from lambdas.domain.accounts.user import User
from lambdas.domain.agenda.evidence import evidence_of
from lambdas.domain.agenda.mail import agenda_body
from lambdas.domain.agenda.materials import Findings, MaterialsPlan
from lambdas.domain.agenda.rules_composer import RulesComposer
from lambdas.domain.ask.brief import BriefLine
from lambdas.domain.ask.question import MeetingAnswer
from lambdas.domain.context.notes import ContextNote, Fact, FactPart
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.consent import DataOrigin
from lambdas.domain.llm.prompt import Instructions, ModelPrompt, Untrusted
from lambdas.domain.llm.purposes import Purpose
from lambdas.domain.meetings.meeting import Attendee
from lambdas.llm.prompt_files import load_prompt
from lambdas.materials import model_composer
from lambdas.materials.model_composer import ModelComposer
from tests.fakes import findings
from tests.fakes.hostile_llm import Attack, HostileAnswer, HostileLlm, HostileRun, Manner
from tests.fakes.hostile_stored import classified, extracted, followed_up, summarised
from tests.fakes.llm import asker

UNTIL = findings.NOW + timedelta(seconds=6)
READER = User(user_id="u1", name="Alex Reader", email="alex@corp.example", created_at=findings.NOW)


class HostileLine(Model):
    """A line as any feature asks for one."""

    text: str
    refs: tuple[str, ...]


class HostileLines(Model):
    lines: tuple[HostileLine, ...]


def planted(attack: Attack) -> Findings:
    """The findings of a leadership meeting with the attack where it belongs."""
    gathered = findings.leadership()
    tracked = gathered.tracked
    meeting = tracked.meeting
    notes = gathered.notes
    match attack.place:
        case "title" | "description":
            meeting = meeting.model_copy(update={attack.place: attack.text})
        case "attendee":
            guest = Attendee(name=attack.text, email="guest@corp.example")
            meeting = meeting.model_copy(update={"attendees": (*meeting.attendees, guest)})
        case _:
            notes = (*notes, _note(attack))
    allowed = {"asker": asker(), "until": UNTIL}
    return gathered.model_copy(
        update={**allowed, "tracked": tracked.model_copy(update={"meeting": meeting}), "notes": notes}
    )


def _note(attack: Attack) -> ContextNote:
    """A record, a note, a ticket or what an agent said: all of them come as facts."""
    kinds = {"jira": ContextKind.BIG_ROCKS, "note": ContextKind.HISTORY, "agent": ContextKind.DECISIONS}
    is_ticket = attack.place == "jira"
    fact = Fact(
        text=attack.text,
        ref=f"{attack.place}:planted",
        part=FactPart.LEFT_OPEN if attack.place == "note" else FactPart.STATE,
        subject=attack.text[:80],
        weight=3,
        asks=attack.text[:60] if is_ticket else "",
        question=f"{attack.text}?",
        background=attack.text,
    )
    return findings.note(kinds.get(attack.place, ContextKind.BUDGET), fact)


def _agenda(attack: Attack, manner: Manner) -> HostileRun:
    """The materials: a model edits the plan of the rules."""
    rules, llm, gathered = RulesComposer(load_agenda_shapes()), HostileLlm(attack, manner), planted(attack)
    plan, by_rules = ModelComposer(rules, lambda: llm).compose(gathered), rules.compose(gathered)
    return HostileRun(
        _texts_of(plan),
        _texts_of(by_rules),
        _acts_of(plan, gathered),
        _acts_of(by_rules, gathered),
        _told(llm.told[0]) if llm.told else 0,
    )


def _texts_of(plan: MaterialsPlan) -> tuple[str, ...]:
    return tuple(line.text for line in plan.lines())


def _acts_of(plan: MaterialsPlan, gathered: Findings) -> Any:
    """What others are sent, and all of the plan that is not the wording of a line."""
    frame = plan.model_dump(
        mode="json", exclude={"sections", "brief", "questions", "composer", "without_model", "sources"}
    )
    sections = [
        (one.title, one.shared_title, one.minutes, one.refs, sorted(ref for line in one.lines for ref in line.refs))
        for one in plan.sections
    ]
    return frame, sections, agenda_body(plan, gathered.tracked.meeting, READER)


def _ask(attack: Attack, manner: Manner) -> HostileRun:
    """Questions about a meeting: a model answers from the brief, line by line."""
    told = planted(attack)
    origins = {"title": DataOrigin.INVITATION, "description": DataOrigin.INVITATION, "attendee": DataOrigin.INVITATION}
    texts = evidence_of(told).texts
    lines = {
        f"L{number}": BriefLine(ref=ref, text=text, label="record", kind="budget", origin=DataOrigin.BUDGET)
        for number, (ref, text) in enumerate(texts.items(), start=1)
    }
    lines["L99"] = BriefLine(
        ref="planted",
        text=attack.text,
        label="the invitation",
        kind="invitation",
        origin=origins.get(attack.place, DataOrigin.NOTES),
    )
    names = frozenset({told.tracked.meeting.title, *(person.name for person in told.tracked.meeting.people)})
    readable = ReadableBrief(lines, names, load_prompt(Path(model_composer.PROMPT)), "0" * 12)
    agent = CoordinatorAgent(cast(Any, None), load_model_catalog().purposes[Purpose.ASK], lambda: findings.NOW)
    data = "\n".join(f"{handle}: {line.text.splitlines()[0]}" for handle, line in lines.items())
    given = HostileAnswer(attack, manner, data).of(_shape(6))
    answer = agent._grounded(json.dumps(given), readable, "hostile-model")
    shown = tuple(line.text for line in answer.lines) if isinstance(answer, MeetingAnswer) else ()
    return HostileRun(shown, (), None, None, len(given["lines"]))


def _gate(attack: Attack, manner: Manner) -> HostileRun:
    """Any feature: lines with references, of which those are shown that the gate lets through."""
    gathered = planted(attack)
    evidence = evidence_of(gathered)
    data = tuple(
        Untrusted(ref, f"{ref}: {text.splitlines()[0]}", DataOrigin.OWN_WORDS) for ref, text in evidence.texts.items()
    )
    llm = HostileLlm(attack, manner)
    prompt = ModelPrompt(Instructions("lines", Purpose.AGENDA, "Say it better.", "v1"), data)
    outcome = llm.ask(prompt, HostileLines, asker=asker(), deadline=UNTIL)
    lines = cast(HostileLines, outcome.value).lines
    shown = tuple(line.text for line in lines if evidence.objection(line.text, line.refs[:1]) is None)
    return HostileRun(shown, (), None, None, len(lines))


def _shape(most: int) -> dict[str, Any]:
    refs = {"type": "array", "items": {"type": "string"}, "maxItems": 1}
    line = {"type": "object", "properties": {"text": {"type": "string"}, "refs": refs}}
    return {"type": "object", "properties": {"lines": {"type": "array", "items": line, "maxItems": most}}}


def _told(value: Model) -> int:
    return sum(len(edits) for edits in value.model_dump().values())


HOSTILE_RUNS: Mapping[str, Callable[[Attack, Manner], HostileRun]] = {
    "gate": _gate,
    "agenda": _agenda,
    "ask": _ask,
    "follow_up": followed_up,
    "extract": extracted,
    "summarise": summarised,
    "classify": classified,
}

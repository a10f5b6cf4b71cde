"""Tables in notes: which column says what, who and by when, in the headings people give them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from lambdas.domain.meeting_notes.candidates import CandidateKind

MAX_COLUMNS = 20

HEADINGS = {
    "what": (
        "what|actions?|action items?|tasks?|to-?dos?|items?|next steps?|deliverables?|aufgaben?|was|maßnahmen?|"
        "tâches?|quoi|tareas?|qué|acci(?:ón|ones)|to be done|activity|aktivität"
    ),
    "decision": (
        "decisions?|decided|beschl(?:uss|üsse)|entscheidung(?:en)?|décisions?|decisi(?:ón|ones)|option|resolution"
    ),
    "question": (
        "(?:open )?questions?|open points?|offener? (?:fragen?|punkte?)|fragen?|questions? ouvertes?|"
        "preguntas?(?: abiertas?)?"
    ),
    "owner": (
        "owners?|who|responsible|responsibility|assignees?|assigned(?: to)?|lead|by whom|person|pic|dri|"
        "verantwortliche?r?|wer|zuständig|qui|responsables?|quién|quien|encargad[oa]|decided by|asignad[oa](?: a)?"
    ),
    "due": (
        "due(?: dates?| by| on)?|by(?: when)?|when|deadlines?|dates?|until|target(?: date)?|eta|bis(?: wann)?|wann|"
        "frist|termin|fällig(?: am)?|échéances?|pour le|quand|délai|date limite|fechas?(?: límite)?|plazo|cuándo|"
        "cuando|para cuándo"
    ),
    "status": r"status|state|done\??|progress|stand|erledigt|statut|état|estado|hecho",
    "why": "why|reasons?|rationale|warum|grund|begründung|pourquoi|raison|por qué|motivo",
    "asked": "asked",
}
DONE = re.compile(
    r"\W*(?:done|closed|completed?|finished|cancelled|canceled|dropped|x|✓|✔|✅|yes|erledigt|fertig|abgeschlossen|"
    r"terminée?|fait|hecho|terminad[oa]|cerrad[oa])\W*",
    re.IGNORECASE,
)
"""In a column for the status."""

_COLUMNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in HEADINGS.items()}
_RULE = re.compile(r"[\s|:=-]+")
_BETWEEN = re.compile(r"(?<!\\)\|")
_SIGNS = re.compile(r"^[\W_]+|[^\w?]+$|\s*\([^)]*\)$")
_KINDS = {"decision": CandidateKind.DECISION, "question": CandidateKind.QUESTION, "what": CandidateKind.ITEM}


class TableColumns(NamedTuple):
    """``names[i]`` is what column ``i`` holds, empty for what is of no use here."""

    kind: CandidateKind
    names: tuple[str, ...]

    def named(self, cells: Sequence[str]) -> dict[str, str]:
        return {name: cell for name, cell in zip(self.names, cells, strict=False) if name}


def cells_of(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    parts = [part.strip() for part in _BETWEEN.split(inner)[: MAX_COLUMNS + 1]]
    return parts[:-1] if parts and not parts[-1] else parts


def is_rule(line: str) -> bool:
    """Returns whether it is the line between a table's head and its rows."""
    return "-" in line and bool(_RULE.fullmatch(line))


def table_columns(head: Sequence[str], under: CandidateKind | None) -> TableColumns | None:
    """None where the head does not say that its rows are things to do, decisions or questions."""
    names: list[str] = []
    for cell in head:
        said = _SIGNS.sub("", _SIGNS.sub("", cell))
        name = next((name for name, form in _COLUMNS.items() if form.fullmatch(said)), "")
        names.append("" if name in names else name)
    said_by = next((name for name in ("decision", "question", "what") if name in names), "")
    if not said_by or not (under or {"owner", "due", "status", "why"} & set(names)):
        return None
    is_decision = "asked" in names or "why" in names
    kind = (
        _KINDS[said_by] if said_by != "what" else CandidateKind.DECISION if is_decision else under or CandidateKind.ITEM
    )
    return TableColumns(kind, tuple("what" if name == said_by else name for name in names))

"""Things that notes announce as such: "Action: ...", "Decided: ...", a box to tick, a point below "Action items"."""

import re
from typing import NamedTuple

from lambdas.domain.meeting_notes import phrases
from lambdas.domain.meeting_notes.candidates import CandidateKind
from lambdas.domain.meeting_notes.doubts import begins_denied, begins_supposed, is_denied, is_nothing, is_question
from lambdas.domain.meeting_notes.findings import Finding, Speech, with_due
from lambdas.domain.meeting_notes.items import item
from lambdas.domain.meeting_notes.owners import NOBODY, KnownPeople, Owner
from lambdas.domain.meeting_notes.promises import promise_of
from lambdas.domain.meeting_notes.subjects import Subject, subject_of
from lambdas.domain.meeting_notes.verb_forms import beginning_plainly

MAX_HEAD = 60
"""Characters within which a marker ends."""


class Marked(NamedTuple):
    """``who`` stands with the marker: "Action (Ana): ...", "Action for Ana: ..."."""

    kind: CandidateKind
    body: str
    who: str = ""


def _marker(kind: CandidateKind, patterns: str) -> tuple[CandidateKind, re.Pattern[str]]:
    in_brackets = r"\s*[(\[](?P<in_brackets>[^)\]]{1,60})[)\]]"
    of = r"\s+(?:(?P<for>(?:for|on|für|pour|para|by)\s+)|(?-i:(?=[A-ZÀ-Þ])))(?P<of>[^\s:–—][^:–—]{0,50}?)"
    number = r"\s*(?:(?:#|no\.?|nr\.?)?\s*\d{1,3}\s*)?"
    head = rf"[\W\d_]{{0,4}}(?:{patterns})(?:{in_brackets}|{of})?{number}"
    return kind, re.compile(rf"{head}(?::+|\s[-–—>]+\s)\s*(?P<body>.+)", re.IGNORECASE)


_MARKERS = (
    _marker(CandidateKind.ITEM, phrases.ACTION_MARKERS),
    _marker(CandidateKind.DECISION, phrases.DECISION_MARKERS),
    _marker(CandidateKind.QUESTION, phrases.QUESTION_MARKERS),
)
_BARE = re.compile(r"[\W_]{0,3}(?:TODO|TO-DO|ACTION ITEM|ACTION|AUFGABE|ACCIÓN|TAREA|À FAIRE)\s+(?P<body>\S.{3,})")
_ASSIGNED = re.compile(
    r"(?:assigned to|assignee|owner|responsible|zuständig|verantwortlich|asignado a)\s*:?\s+"
    r"(?P<name>[^:–]{2,50}?)\s*(?::|\s[-–—])\s+(?P<body>.+)",
    re.IGNORECASE,
)
_EARLY = re.compile(r"[:\-–—>]")
_NOT_AI = re.compile(r"[\W\d_]{0,4}(?:Ai|ai|aI)\b")
_OWNER_NAMED = re.compile(
    r"[\s,;(\[–-]+(?:owner|assignee|assigned to|who|responsible|verantwortlich|wer|responsable)\s*:\s*"
    r"(?P<name>[^,;()\[\]]{2,60})[)\]]?",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\s*[(\[](?P<name>[^()\[\],;:]{1,60}?)\s*(?P<rest>[,;:–-][^()\[\]]{0,80})?[)\]]\s*[.]?$")
_BEHIND_DASH = re.compile(r"\s+[-–—→>]+\s*(?P<name>[^,;:()–—]{1,60}?)\s*(?P<rest>[,;(].{0,80})?[.]?$")
_MENTIONED = re.compile(r"(?:^|\s)@(?P<name>[\w.'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?)")
BRACKETED = re.compile(r"[(\[]@?(?P<name>[^()\[\]]{1,60})[)\]]\s*[:–-]?\s*(?=\S)")
_PREFIX = re.compile(r"\s*(?::|[-–—]\s|,)\s*")
_MIGHT = re.compile(r"\s+(?:could|would|might|may|should|könnte|würde|pourrait|podría)\b", re.IGNORECASE)
_TO_WORK = re.compile(r"(?P<name>(?:[A-ZÀ-ÖØ-Þ][\w'’-]*[a-zß-ÿ][\w'’-]*\s+){1,3})to\s+(?!be\b)(?P<body>[a-z].*)")


def marked(text: str, people: KnownPeople) -> Marked | None:
    """Returns what a marker at the beginning announces."""
    if _EARLY.search(text, 0, MAX_HEAD + 10) and not _NOT_AI.match(text):
        for kind, form in _MARKERS:
            found = form.fullmatch(text)
            if found and (announced := _announced(kind, found, people)):
                return announced
        if assigned := _ASSIGNED.fullmatch(text):
            return Marked(CandidateKind.ITEM, assigned["body"], assigned["name"])
    bare = _BARE.match(text)
    return Marked(CandidateKind.ITEM, bare["body"]) if bare else None


def _announced(kind: CandidateKind, found: re.Match[str], people: KnownPeople) -> Marked | None:
    """``Action Ana: ...`` names a person; ``Decision on the lease: ...`` what it is about."""
    body, beside = found["body"].strip(), (found["in_brackets"] or found["of"] or "").strip()
    if not found["of"] or people.known(beside):
        return Marked(kind, body, beside)
    if not found["for"]:
        return None
    return Marked(kind, body if is_nothing(body) else f"{beside}: {body}")


def marked_item(body: str, who: str, speech: Speech) -> Finding | None:
    """The action item ``body`` is; None where it says that there is none, or only might be."""
    text = body.strip(" *_\"'").replace(" | ", " – ")
    if is_nothing(text) or is_question(text) or begins_denied(text) or begins_supposed(text):
        return None
    if who and (owner := _owner(who, speech)).name:
        return item(text, text, Subject(owner, 0, who), speech.day)
    begun = _begun(text, speech)
    if begun is not None:
        return begun or None
    subject, rest = _named_behind(text, speech)
    return item(rest, text, subject, speech.day)


def _begun(text: str, speech: Speech) -> Finding | tuple[()] | None:
    """The item of a text that begins with its owner; empty where they will not do it, None where it does not."""
    if text.startswith("@") and (known := speech.people.at_the_start(text[1:])):
        rest = text[known[1] + 1 :]
        return item(rest.lstrip(" :,-–"), text, Subject(known[0], 0, text[1 : known[1] + 1]), speech.day) or ()
    bracket = BRACKETED.match(text)
    if bracket and (owner := speech.people.known(bracket["name"])):
        return item(text[bracket.end() :], text, Subject(owner, 0, bracket["name"]), speech.day) or ()
    subject = subject_of(text, speech)
    if subject is None:
        return _outsider(text, speech)
    rest = text[subject.end :]
    if _MIGHT.match(rest) or is_denied(rest[:40]):
        return ()
    if found := promise_of(text, speech):
        return found
    if subject.is_own or subject.is_many:
        return item(text, text, None, speech.day) or ()
    if prefix := _PREFIX.match(rest):
        spoken = promise_of(rest[prefix.end() :], speech._replace(who=subject.owner))
        if spoken and spoken.is_own:
            return spoken._replace(owner=subject.owner, owner_said=subject.said, is_own=False)
        return item(beginning_plainly(rest[prefix.end() :]), text, subject, speech.day) or ()
    return item(beginning_plainly(rest.lstrip()), text, subject, speech.day) or ()


def _outsider(text: str, speech: Speech) -> Finding | tuple[()] | None:
    """``Oliver Grant to send the terms``: under a marker whoever stands there is the owner."""
    found = _TO_WORK.fullmatch(text)
    owner = speech.people.literal(found["name"].strip()) if found else NOBODY
    if not found or not owner.name:
        return None
    return item(found["body"], text, Subject(owner, 0, owner.name), speech.day) or ()


def _named_behind(text: str, speech: Speech) -> tuple[Subject | None, str]:
    """The owner named behind the work, and the text without their name: "(Ana)", "- Ana, by Monday", "@Ana"."""
    if named := _OWNER_NAMED.search(text):
        owner = _owner(named["name"], speech)
        if owner.name:
            return Subject(owner, 0, named["name"].strip()), text[: named.start()] + text[named.end() :]
    for form in (_IN_BRACKETS, _BEHIND_DASH):
        found = form.search(text[-200:])
        said = found["name"].strip(" @") if found else ""
        known = _known(said, speech) if found else None
        if found and known:
            start = max(0, len(text) - 200) + found.start()
            return Subject(known, 0, said), text[:start] + " " + (found["rest"] or "").strip(" ,;()–-")
    for mention in _MENTIONED.finditer(text):
        for said in (mention["name"], mention["name"].split()[0]):
            if mentioned := speech.people.known(said):
                end = mention.start("name") + len(said)
                return Subject(mentioned, 0, said), (text[: mention.start()] + text[end:]).strip()
    without, _, _ = with_due(text, speech.day)
    if without != text and (found := _BEHIND_DASH.search(without) or _IN_BRACKETS.search(without)):
        said = found["name"].strip(" @")
        if behind := _known(said, speech):
            return Subject(behind, 0, said), without[: found.start()]
    return None, text


def _known(name: str, speech: Speech) -> Owner | None:
    """As :meth:`KnownPeople.known`, with a day behind the name left out: "(Ana by Friday)"."""
    return speech.people.known(name) or speech.people.known(with_due(name, speech.day)[0])


def _owner(name: str, speech: Speech) -> Owner:
    return speech.people.known(name) or speech.people.literal(name.strip(" .*_@"))

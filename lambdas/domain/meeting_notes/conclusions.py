"""Decisions and open questions in notes: announced by a marker or a heading, or said: "we agreed to ..."."""

import re

from lambdas.domain.meeting_notes import phrases
from lambdas.domain.meeting_notes.candidates import CandidateKind
from lambdas.domain.meeting_notes.doubts import (
    begins_denied,
    begins_supposed,
    is_denied,
    is_doubtful,
    is_nothing,
    is_question,
)
from lambdas.domain.meeting_notes.findings import Finding, Speech, bare, tidy, with_due, without_leads
from lambdas.domain.meeting_notes.owners import NOBODY
from lambdas.domain.meeting_notes.promises import promise_of
from lambdas.domain.meeting_notes.subjects import subject_of


def _begins(patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{patterns})(?=[\s:,])[\s:,]*", re.IGNORECASE)


_BY_US = _begins(phrases.DECIDED_BY_US)
_BY_ONE = re.compile(rf"\s+(?:{phrases.DECIDES})\s+", re.IGNORECASE)
_BY_MANY = re.compile(r"\s+(?:have |both |jointly )*(?:agreed|decided|settled)(?: (?:to|that|on))?\s+", re.IGNORECASE)
_TOGETHER = re.compile(
    r"wir haben (?:uns )?(?:(?:also|nun|jetzt|heute|damit) )*"
    r"(?P<what>\S.+?) (?:beschlossen|entschieden|vereinbart|geeinigt)\W*",
    re.IGNORECASE,
)
_NO_DECISION = re.compile(rf"(?:to )?(?:{phrases.NO_DECISION})\b", re.IGNORECASE)
_BECAUSE = re.compile(rf"\s*[,;(–-]?\s*\b(?:{phrases.BECAUSE})\s+(?P<why>[^()]+)\)?\s*$", re.IGNORECASE)
_WHO = re.compile(r"\s*[(\[](?:by |von |par |por )?(?P<name>[^()\[\]]{1,60})[)\]]\s*[.,;]?$")
_OPEN = _begins(phrases.OPEN_STILL)
_OPEN_BEHIND = re.compile(rf"(?P<what>.{{8,200}}?)\s+(?:{phrases.OPEN_BEHIND})\W*$", re.IGNORECASE)
_ABOUT = re.compile(r"[^:.]{1,40}:\s+")
_MAYBE_OPEN = re.compile("open|unclear|clarif|offen|unklar|klären", re.IGNORECASE)
_ANSWERED = re.compile(r"\b(?:answer|antwort|réponse|respuesta|resolved|geklärt)\s*:|→|=>", re.IGNORECASE)
_ASKED = re.compile(r"(?P<asked>[^?:]{3,200}(?:\?:?|:))\s*(?P<said>.*)")
_PARTS = re.compile(r"\s*[,;]\s+|\s+[-–—]\s+")


def decision_said(sentence: str, speech: Speech) -> Finding | None:
    """Returns what a sentence says was decided now; an action item where that is what somebody will do."""
    text = without_leads(sentence.strip(" \"'*_"))
    label = _ABOUT.match(text)
    found = _decision_made(text, speech) or (label and _decision_made(text[label.end() :], speech)) or None
    return None if found is None or is_doubtful(text) else found


def _decision_made(text: str, speech: Speech) -> Finding | None:
    if found := _BY_US.match(text):
        rest = text[found.end() :]
        if _NO_DECISION.match(rest) or is_nothing(rest):
            return None
        promise = promise_of(rest, speech)
        return promise if promise and promise.owner.name else _decision(rest, speech)
    if (together := _TOGETHER.fullmatch(text)) and not is_denied(together["what"]):
        return _decision(together["what"], speech)
    subject = subject_of(text, speech)
    verb = (_BY_MANY if subject.is_many else _BY_ONE).match(text, subject.end) if subject else None
    if subject is None or verb is None or _NO_DECISION.match(text[verb.end() :]):
        return None
    decided = _decision(text[verb.end() :], speech)
    return decided and decided._replace(owner=subject.owner, owner_said=subject.said, is_own=subject.is_own)


def marked_decision(body: str, who: str, speech: Speech) -> Finding | None:
    """The decision ``body`` is; None where it says that there is none, or asks."""
    text = body.strip(" *_\"'")
    if is_nothing(text) or is_question(text) or begins_supposed(text) or _is_none_made(text):
        return None
    by_us = _BY_US.match(text)
    if by_us and _NO_DECISION.match(text[by_us.end() :]):
        return None
    found = _decision(text[by_us.end() :] if by_us else text, speech)
    known = speech.people.known(who) if who else None
    return found._replace(owner=known, owner_said=who) if found and known else found


def asked_decision(body: str, speech: Speech) -> Finding | None:
    """A point of the template: the planned question, and behind it what was decided, by whom and why, if anything."""
    found = _ASKED.fullmatch(body)
    said = found["said"] if found else body
    if is_nothing(said) or is_question(said) or _is_none_made(said):
        return None
    what, *others = [part for part in _PARTS.split(said) if part.strip()]
    owner, owner_said = NOBODY, ""
    why: list[str] = []
    for part in others:
        known = speech.people.known(part) if not owner.name else None
        if known:
            owner, owner_said = known, part
        else:
            why.append(part.strip())
    reason = re.sub(rf"^(?:{phrases.BECAUSE})\s+", "", ", ".join(why), flags=re.IGNORECASE)
    asked = found["asked"].rstrip(": ") if found else ""
    if len(tidy(what)) < 2:
        return None
    return Finding(CandidateKind.DECISION, tidy(what), owner, owner_said, why=bare(reason), asked=asked)


def marked_question(body: str) -> Finding | None:
    """The open question ``body`` is; None where it was answered."""
    text = body.strip(" *_\"'")
    if is_nothing(text) or begins_denied(text) or _ANSWERED.search(text) or len(text.split()) < 2:
        return None
    return Finding(CandidateKind.QUESTION, tidy(text))


def question_said(sentence: str) -> Finding | None:
    """``We still don't know whether ...``."""
    text = without_leads(sentence.strip(" \"'*_"))
    if found := _OPEN.match(text):
        return marked_question(text[found.end() :])
    behind = _OPEN_BEHIND.fullmatch(text) if _MAYBE_OPEN.search(text[-40:]) else None
    return marked_question(behind["what"]) if behind and not is_question(text) else None


def _is_none_made(text: str) -> bool:
    """``no decision yet``, ``not decided``; "no printed flyers" is one."""
    return begins_denied(text) and bool(
        re.search(r"\b(?:decision|decided|agreed|beschl\w+|décid\w+|decid\w+|yet|noch)\b", text)
    )


def _decision(body: str, speech: Speech) -> Finding | None:
    because = _BECAUSE.search(body)
    why = because["why"] if because else ""
    rest = body[: because.start()] if because else body
    named = _WHO.search(rest)
    known = speech.people.known(with_due(named["name"], speech.day)[0]) if named else None
    what = tidy(rest[: named.start()] if named and known else rest)
    if len(what) < 3:
        return None
    owner, said = (known, named["name"]) if named and known else (NOBODY, "")
    return Finding(CandidateKind.DECISION, what, owner, said, why=bare(why))

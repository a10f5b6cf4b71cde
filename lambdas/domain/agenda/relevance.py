"""The records a meeting needs, and why: by its type, title, people, series, invitation or an answer, never by weight.

A record that is merely heavy stays out; where guests are in the room, so does what nobody brought up.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lambdas.domain.agenda.answer_points import Point
from lambdas.domain.agenda.answer_privacy import is_never_told
from lambdas.domain.agenda.confidences import is_confidence
from lambdas.domain.agenda.fact_names import ENOUGH, FEWEST, is_named, most_named, name_words, offers_choices
from lambdas.domain.agenda.materials import Admission, Findings
from lambdas.domain.agenda.shapes import AgendaShape
from lambdas.domain.context.kinds.spec import spec_of
from lambdas.domain.context.notes import RECAP, TOO_SMALL, Fact, FactPart
from lambdas.domain.conversation.topics import QuestionTopic
from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.meetings.people import is_elsewhere
from lambdas.domain.meetings.subject import subject_of

OWN_INCIDENT = frozenset(
    {FactPart.COURSE, FactPart.RECOVERY, FactPart.IMPACT, FactPart.BEFORE, FactPart.FOLLOW_UP, FactPart.STATE}
)
NEVER_FOR_GUESTS = frozenset({ContextKind.BUDGET, ContextKind.STAFFING})
"""What a company spends and whom it hires is its own, also where a record is about the guests."""
AMONG_OURSELVES = RECAP | {FactPart.LEFT_OPEN}
"""What came of the last time: guests may not have been there."""
NOT_SHOWN = frozenset({FactPart.LAST_TIME, FactPart.LAST_ANSWER, FactPart.PEOPLE, FactPart.GUESTS})
"""Known of the series and its people, but said by no line: the invitation says it, or the brief does."""


class Relevance:
    """Judges the facts that were found for one meeting; ``points`` are what the user said."""

    def __init__(self, findings: Findings, shape: AgendaShape, points: Sequence[Point]) -> None:
        self._findings = findings
        self._shape = shape
        self._subject = subject_of(findings.tracked.meeting, findings.reader, findings.tracked.plan.meeting_type)
        own = own_incident_of(findings)
        self._incident = content_words(own.subject) if own else frozenset()
        self._answered = dict(_named_in(findings, (point for point in points if not is_confidence(point))))
        self._confided = dict(_named_in(findings, filter(is_confidence, points)))
        self._unsaid = frozenset(_unsaid(findings, points))

    def admissions(self) -> tuple[Admission, ...]:
        """One for each fact that is about a record, in the order of the notes."""
        return tuple(self._judge(note.kind, fact) for note in self._findings.notes for fact in note.facts)

    def _judge(self, kind: ContextKind, fact: Fact) -> Admission:
        told = self._reason(kind, fact)
        why = told or self._confidence(fact)
        return Admission(
            ref=fact.ref,
            subject=fact.subject or fact.text,
            is_admitted=bool(why),
            is_private=bool(why) and (not told or self._is_kept_back(kind, fact)),
            why=why or self._objection(kind, fact),
        )

    def _is_kept_back(self, kind: ContextKind, fact: Fact) -> bool:
        """Returns whether a record is needed, but not for all who read the agenda."""
        is_aside = self._is_answered_only(kind) and fact.ref not in self._answered
        is_for_guests = kind not in NEVER_FOR_GUESTS and (bool(self._company(fact)) or kind is ContextKind.HISTORY)
        is_unsaid = fact.ref in self._unsaid and fact.ref not in self._answered
        is_for_guests = is_for_guests and fact.part not in AMONG_OURSELVES
        return is_aside or is_unsaid or (self.has_guests and not is_for_guests)

    def _confidence(self, fact: Fact) -> str:
        answer = self._confided.get(fact.ref)
        return f"your answer {answer.removeprefix('A')} names it, for your eyes" if answer else ""

    def _reason(self, kind: ContextKind, fact: Fact) -> str:
        """Empty where nothing calls for it."""
        if answer := self._answered.get(fact.ref):
            return f"your answer {answer.removeprefix('A')} names it"
        if kind is ContextKind.HISTORY:
            return "it is of this series" if fact.part not in NOT_SHOWN else ""
        if self._is_of_own_incident(kind, fact):
            return "it is the incident this meeting is about"
        if named := self._named_by(kind, fact):
            return named
        return "a meeting of this type looks at it" if self._is_called_for(kind, fact) else ""

    def _named_by(self, kind: ContextKind, fact: Fact) -> str:
        if company := self._company(fact):
            return f"it is about {company.title()}, whose people are in the room"
        if is_named(fact, self._subject.words) or self._names_subject(fact):
            return "the title names it"
        if self._incident and kind is not ContextKind.INCIDENTS and is_named(fact, self._incident):
            return "it is about the incident of this meeting"
        if is_named(fact, self._subject.invite_words):
            return "the invitation names it"
        return ""

    def _names_subject(self, fact: Fact) -> bool:
        """Returns whether what a fact is called holds most of what the title says the meeting is about."""
        shared = len(self._subject.words & name_words(fact))
        return shared >= FEWEST and shared >= ENOUGH * len(self._subject.words)

    def _is_answered_only(self, kind: ContextKind) -> bool:
        place = self._shape.place_of(kind)
        return place is not None and self._shape.sections[place].relevant == "answered"

    def _company(self, fact: Fact) -> str:
        """Returns the guests' company that a record is about, by its name or its own note."""
        words = content_words(f"{fact.subject or fact.text} {fact.background}")
        return next((company for company in sorted(self._subject.companies) if company in words), "")

    def _is_of_own_incident(self, kind: ContextKind, fact: Fact) -> bool:
        return kind is ContextKind.INCIDENTS and fact.part in OWN_INCIDENT and bool(self._incident)

    def _is_called_for(self, kind: ContextKind, fact: Fact) -> bool:
        place = self._shape.place_of(kind)
        is_theirs_alone = self.has_guests or (self._shape.guests == "raised" and self._subject.is_with_others)
        if place is None or self._shape.sections[place].relevant != "all" or is_theirs_alone:
            return False
        is_out = kind in self._findings.preferences.less_of or fact.weight == TOO_SMALL
        return not (is_out or is_elsewhere(fact.asks, self._findings.tracked.meeting))

    @property
    def has_guests(self) -> bool:
        """Returns whether somebody of another company is there, in a meeting that is not theirs as well."""
        return self._shape.guests == "raised" and bool(self._subject.guests)

    def _objection(self, kind: ContextKind, fact: Fact) -> str:
        if kind in self._findings.preferences.less_of:
            return f"you asked for less of {spec_of(kind).label.casefold()}"
        if kind is ContextKind.HISTORY:
            return "the invitation says it already, or the brief does"
        if self.has_guests or self._subject.is_with_others:
            return "it is not about those the meeting is with, and nobody brought it up"
        if fact.weight == TOO_SMALL:
            return "it is too small to matter here"
        if is_elsewhere(fact.asks, self._findings.tracked.meeting):
            return f"{fact.asks}, who answers for it, is not invited"
        if kind is ContextKind.INCIDENTS and self._subject.is_incident_review:
            return "it is another incident"
        return "neither the title, the invitation nor an answer names it"


def own_incident_of(findings: Findings) -> Fact | None:
    """The fact that says how the incident went which the meeting is about; None where none on record is."""
    facts = (fact for note in findings.notes if note.kind is ContextKind.INCIDENTS for fact in note.facts)
    return next((fact for fact in facts if fact.part is FactPart.COURSE), None)


def admitted(findings: Findings, admissions: Iterable[Admission]) -> Mapping[ContextKind, list[Fact]]:
    """The facts that were let in for all to see, by the note they are of."""
    refs = {admission.ref for admission in admissions if admission.is_admitted and not admission.is_private}
    return {note.kind: [fact for fact in note.facts if fact.ref in refs] for note in findings.notes}


def _named_in(findings: Findings, points: Iterable[Point]) -> Iterator[tuple[str, str]]:
    """Yields the facts that answers are about or name, each with the answer."""
    facts = [fact for note in findings.notes for fact in note.facts]
    for point in points:
        if point.about and point.stance != "no":
            yield point.about, point.refs[0]
        place = most_named(point.text, facts) if point.text else None
        if place is not None and is_named(facts[place], content_words(point.text)):
            yield facts[place].ref, point.refs[0]
        for fact in facts:
            if offers_choices(fact, content_words(point.text)):
                yield fact.ref, point.refs[0]


def _unsaid(findings: Findings, points: Iterable[Point]) -> Iterator[str]:
    """Yields what nobody is to hear of: half of its name is enough, where the user says so or fears the question."""
    for point in points:
        is_hard = point.topic is QuestionTopic.HARD_QUESTIONS
        if not (is_hard or is_never_told(point.text)):
            continue
        words = content_words(point.text)
        for fact in (fact for note in findings.notes for fact in note.facts if fact.subject):
            name = name_words(fact)
            if is_named(fact, words) or (not is_hard and len(name & words) >= ENOUGH * len(name)):
                yield fact.ref

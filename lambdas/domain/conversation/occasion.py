"""The meeting as its questions name it: its title, the people, the customer, the incident."""

import re
from collections.abc import Collection, Iterable

from lambdas.domain.context.notes import ContextNote, Fact, FactPart
from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meetings.meeting import Attendee, Meeting
from lambdas.domain.meetings.people import counterpart, display_name, first_name, invited_name, others
from lambdas.domain.meetings.subject import MeetingSubject, company_of, guests, subject_of

MAX_NAMES = 4
"""More people than these are not listed in a question."""
MAX_TITLE = 80
_NAME_ENDS = re.compile(r"[:,;.(]|\s(?:is|are|has|have|was|were)\s")
"""A line about a record begins with its name."""
PLACEHOLDER = re.compile(r"\{(title|person|who|customer|incident) or ([^{}]*)\}")
"""``{title or this meeting}``: what the meeting has for it, or else the words after "or"."""


class Occasion(Model):
    """Each is empty where the meeting has none, or more than a question can name."""

    title: str = ""
    person: str = ""
    who: str = ""
    customer: str = ""
    incident: str = ""
    has_past: bool = True
    subject: MeetingSubject = MeetingSubject()
    people: tuple[Attendee, ...] = ()

    def filled(self, text: str) -> str:
        """The text with what this meeting has in place of its placeholders."""
        return PLACEHOLDER.sub(lambda place: getattr(self, place[1]) or place[2], text)

    def has_guests(self) -> bool:
        return bool(self.subject.companies)

    def is_named(self, fact: Fact) -> bool:
        """Returns whether the title, the invitation or a guest's company names what the fact is about."""
        record = fact.ref.partition(":")[2].partition("/")[0]
        name = fact.subject or _NAME_ENDS.split(fact.text, maxsplit=1)[0]
        words = content_words(name)
        own, companies = self.subject.words | self.subject.invite_words, self.subject.companies
        is_most_of_it = 2 * len(words & (own | companies)) > len(words)
        return is_most_of_it or bool(words & companies) or self.subject.names_id(record)

    def is_invited(self, person: str) -> bool:
        """Returns whether somebody goes by this name there; where nobody is known, nobody is missed."""
        return not self.people or invited_name(person, self.people) != ""


ANY_MEETING = Occasion()
"""Nothing is known of the meeting: its questions come in their general words."""


def occasion_of(
    meeting: Meeting, meeting_type: str, reader: Collection[str], notes: Iterable[ContextNote] = ()
) -> Occasion:
    """``reader``: the user's own names and addresses. The incident is the one that the notes are about."""
    rest = [display_name(person) for person in others(meeting, reader)]
    companies = {company_of(guest.email) for guest in guests(meeting, reader)}
    title = one_line(meeting.title, MAX_TITLE)
    return Occasion(
        title=f"“{title}”" if title else "",
        person=first_name(counterpart(meeting, reader)),
        who=f"which of {_listed(rest)}" if 1 < len(rest) <= MAX_NAMES else "",
        customer=_spelled(min(companies), title) if len(companies) == 1 else "",
        incident=own_incident(notes),
        has_past=_has_past(meeting, notes),
        people=tuple(meeting.people),
        subject=subject_of(meeting, reader, meeting_type),
    )


def _has_past(meeting: Meeting, notes: Iterable[ContextNote]) -> bool:
    """Returns whether there was a last time, as far as the notes tell."""
    history = next((note for note in notes if note.kind is ContextKind.HISTORY), None)
    past = (FactPart.LAST_TIME, FactPart.LAST_ANSWER, FactPart.PROMISE)
    if history is None:
        return meeting.series_id is not None
    return any(fact.part in past for fact in history.facts)


def own_incident(notes: Iterable[ContextNote]) -> str:
    """The title of the incident that a review is about, in quotes."""
    facts = (fact for note in notes for fact in note.facts)
    title = next((fact.subject for fact in facts if fact.part is FactPart.COURSE), "")
    return f"“{one_line(title, MAX_TITLE)}”" if title else ""


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _spelled(company: str, title: str) -> str:
    """As the title spells it."""
    written = re.search(rf"\b{re.escape(company)}\b", title, re.IGNORECASE)
    return written[0] if written else company.capitalize()

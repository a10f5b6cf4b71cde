"""The subject of a meeting: the words, ids, people and companies by which a record belongs to it."""

import re
from calendar import day_name, month_abbr, month_name
from collections.abc import Collection, Iterator

from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.meetings.invitation_text import proposed_topics, purpose
from lambdas.domain.meetings.meeting import Attendee, Meeting

INCIDENT_REVIEW = "incident_review"
PUBLIC_MAIL = frozenset(
    f"{provider}.com"
    for provider in ("aol", "gmail", "googlemail", "hotmail", "icloud", "live", "me", "outlook", "yahoo")
) | {"gmx.de", "gmx.net", "proton.me", "web.de"}
"""Addresses that say nothing about where somebody works."""

_KIND_OF_MEETING = content_words(
    """
    sync syncs weekly biweekly monthly quarterly annual yearly daily call calls check in checkin stand up standup retro
    retrospective debrief post mortem postmortem incident incidents outage rca root cause analysis sev qbr business
    all hands town hall staff leadership lt slt elt one catch catchup planning kickoff kick workshop session prep demo
    intro introduction interview offsite board followup follow huddle forum council committee presentation touch base
    touchpoint q1 q2 q3 q4 fy 1 2 3 4 sev0 sev1 sev2 sev3 sev4 sev5 quarter half internal external customer vendor
    partner client canceled cancelled moved rescheduled invitation fwd re
    """
)
"""Words that say what kind of meeting it is, not what it is about."""
_DAYS = content_words(" ".join((*day_name, *month_name, *month_abbr, "morning afternoon evening night weekend")))

_SEVERITY = re.compile(r"\bsev[- ]?([0-5])\b", re.IGNORECASE)
FEWEST_DIGITS = 3
"""In a title a shorter number is a day, or how many."""
_NUMBER = re.compile(rf"(?<!\d)(?!(?:19|20)\d\d$)\d{{{FEWEST_DIGITS},}}$")
_DATE = re.compile(
    r"\b(?:(\d{1,2})(?:st|nd|rd|th|\.)? )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?: (\d{1,2})\b)?",
    re.I,
)
_ISO_DATE = re.compile(r"\b\d{4}-(\d\d)-(\d\d)\b")
_WITH_OTHERS = re.compile(r"\b(?:with|avec|mit|con) \w|<>|×|\w [xX] \w", re.IGNORECASE)
_ID_WORD = re.compile(r"[\w-]*\d[\w-]*")


class MeetingSubject(Model):
    """``words`` are those of the title and the invitation that tell it from others; ``companies`` those of the guests.

    ``people`` are names and addresses, folded, ``guests`` the addresses from outside; ``ids`` what looks like
    a record's number; ``severity``, ``weekdays`` and ``dates`` (day, month) are those the title names. ``start`` is
    None where no meeting is meant. ``is_with_others``: the title says with whom, as "QBR with Northstar Foods".
    """

    title: str = ""
    words: frozenset[str] = frozenset()
    invite_words: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    severity: str = ""
    weekdays: frozenset[int] = frozenset()
    dates: frozenset[tuple[int, int]] = frozenset()
    is_incident_review: bool = False
    is_with_others: bool = False
    people: frozenset[str] = frozenset()
    guests: frozenset[str] = frozenset()
    companies: frozenset[str] = frozenset()
    start: Instant | None = None

    def has_person(self, name: str) -> bool:
        return bool(name.strip()) and name.strip().casefold() in self.people

    def names(self, text: str) -> bool:
        """Returns whether the title or the invitation names most of what ``text`` calls a thing, or its company."""
        words = content_words(text)
        named = words & (self.words | self.invite_words | self.companies)
        return bool(words & self.companies) or (bool(named) and 2 * len(named) >= len(words))

    def names_id(self, record_id: str) -> bool:
        """Returns whether the id is written there, whole or by its number alone (its last digits); a day is no id."""
        if record_id.isdigit() and len(record_id) < FEWEST_DIGITS:
            return False
        number = _NUMBER.search(record_id)
        return record_id.casefold() in self.ids or (number is not None and number[0] in self.ids)


def subject_of(meeting: Meeting, reader: Collection[str] = (), meeting_type: str = "") -> MeetingSubject:
    """``reader``: the owner's own names and addresses; where the address's company is theirs, nobody is a guest."""
    invited = " ".join((*(topic.text for topic in proposed_topics(meeting.description)), purpose(meeting.description)))
    everything = f"{meeting.title} {invited}"
    outside = guests(meeting, reader)
    severity = _SEVERITY.search(meeting.title)
    said = set(re.findall(r"[^\W\d_]+", meeting.title.casefold()))
    names = content_words(" ".join(person.name for person in meeting.invited))
    return MeetingSubject(
        title=meeting.title,
        words=content_words(meeting.title) - _KIND_OF_MEETING - _DAYS - names,
        invite_words=content_words(invited) - _KIND_OF_MEETING - names,
        ids=frozenset(word.casefold() for word in _ID_WORD.findall(everything)),
        severity=f"SEV{severity[1]}" if severity else "",
        weekdays=frozenset(number for number, name in enumerate(day_name) if name.casefold() in said),
        dates=frozenset(_dates(meeting.title)),
        is_incident_review=meeting_type == INCIDENT_REVIEW,
        is_with_others=bool(_WITH_OTHERS.search(meeting.title)),
        people=frozenset(_called(meeting.invited)),
        guests=frozenset(guest.email.casefold() for guest in outside),
        companies=content_words(
            " ".join(company_of(guest.email) for guest in outside if domain(guest.email) not in PUBLIC_MAIL)
        ),
        start=meeting.start,
    )


def guests(meeting: Meeting, reader: Collection[str]) -> list[Attendee]:
    """Those whose address is not of the owner's company, private ones too; nobody, where the owner's says nothing."""
    homes = {domain(name) for name in reader} - {""} - PUBLIC_MAIL
    return [
        attendee
        for attendee in meeting.people
        if (theirs := domain(attendee.email))
        and homes
        and not any(theirs == home or theirs.endswith(f".{home}") or home.endswith(f".{theirs}") for home in homes)
    ]


def domain(email: str) -> str:
    return email.casefold().rpartition("@")[2] if "@" in email else ""


def company_of(email: str) -> str:
    """``acme`` of ``ana@mail.acme.co.uk``: the longest label of the domain but its last."""
    labels = domain(email).split(".")[:-1]
    return max(labels, key=len, default="")


def _dates(title: str) -> Iterator[tuple[int, int]]:
    """Yields day and month of ``14 Nov``, ``November 14`` and ``2026-11-14``."""
    months = [name.casefold() for name in month_abbr]
    for number, name, other in _DATE.findall(title):
        if number or other:
            yield int(number or other), months.index(name.casefold())
    for month, day in _ISO_DATE.findall(title):
        yield int(day), int(month)


def _called(people: Collection[Attendee]) -> Iterator[str]:
    for person in people:
        yield from filter(None, (person.name.casefold().strip(), person.email.casefold()))

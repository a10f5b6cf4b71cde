"""The one incident a meeting is about: found by its id, its words, its time and its people."""

from collections.abc import Iterable, Sequence
from datetime import timedelta, tzinfo

from lambdas.domain.context.kinds.incidents import Incident
from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.meetings.subject import MeetingSubject
from lambdas.domain.records.statuses import MAJOR

REVIEWED_WITHIN = timedelta(days=30)
"""A post-mortem follows its incident by days, seldom by weeks."""
SURE = timedelta(days=7)
BY_ID, BY_WORD, BY_NOTE, BY_SEVERITY, BY_OWNER, BY_TIME = 100.0, 10.0, 3.0, 3.0, 2.0, 2.0
ENOUGH = 0.34
"""Share of the title's own words that an incident's has to hold, so that one common word does not make it the one."""


def own_incident(incidents: Sequence[Incident], meeting: MeetingSubject, zone: tzinfo) -> Incident | None:
    """None where nothing on record fits: a foreign incident is worse than none. Days are those of ``zone``."""
    if meeting.start is None:
        return None
    candidates = [incident for incident in incidents if incident.opened_at <= meeting.start]
    named = [incident for incident in candidates if meeting.names_id(incident.record_id)]
    if named:
        return max(named, key=lambda incident: incident.opened_at)
    if meeting.is_incident_review and (dated := _on_the_day(candidates, meeting, zone)):
        return max(dated, key=lambda incident: _likeness(incident, meeting))
    worded = [incident for incident in candidates if _is_worded(incident, meeting)]
    if worded:
        return max(worded, key=lambda incident: _likeness(incident, meeting))
    return _by_time(candidates, meeting) if meeting.is_incident_review else None


def alike(title: str, other: str) -> bool:
    """Returns whether two incidents read like the same thing twice."""
    words, others = content_words(title), content_words(other)
    return bool(words & others) and 2 * len(words & others) >= min(len(words), len(others))


def _on_the_day(candidates: Iterable[Incident], meeting: MeetingSubject, zone: tzinfo) -> list[Incident]:
    """Returns those of the day the title names: its date, or the weekday just before the meeting."""
    if not (meeting.weekdays or meeting.dates) or meeting.start is None:
        return []
    recent = [one for one in candidates if meeting.start - one.opened_at <= REVIEWED_WITHIN]
    days = [(one, one.opened_at.astimezone(zone)) for one in recent]
    dated = [one for one, day in days if (day.day, day.month) in meeting.dates]
    named = [one for one, day in days if day.weekday() in meeting.weekdays and meeting.start - one.opened_at <= SURE]
    return dated or named


def _is_worded(incident: Incident, meeting: MeetingSubject) -> bool:
    """Returns whether the meeting's title names it; outside a review, most of what the incident is called."""
    title = content_words(incident.title)
    shared = title & meeting.words
    if not meeting.is_incident_review:
        return len(shared) >= 2 and 2 * len(shared) >= len(title)
    said = meeting.words | meeting.invite_words
    return len(shared) >= max(1, ENOUGH * len(meeting.words)) or len(title & said) >= 2


def _likeness(incident: Incident, meeting: MeetingSubject) -> float:
    said = meeting.words | meeting.invite_words
    points = BY_WORD * len(content_words(incident.title) & said)
    points += BY_NOTE * len(content_words(incident.note) & said)
    points += BY_SEVERITY * (incident.severity == meeting.severity)
    points += BY_OWNER * meeting.has_person(incident.owner)
    age = (meeting.start - incident.opened_at) / REVIEWED_WITHIN if meeting.start else 1.0
    return points + BY_TIME * max(0.0, 1.0 - age)


def _by_time(candidates: Iterable[Incident], meeting: MeetingSubject) -> Incident | None:
    """Returns the one grave incident of the week before, where the title names no other thing, or its severity."""
    recent = [one for one in candidates if meeting.start and meeting.start - one.opened_at <= SURE]
    grave = [one for one in recent if (one.severity == meeting.severity if meeting.severity else one.severity in MAJOR)]
    here = [one for one in grave if meeting.has_person(one.owner)]
    found = here if len(here) == 1 else grave
    return found[0] if len(found) == 1 and (meeting.severity or not meeting.words) else None

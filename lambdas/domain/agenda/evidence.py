"""The evidence of a plan: all that each reference says, which is all that a model's line about it may say."""

import re
from collections.abc import Iterator

from lambdas.domain.agenda.materials import INVITE, MEETING_TYPE, Findings, answer_ref
from lambdas.domain.context.notes import Fact
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.model import Instant
from lambdas.domain.llm.claims import Evidence
from lambdas.domain.meetings.people import display_name, headcount


def evidence_of(findings: Findings) -> Evidence:
    """Names are those of the people invited and of whoever owns a record; figures are the meeting's own minutes."""
    facts = [fact for note in findings.notes for fact in note.facts]
    texts = {INVITE: _invitation(findings), MEETING_TYPE: findings.tracked.plan.meeting_type.replace("_", " ")}
    texts |= {fact.ref: _said_by(fact, findings.timezone, findings.tracked.meeting.start) for fact in facts}
    texts |= dict(_answers(findings))
    invited = {display_name(person) for person in findings.tracked.meeting.invited}
    owners = {fact.asks for fact in facts}
    reader = {name for name in findings.reader if "@" not in name}
    return Evidence(
        texts=texts,
        names=frozenset({*invited, *owners, *reader} - {""}),
        computed=frozenset({f"{max(0, findings.tracked.meeting.minutes)} min"}),
    )


def _invitation(findings: Findings) -> str:
    """Its own words, the time of it on the clock of its reader, and who comes."""
    meeting, there = findings.tracked.meeting, zone(findings.timezone)
    people = ", ".join(display_name(person) for person in meeting.invited)
    hours = f"{meeting.start.astimezone(there):%H:%M} to {meeting.end.astimezone(there):%H:%M}"
    when = f"{_day(meeting.start, findings.timezone)}, {hours}, {meeting.minutes} min"
    return "\n".join((meeting.title, meeting.description, meeting.location, when, headcount(meeting), people))


def _said_by(fact: Fact, timezone: str, around: Instant) -> str:
    """The text and what else its record says: nothing of it is shown, all of it bears a line out."""
    as_of = _day(fact.as_of, timezone) if fact.as_of else ""
    said = (fact.text, fact.subject, fact.standing, fact.background, fact.asks, fact.question, *fact.choices)
    text = "\n".join(part for part in said if part)
    return "\n".join((text, as_of, *_whole_days(text, around), *_times_asked(text)))


def _answers(findings: Findings) -> Iterator[tuple[str, str]]:
    """Each answer with its question, whose figures it may speak of, and with the answer of last time it may mean."""
    if findings.session is None:
        return
    for place, question in enumerate(findings.session.questions):
        answer = findings.session.answers.get(str(place))
        if answer and answer.text.strip():
            before = question.last_time.text if question.last_time else ""
            yield answer_ref(place), "\n".join(part for part in (answer.text, question.text, before) if part)


def _day(moment: Instant, timezone: str) -> str:
    """``Thursday 19 November 2026``."""
    local = moment.astimezone(zone(timezone))
    return f"{local:%A} {local.day} {local:%B %Y}"


def _whole_days(text: str, around: Instant) -> Iterator[str]:
    """Days said without a year, in the year that is nearest to the meeting: so their weekdays are known."""
    from lambdas.domain.llm.claim_dates import dates_in, day_or_none  # its patterns take time that no rule waits for

    for fact in sorted(dates_in(text).facts, key=str):
        match fact:
            case ("day", int(month), int(day)):
                years = (around.year - 1, around.year, around.year + 1)
                days = [found for year in years if (found := day_or_none(year, month, day))]
                nearest = min(days, key=lambda found: abs((found - around.date()).days), default=None)
                if nearest:
                    yield f"{nearest:%A} {nearest.day} {nearest:%B %Y}"


def _times_asked(text: str) -> Iterator[str]:
    """Asked for twice is the third time when it is asked again."""
    if found := re.search(r"asked for (?:(\d+) times|(twice))", text):
        yield f"{int(found[1] or 2) + 1} times"

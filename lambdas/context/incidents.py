"""CTX-3: how reliable things were lately, and what was promised to keep it from happening again.

Recovery times and counts are of SEV0 and SEV1. This week is the last 7 days, the quarter the last 90: windows that do
not jump on a Monday.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from statistics import fmean, median

from lambdas.context.follow_ups import FollowUpState, follow_up_fact, follow_up_facts, open_follow_ups
from lambdas.context.notes import MAX_FACTS, MAX_TEXT, note, oldest, staleness
from lambdas.context.own_incident import alike, own_incident
from lambdas.context.phrases import Viewpoint, lasting, listed, name, quoted
from lambdas.domain.context.kinds.incidents import Incident
from lambdas.domain.context.notes import NEEDS_DECISION, OFF_TRACK, WORTH_KNOWING, ContextNote, Fact, FactPart
from lambdas.domain.kernel.context_kinds import ContextKind, RecordKind
from lambdas.domain.kernel.counts import counted
from lambdas.domain.records.statuses import MAJOR, FollowUpStatus

STALE_AFTER_DAYS = 14
WEEK, MONTH, QUARTER = 7, 30, 90
"""Days."""


def summarise(incidents: Sequence[Incident], view: Viewpoint) -> ContextNote:
    known = [incident for incident in incidents if incident.opened_at <= view.now]
    follow_ups = open_follow_ups(incidents, view)
    if own := own_incident(known, view.meeting, view.zone):
        return _review(own, known, view)
    ongoing = sorted((i for i in known if recovery_minutes(i, view) is None), key=lambda i: (i.severity, i.opened_at))
    told = [*major_within(known, view, WEEK), *_named(known, view)]
    this_week = [i for i in {one.record_id: one for one in told}.values() if recovery_minutes(i, view) is not None]
    groups: tuple[Sequence[object], ...] = (ongoing, this_week, follow_ups)
    return note(
        ContextKind.INCIDENTS,
        view,
        headline=_headline(known, follow_ups, view),
        facts=[
            *(_ongoing(incident, view) for incident in ongoing[:MAX_FACTS]),
            *_recovered(this_week[:MAX_FACTS], recoveries(known, view, QUARTER), view),
            *follow_up_facts(follow_ups, view),
            _lately(known, view),
        ],
        beyond=sum(len(group[MAX_FACTS:]) for group in groups),
        figures=_figures(known, follow_ups, view),
        gap=staleness(RecordKind.INCIDENTS, incidents, view, STALE_AFTER_DAYS),
    )


def _named(incidents: Sequence[Incident], view: Viewpoint) -> list[Incident]:
    """Returns those of the quarter that the meeting or the guests' company names, whatever their severity."""
    since = view.now - timedelta(days=QUARTER)
    return [one for one in incidents if since < one.opened_at and view.meeting.names(f"{one.title} {one.note}")]


def _review(own: Incident, known: Sequence[Incident], view: Viewpoint) -> ContextNote:
    """The note of a meeting about one incident: that one alone, held against the quarter."""
    follow_ups = open_follow_ups([own], view)
    usual = recoveries([incident for incident in known if incident is not own], view, QUARTER)
    facts = [
        _course(own, view),
        *_recovery(own, usual, view),
        *_impact(own),
        *_seen_before(own, known, view),
        *(follow_up_fact(state, view, names_incident=False) for state in follow_ups[:MAX_FACTS]),
        *_nothing_follows(own, follow_ups),
    ]
    return note(
        ContextKind.INCIDENTS,
        view,
        headline=f"{own.severity} {quoted(own.title)}",
        facts=facts,
        figures=_figures(known, follow_ups, view),
        gap=staleness(RecordKind.INCIDENTS, known, view, STALE_AFTER_DAYS),
    )


def _course(incident: Incident, view: Viewpoint) -> Fact:
    """Says when it began and was over, on the reader's clock."""
    began, over = incident.opened_at.astimezone(view.zone), incident.resolved_at
    day = view.said(began.date())
    until = ", still open"
    if over and over <= view.now:
        ended = over.astimezone(view.zone)
        later = "" if ended.date() == began.date() else f"{view.said(ended.date())}, "
        until = f" to {later}{ended:%H:%M} {ended:%Z}"
    return Fact(
        text=f"{incident.severity} {quoted(incident.title)}: {began:%A} {day}, {began:%H:%M}{until}{_owned(incident)}.",
        ref=incident.ref,
        weight=NEEDS_DECISION,
        asks=incident.owner,
        question=f"What was seen first of {quoted(incident.title)}, by whom, and when?",
        as_of=incident.as_of,
        part=FactPart.COURSE,
        subject=incident.title,
        background=incident.note,
    )


def _recovery(incident: Incident, usual: Sequence[float], view: Viewpoint) -> Iterator[Fact]:
    """``usual``: the recovery times of the quarter's others, in minutes."""
    minutes = recovery_minutes(incident, view)
    if minutes is None:
        return
    took, middle = lasting(minutes), median(usual) if usual else 0.0
    compared = f"; the quarter's median is {lasting(middle)}, of {counted(len(usual), 'other')}" if usual else ""
    is_slow = bool(usual) and minutes > middle
    asked = f"What made it take {took}, against the quarter's {lasting(middle)}?" if is_slow else ""
    yield Fact(
        text=f"{took} to recover{compared}.",
        ref=f"{incident.ref}/recovery",
        weight=OFF_TRACK,
        asks=incident.owner,
        question=asked,
        as_of=incident.as_of,
        part=FactPart.RECOVERY,
        subject=incident.title,
    )


def _impact(incident: Incident) -> Iterator[Fact]:
    """Yields what the record itself says of it."""
    if incident.note:
        yield Fact(
            text=f"On record: {name(incident.note, MAX_TEXT)}",
            ref=f"{incident.ref}/note",
            weight=OFF_TRACK,
            as_of=incident.as_of,
            part=FactPart.IMPACT,
            subject=incident.title,
        )


def _seen_before(own: Incident, known: Iterable[Incident], view: Viewpoint) -> Iterator[Fact]:
    """Yields the earlier ones of the quarter that read alike: it may not be the first time."""
    since = own.opened_at - timedelta(days=QUARTER)
    for other in known:
        if since < other.opened_at < own.opened_at and alike(own.title, other.title):
            day = view.said(view.day_of(other.opened_at))
            done = [follow_up for follow_up in other.follow_ups if follow_up.status is FollowUpStatus.CLOSED]
            left = [follow_up for follow_up in other.follow_ups if follow_up.status is not FollowUpStatus.CLOSED]
            after = f"; done since: {listed([follow_up.what for follow_up in done])}" if done else ""
            undone = f"; still open: {listed([follow_up.what for follow_up in left])}" if left else ""
            yield Fact(
                text=f"Like {other.severity} {quoted(other.title)} on {day}{after}{undone}.",
                ref=f"{other.ref}/alike",
                weight=OFF_TRACK,
                asks=other.owner,
                question=f"What was learnt from {quoted(other.title)} that did not hold here?",
                as_of=other.as_of,
                part=FactPart.BEFORE,
                subject=own.title,
            )


def _nothing_follows(incident: Incident, still_open: Sequence[FollowUpState]) -> Iterator[Fact]:
    if not incident.follow_ups:
        text = "No follow-up is on record for it yet."
    elif not still_open:
        text = f"Its follow-ups are done: {listed([follow_up.what for follow_up in incident.follow_ups])}."
    else:
        return
    yield Fact(
        text=text,
        ref=f"{incident.ref}/follow-ups",
        as_of=incident.as_of,
        part=FactPart.FOLLOW_UP,
        subject=incident.title,
    )


def major_within(incidents: Iterable[Incident], view: Viewpoint, days: int) -> list[Incident]:
    """SEV0 and SEV1 that began in the last ``days`` times 24 hours, latest first."""
    since = view.now - timedelta(days=days)
    found = [
        incident for incident in incidents if incident.severity in MAJOR and since < incident.opened_at <= view.now
    ]
    return sorted(found, key=lambda incident: incident.opened_at, reverse=True)


def recovery_minutes(incident: Incident, view: Viewpoint) -> float | None:
    """None while it lasts."""
    if incident.resolved_at is None or incident.resolved_at > view.now:
        return None
    return (incident.resolved_at - incident.opened_at).total_seconds() / 60


def recoveries(incidents: Iterable[Incident], view: Viewpoint, days: int) -> list[float]:
    minutes = (recovery_minutes(incident, view) for incident in major_within(incidents, view, days))
    return [one for one in minutes if one is not None]


def _ongoing(incident: Incident, view: Viewpoint) -> Fact:
    since = lasting((view.now - incident.opened_at).total_seconds() / 60)
    return Fact(
        text=f"{incident.severity} {quoted(incident.title)} is still open after {since}{_owned(incident)}.",
        ref=incident.ref,
        weight=NEEDS_DECISION if incident.severity in MAJOR else WORTH_KNOWING,
        asks=incident.owner,
        question=f"What is still missing to close {quoted(incident.title)}?",
        as_of=incident.as_of,
        subject=incident.title,
        background=incident.note,
    )


def _recovered(incidents: Iterable[Incident], usual: Sequence[float], view: Viewpoint) -> Iterator[Fact]:
    """``usual``: the recovery times of the quarter, in minutes."""
    for incident in incidents:
        minutes = recovery_minutes(incident, view) or 0.0
        compared = f" (median of the quarter: {lasting(median(usual))})" if len(usual) > 1 else ""
        day = view.said(view.day_of(incident.opened_at))
        recovered = f"{lasting(minutes)} to recover{compared}{_owned(incident)}"
        yield Fact(
            text=f"{incident.severity} {quoted(incident.title)} on {day}: {recovered}.",
            ref=incident.ref,
            weight=OFF_TRACK,
            asks=incident.owner,
            question=""
            if incident.follow_ups
            else f"{quoted(incident.title)} has no follow-up: what changes because of it?",
            as_of=incident.as_of,
            subject=incident.title,
            background=incident.note,
        )


def _lately(incidents: Sequence[Incident], view: Viewpoint) -> Fact:
    week, month, quarter = (len(major_within(incidents, view, days)) for days in (WEEK, MONTH, QUARTER))
    usual = recoveries(incidents, view, QUARTER)
    recovery = f"; median time to recover {lasting(median(usual))}" if usual else ""
    return Fact(
        text=f"SEV0 and SEV1: {week or 'none'} in 7 days, {month} in 30, {quarter} in 90{recovery}.",
        ref=f"{RecordKind.INCIDENTS}:90_days",
        as_of=oldest(major_within(incidents, view, QUARTER)) or oldest(incidents),
        part=FactPart.SUMMARY,
    )


def _owned(incident: Incident) -> str:
    return f", owner {name(incident.owner)}" if incident.owner else ""


def _headline(incidents: Sequence[Incident], follow_ups: Sequence[FollowUpState], view: Viewpoint) -> str:
    week = recoveries(incidents, view, WEEK)
    usual = recoveries(incidents, view, QUARTER)
    parts = [f"{_number_of(major_within(incidents, view, WEEK))} in 7 days"]
    if week:
        parts.append(f"{lasting(fmean(week))} to recover (median of the quarter: {lasting(median(usual))})")
    if follow_ups:
        late = sum(state.days_late > 0 for state in follow_ups)
        parts.append(f"{counted(len(follow_ups), 'follow-up')} open, {late or 'none'} past due")
    return ", ".join(parts)


def _number_of(incidents: Sequence[Incident]) -> str:
    if len(incidents) == 1:
        return f"one {incidents[0].severity}"
    return f"{len(incidents) or 'no'} SEV0 or SEV1"


def _figures(incidents: Sequence[Incident], follow_ups: Sequence[FollowUpState], view: Viewpoint) -> dict[str, float]:
    figures: dict[str, float] = {
        f"major_{days}d": len(major_within(incidents, view, days)) for days in (WEEK, MONTH, QUARTER)
    }
    if week := recoveries(incidents, view, WEEK):
        figures["mttr_minutes_7d"] = round(fmean(week), 1)
    if usual := recoveries(incidents, view, QUARTER):
        figures["median_minutes_90d"] = round(median(usual), 1)
    return figures | {
        "unresolved": sum(recovery_minutes(incident, view) is None for incident in incidents),
        "follow_ups_open": len(follow_ups),
        "follow_ups_overdue": sum(state.days_late > 0 for state in follow_ups),
    }

"""The first steps of somebody new: what is there already, where the next click is done; they end in a preparation."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.accounts.user import User, UserAccount
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.tracked_meeting import RUNNING, TrackedMeeting
from lambdas.domain.preparation.lifecycle import start_blocking_reason
from lambdas.edges.commands.sources import known_sources
from lambdas.edges.http.at_once import at_once
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import see
from lambdas.edges.web.words import title_of


class Step(Model):
    label: str
    detail: str
    address: str
    is_done: bool


class Present(Model):
    """The things really there. ``slack`` is None where this AMO has no workspace that could be connected; among the
    ``records`` are those of ``sources``.
    """

    calendars: int
    slack: bool | None
    records: int
    sources: int


def first_steps(account: UserAccount, coming: Sequence[TrackedMeeting], now: datetime) -> tuple[Step, ...]:
    """Nothing for somebody who is no longer new, has put them away, or has taken them all."""
    if not account.user.is_new(now):
        return ()
    steps = tuple(steps_of(account.user, coming, _present(account), now))
    return () if all(step.is_done for step in steps) else steps


def put_away(request: PageRequest) -> Response[str]:
    wiring.users().patch(request.user_id, {"steps_put_away_at": request.now.replace(microsecond=0)})
    return see("/", "steps-away")


def steps_of(user: User, coming: Sequence[TrackedMeeting], present: Present, now: datetime) -> Iterator[Step]:
    yield Step(
        label="Connect your calendar",
        detail=f"{counted(present.calendars, 'calendar')} read every two hours"
        if present.calendars
        else "AMO finds your meetings there. It reads, and changes nothing.",
        address="/settings#calendars",
        is_done=bool(present.calendars),
    )
    yield _hours(user)
    if present.slack is not None:
        detail = "AMO reaches you there" if present.slack else "Its questions come where you work. Type /amo connect."
        yield Step(label="Connect Slack", detail=detail, address="/settings#channels", is_done=present.slack)
    yield Step(
        label="Bring your records",
        detail=_records_detail(present),
        address="/records",
        is_done=bool(present.records or present.sources),
    )
    yield _preparation(coming, now)


def _records_detail(present: Present) -> str:
    if present.sources:
        return f"{counted(present.records, 'record')} to prepare from, {counted(present.sources, 'source')} of figures"
    if present.records:
        return f"{counted(present.records, 'record')} to prepare from"
    return "Budget, big rocks, incidents, staffing, decisions: a sheet you keep anyway, or a service that has them."


def _hours(user: User) -> Step:
    week = user.working_week
    return Step(
        label="Say when you work",
        detail=f"{len(week.days)} days a week, {week.start:%H:%M} to {week.end:%H:%M}, {user.timezone}",
        address="/settings#working-time",
        is_done=week != User.model_fields["working_week"].default or user.quiet_hours is not None,
    )


def _preparation(coming: Sequence[TrackedMeeting], now: datetime) -> Step:
    """To the meeting that is next and can be prepared, or is being prepared already."""
    label = "Have your first meeting prepared"
    if ready := next((tracked for tracked in coming if tracked.preparation.materials), None):
        address = f"/meetings/{ready.meeting.meeting_id}"
        return Step(label=label, detail=title_of(ready.meeting), address=address, is_done=True)
    able = [tracked for tracked in coming if not start_blocking_reason(tracked, tracked.timing_version, now)]
    able.sort(key=lambda tracked: (tracked.preparation.status not in RUNNING, tracked.meeting.start))
    if not able:
        return Step(
            label=label, detail="As soon as your calendar has one.", address="/settings#calendars", is_done=False
        )
    return Step(
        label=label,
        detail=f"{title_of(able[0].meeting)} is next: a few questions, about four minutes.",
        address=f"/meetings/{able[0].meeting.meeting_id}",
        is_done=False,
    )


def _present(account: UserAccount) -> Present:
    user_id, team_id = account.user.user_id, account.user.team_id
    records, slack = wiring.source_records(), wiring.slack_records()
    link, workspaces, sources, *known = at_once(
        partial(slack.link_of, user_id),
        slack.workspaces,
        partial(known_sources, account.user),
        *(partial(records.known, user_id, team_id, kind) for kind in RecordKind),
    )
    return Present(
        calendars=len(account.connections),
        slack=link is not None if link or workspaces else None,
        records=sum(len(one.records) for one in known),
        sources=len(sources),
    )

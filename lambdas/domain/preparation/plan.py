"""The monitor's decision in one value: which type a meeting has, whether it is prepared, and when."""

import hashlib
from datetime import datetime, timedelta

from lambdas.domain.accounts.user import User, UserAccount
from lambdas.domain.classification.classification_rules import ClassificationRules
from lambdas.domain.classification.classify import classify
from lambdas.domain.classification.meeting_types import MeetingTypes
from lambdas.domain.classification.skip_reason import skip_reason
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.meetings.changes import Change, content_hash
from lambdas.domain.meetings.meeting import Meeting, MeetingStatus
from lambdas.domain.meetings.tracked_meeting import RUNNING, PrepPlan, PrepStatus, TrackedMeeting
from lambdas.domain.preparation.due_times import horizon, prep_trigger
from lambdas.domain.preparation.working_time import working_time

TOO_LATE = "The meeting starts too soon to prepare it."


def plan_for(
    meeting: Meeting,
    rules: ClassificationRules,
    account: UserAccount,
    now: datetime,
    previous: TrackedMeeting | None = None,
) -> PrepPlan:
    """The plan for a meeting as it is now. ``previous`` is the row it replaces: a time once set stays set.

    Without that a trigger that has passed would be decided anew, to "now", by every run.
    """
    corrections = {correction.series_key: correction for correction in account.corrections}
    found = classify(meeting, rules, corrections.get(meeting.series_key))
    hours = account.user.prep_hours.get(found.meeting_type, rules.types.get(found.meeting_type).prep_hours_before)
    reason = skip_reason(meeting, rules.lexicon, found.meeting_type)
    timing = None if reason else _timing(meeting, hours, account, now, previous)
    plan = PrepPlan(
        meeting_type=found.meeting_type,
        type_reason=found.reason,
        type_source=found.source,
        is_type_doubtful=found.is_doubtful,
        prep_hours=hours,
    )
    return plan.model_copy(update=timing or {"skip_reason": reason or TOO_LATE})


def tracked_after(change: Change, rules: ClassificationRules, account: UserAccount, now: datetime) -> TrackedMeeting:
    """The row to store for a change the calendars show."""
    plan = plan_for(change.meeting, rules, account, now, change.previous)
    if change.previous is None:
        return TrackedMeeting(
            meeting=change.meeting,
            plan=plan,
            content_hash=content_hash(change.meeting),
            calendars=change.calendars,
            names=change.names,
            first_seen_at=now,
        )
    following = _next_version(change.previous, change.meeting, plan, change.calendars)
    return following.model_copy(update={"names": change.names, "gone_at": now if change.is_cancellation else None})


def replanned(
    tracked: TrackedMeeting, rules: ClassificationRules, account: UserAccount, now: datetime
) -> TrackedMeeting | None:
    """The row to store when rules, corrections or the user's hours changed; None where that makes no difference.

    A meeting that has begun keeps the plan it had. Storing the row is enough for the one who changed the rules:
    schedule and events follow with a sync of the user asked for with ``replan`` (queue ``calendar_syncs``).
    """
    if tracked.meeting.start <= now or tracked.meeting.status is MeetingStatus.CANCELLED:
        return None
    plan = plan_for(tracked.meeting, rules, account, now, tracked)
    return None if plan == tracked.plan else _next_version(tracked, tracked.meeting, plan, tracked.calendars)


def rules_fingerprint(rules: ClassificationRules, account: UserAccount) -> str:
    """Changes whenever stored meetings of this user might be planned differently."""
    said = sorted(f"{correction.series_key}={correction.meeting_type}" for correction in account.corrections)
    user = account.user
    hours = sorted(user.prep_hours.items())
    week = user.working_week
    works = (sorted(week.days), week.start, week.end, user.timezone, sorted(map(repr, user.days_off)))
    return hashlib.sha256(f"{rules.fingerprint}{hours}{said}{works}".encode()).hexdigest()[:16]


def sight(days_ahead: int, types: MeetingTypes, account: UserAccount, now: datetime) -> timedelta:
    """Returns how far ahead this account's calendars are read."""
    working = working_time(account)
    today = now.astimezone(zone(account.user.timezone)).date()
    return horizon(days_ahead, [max_prep_hours(types, account.user)], working.max_break(today))


def max_prep_hours(types: MeetingTypes, user: User) -> int:
    return max(*(kind.prep_hours_before for _, kind in types.items()), *user.prep_hours.values())


def _timing(
    meeting: Meeting, hours: int, account: UserAccount, now: datetime, previous: TrackedMeeting | None
) -> dict[str, object] | None:
    """The plan's fields that say when, and why then; None where it is too late."""
    wanted = meeting.start - timedelta(hours=hours)
    due = working_time(account).last_before(wanted)
    if previous and previous.meeting.start == meeting.start and previous.plan.prep_trigger_time:
        before = previous.plan
        is_same = (before.due_time or meeting.start - timedelta(hours=before.prep_hours)) == due.at
        if is_same or _has_begun(previous):
            return before.model_dump(include={"prep_trigger_time", "due_time", "skipped"})
    trigger = prep_trigger(meeting.start, due.at, now)
    moved = {"due_time": due.at, "skipped": due.skipped} if due.skipped else {}
    return {"prep_trigger_time": trigger, **moved} if trigger else None


def _has_begun(tracked: TrackedMeeting) -> bool:
    """Other hours must not withdraw a preparation that somebody may be in the middle of."""
    is_announced = tracked.announced_version == tracked.timing_version
    return is_announced or tracked.preparation.status in RUNNING | {PrepStatus.READY}


def _next_version(
    previous: TrackedMeeting, meeting: Meeting, plan: PrepPlan, calendars: tuple[str, ...]
) -> TrackedMeeting:
    following = previous.model_copy(
        update={
            "meeting": meeting,
            "plan": plan,
            "content_hash": content_hash(meeting),
            "calendars": calendars,
            "version": previous.version + 1,
        }
    )
    if meeting.start != previous.meeting.start:
        following = following.model_copy(update={"moved_from": previous.meeting.start})
    if _moments(following) == _moments(previous):
        return following
    return following.model_copy(update={"timing_version": previous.timing_version + 1})


def _moments(tracked: TrackedMeeting) -> tuple[object, ...]:
    meeting = tracked.meeting
    return meeting.start, meeting.end, meeting.status, tracked.plan.prep_trigger_time

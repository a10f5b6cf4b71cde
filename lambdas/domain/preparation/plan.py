"""The monitor's decision in one value: which type a meeting has, whether it is prepared, and when."""

import hashlib
from datetime import datetime

from lambdas.domain.accounts.user import TypeCorrection, User, UserAccount
from lambdas.domain.classification.classification_rules import ClassificationRules
from lambdas.domain.classification.classify import classify
from lambdas.domain.classification.meeting_types import MeetingTypes
from lambdas.domain.classification.skip_reason import skip_reason
from lambdas.domain.meetings.changes import Change, content_hash
from lambdas.domain.meetings.meeting import Meeting, MeetingStatus
from lambdas.domain.meetings.tracked_meeting import RUNNING, PrepPlan, PrepStatus, TrackedMeeting
from lambdas.domain.preparation.due_times import prep_trigger

TOO_LATE = "The meeting starts too soon to prepare it."


def plan_for(
    meeting: Meeting,
    rules: ClassificationRules,
    user: User,
    correction: TypeCorrection | None,
    now: datetime,
    previous: TrackedMeeting | None = None,
) -> PrepPlan:
    """The plan for a meeting as it is now. ``previous`` is the row it replaces: a time once set stays set.

    Without that a trigger that has passed would be decided anew, to "now", by every run.
    """
    found = classify(meeting, rules, correction)
    hours = user.prep_hours.get(found.meeting_type, rules.types.get(found.meeting_type).prep_hours_before)
    reason = skip_reason(meeting, rules.lexicon, found.meeting_type)
    trigger = None if reason else _trigger(meeting, hours, now, previous)
    return PrepPlan(
        meeting_type=found.meeting_type,
        type_reason=found.reason,
        type_source=found.source,
        prep_hours=hours,
        prep_trigger_time=trigger,
        skip_reason=None if trigger else reason or TOO_LATE,
    )


def tracked_after(change: Change, rules: ClassificationRules, account: UserAccount, now: datetime) -> TrackedMeeting:
    """The row to store for a change the calendars show."""
    plan = _plan(change.meeting, rules, account, now, change.previous)
    if change.previous is None:
        return TrackedMeeting(
            meeting=change.meeting,
            plan=plan,
            content_hash=content_hash(change.meeting),
            calendars=change.calendars,
        )
    return _next_version(change.previous, change.meeting, plan, change.calendars)


def replanned(
    tracked: TrackedMeeting, rules: ClassificationRules, account: UserAccount, now: datetime
) -> TrackedMeeting | None:
    """The row to store when rules, corrections or the user's hours changed; None where that makes no difference.

    A meeting that has begun keeps the plan it had. Storing the row is enough for the one who changed the rules:
    schedule and events follow with a sync of the user asked for with ``replan`` (queue ``calendar_syncs``).
    """
    if tracked.meeting.start <= now or tracked.meeting.status is MeetingStatus.CANCELLED:
        return None
    plan = _plan(tracked.meeting, rules, account, now, tracked)
    return None if plan == tracked.plan else _next_version(tracked, tracked.meeting, plan, tracked.calendars)


def rules_fingerprint(rules: ClassificationRules, account: UserAccount) -> str:
    """Changes whenever stored meetings of this user might be planned differently."""
    said = sorted(f"{correction.series_key}={correction.meeting_type}" for correction in account.corrections)
    hours = sorted(account.user.prep_hours.items())
    return hashlib.sha256(f"{rules.fingerprint}{hours}{said}".encode()).hexdigest()[:16]


def max_prep_hours(types: MeetingTypes, user: User) -> int:
    return max(*(kind.prep_hours_before for _, kind in types.items()), *user.prep_hours.values())


def _plan(
    meeting: Meeting, rules: ClassificationRules, account: UserAccount, now: datetime, previous: TrackedMeeting | None
) -> PrepPlan:
    corrections = {correction.series_key: correction for correction in account.corrections}
    return plan_for(meeting, rules, account.user, corrections.get(meeting.series_key), now, previous)


def _trigger(meeting: Meeting, hours: int, now: datetime, previous: TrackedMeeting | None) -> datetime | None:
    if previous is None or previous.meeting.start != meeting.start or previous.plan.prep_trigger_time is None:
        return prep_trigger(meeting.start, hours, now)
    if previous.plan.prep_hours == hours or _has_begun(previous):
        return previous.plan.prep_trigger_time
    return prep_trigger(meeting.start, hours, now)


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
    if _timing(following) == _timing(previous):
        return following
    return following.model_copy(update={"timing_version": previous.timing_version + 1})


def _timing(tracked: TrackedMeeting) -> tuple[object, ...]:
    meeting = tracked.meeting
    return meeting.start, meeting.end, meeting.status, tracked.plan.prep_trigger_time

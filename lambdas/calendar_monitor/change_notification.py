"""A provider said that a calendar changed: it is read, once, however many times it was said (fault 18)."""

from datetime import timedelta

from lambdas.calendar_monitor.service import CalendarMonitor, ChangedCalendar, SyncReport, SyncRequest
from lambdas.calendar_monitor.sync import sync_user
from lambdas.domain.accounts.user import ConnectionHealth
from lambdas.errors import NotFound, Retryable
from lambdas.store.subscriptions import Subscriptions

PATIENCE = timedelta(minutes=20)
LONG_PATIENCE = timedelta(hours=1)
"""With a provider that asks for a long pause. Both end before the queue gives a message up: the poll is the net."""
LONG_PAUSE = 300.0


def sync_changed_calendar(
    monitor: CalendarMonitor, subscriptions: Subscriptions, changed: ChangedCalendar
) -> SyncReport | None:
    """None where a reading that began after the notification has answered it, or there is nobody to read for any more.

    The claim comes first: a reading that then fails is tried again by the same message, which may claim again.
    Raises Retryable where the calendar could not be read and soon may be, as when its provider is asked too often.
    """
    noticed = (changed.notice_id, changed.noticed_at)
    if not subscriptions.claim(changed.user_id, changed.calendar_id, *noticed, monitor.clock()) and not changed.rewatch:
        return None
    request = SyncRequest(user_id=changed.user_id, calendar_id=changed.calendar_id, rewatch=changed.rewatch)
    try:
        report = sync_user(monitor, request)
    except NotFound:
        return None
    if _is_over(monitor, changed):
        subscriptions.forget(changed.user_id, changed.calendar_id)
    waited = monitor.clock() - changed.noticed_at
    for failed in report.problems:
        pause = failed.retry_after
        if pause is not None and waited < (LONG_PATIENCE if pause >= LONG_PAUSE else PATIENCE):
            raise Retryable(failed.problem, pause or None)
    return report


def _is_over(monitor: CalendarMonitor, changed: ChangedCalendar) -> bool:
    """Returns whether nobody may read it any more: its provider cannot be asked to be quiet, and is not heard."""
    account = monitor.accounts.get(changed.user_id)
    current = next((one for one in account.connections if one.calendar_id == changed.calendar_id), None)
    return current is None or not account.user.active or current.health is ConnectionHealth.REVOKED

"""A provider said that a calendar changed: it is read, once, however many times it was said (fault 18)."""

from lambdas.calendar_monitor.service import CalendarMonitor, ChangedCalendar, SyncReport, SyncRequest
from lambdas.calendar_monitor.sync import sync_user
from lambdas.errors import NotFound
from lambdas.store.subscriptions import Subscriptions


def sync_changed_calendar(
    monitor: CalendarMonitor, subscriptions: Subscriptions, changed: ChangedCalendar
) -> SyncReport | None:
    """None where a reading that began after the notification has answered it, or there is nobody to read for any more.

    The claim comes first: a reading that then fails is tried again by the same message, which may claim again.
    """
    noticed = (changed.notice_id, changed.noticed_at)
    if not subscriptions.claim(changed.user_id, changed.calendar_id, *noticed, monitor.clock()) and not changed.rewatch:
        return None
    request = SyncRequest(user_id=changed.user_id, calendar_id=changed.calendar_id, rewatch=changed.rewatch)
    try:
        return sync_user(monitor, request)
    except NotFound:
        return None

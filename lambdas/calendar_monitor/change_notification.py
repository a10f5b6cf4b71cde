"""A provider said that a calendar changed: it is read, once, however many times it was said (fault 18)."""

from lambdas.calendar_monitor.service import CalendarChange, Monitor, SyncReport, SyncRequest
from lambdas.calendar_monitor.sync import sync_user
from lambdas.errors import NotFound
from lambdas.store.subscriptions import Subscriptions


def sync_changed_calendar(monitor: Monitor, subscriptions: Subscriptions, notice: CalendarChange) -> SyncReport | None:
    """None where a reading that began after the notice has answered it, or there is nobody to read for any more.

    The claim comes first: a reading that then fails is tried again by the same message, which may claim again.
    """
    noticed = (notice.notice_id, notice.noticed_at)
    if not subscriptions.claim(notice.user_id, notice.calendar_id, *noticed, monitor.clock()) and not notice.rewatch:
        return None
    request = SyncRequest(user_id=notice.user_id, calendar_id=notice.calendar_id, rewatch=notice.rewatch)
    try:
        return sync_user(monitor, request)
    except NotFound:
        return None

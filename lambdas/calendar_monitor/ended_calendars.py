"""Calendars their user took away, or who is no user any more: their providers need tell nobody of changes."""

import logging
from datetime import timedelta

from lambdas.calendar_monitor.service import CalendarMonitor, EndedCalendars
from lambdas.calendars.unwatch import Unwatch
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.errors import AmoError, NotFound, Retryable

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=20)
"""After that it is left to expire; it ends before the queue gives the message up."""


def unwatch_ended(monitor: CalendarMonitor, unwatch: Unwatch, ended: EndedCalendars) -> None:
    """Safe to repeat. Raises Retryable where some provider could not be told, and soon may be."""
    problem: Retryable | None = None
    for connection in ended.connections:
        if _is_read_again(monitor, ended.user_id, connection):
            continue
        try:
            unwatch.end(ended.user_id, connection)
        except Retryable as error:
            problem = error
        except AmoError as error:
            log.info("calendar %s cannot be unwatched: %s", connection.calendar_id, type(error).__name__)
            unwatch.subscriptions.forget(ended.user_id, connection.calendar_id)
    if problem is None:
        return
    if monitor.clock() - ended.ended_at < PATIENCE:
        raise problem
    for connection in ended.connections:
        unwatch.subscriptions.forget(ended.user_id, connection.calendar_id)


def _is_read_again(monitor: CalendarMonitor, user_id: str, ended: CalendarConnection) -> bool:
    """Returns whether it was connected again since."""
    try:
        account = monitor.accounts.get(user_id)
    except NotFound:
        return False
    current = (one for one in account.connections if one.calendar_id == ended.calendar_id)
    return account.user.active and any(one.counts for one in current)

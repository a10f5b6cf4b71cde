"""A calendar's health, and when its owner hears about it."""

from datetime import datetime, timedelta

from lambdas.calendar_monitor.read_calendars import CalendarReading
from lambdas.domain.accounts.user import CalendarConnection, ConnectionHealth
from lambdas.domain.kernel.instants import iso
from lambdas.domain.notifications.messages import Button, Message, MessageKind
from lambdas.errors import NeedsConsent, Retryable

PATIENCE = timedelta(hours=6)
"""A calendar may be unreachable for so long before its owner is troubled: three syncs, two hours apart."""

NOTED_EVERY = timedelta(hours=24)
"""An unchanged calendar's last reading is written down no oftener, so that a quiet feed costs no write each sync."""


def connection_after(reading: CalendarReading, planned_with: str, now: datetime) -> CalendarConnection:
    """The connection as it stands after a sync that led to everything else being written."""
    before = reading.connection.model_copy(update={"planned_with": planned_with})
    if reading.failure is not None:
        return before.model_copy(update=_failed(before, reading.failure, now))
    after = before.model_copy(update={"health": ConnectionHealth.OK, "problem": ""})
    if reading.snapshot:
        after = after.model_copy(update={"sync_state": dict(reading.snapshot.sync_state)})
    if reading.news:
        after = after.model_copy(update={"meeting_count": len(reading.news.meetings)})
    is_noted = before.last_good_at and now - before.last_good_at < NOTED_EVERY
    if after == reading.connection and is_noted:
        return after
    return after.model_copy(update={"last_synced_at": now, "last_good_at": now})


def turned_bad(before: CalendarConnection, after: CalendarConnection) -> bool:
    """So that its owner is told; of a consent that is over also where the calendar could not be read before."""
    if after.health is ConnectionHealth.REVOKED:
        return before.health is not ConnectionHealth.REVOKED
    return before.health is ConnectionHealth.OK and after.health is not ConnectionHealth.OK


def error_message(user_id: str, connection: CalendarConnection, now: datetime) -> Message:
    """One per spell of trouble, however often it is sent: the last good reading names the spell."""
    if connection.health is ConnectionHealth.REVOKED:
        return _consent_over(user_id, connection, now)
    since = iso(connection.last_good_at) if connection.last_good_at else "ever"
    return Message(
        message_id=f"calendar-{connection.calendar_id}-{since}",
        user_id=user_id,
        kind=MessageKind.CALENDAR_PROBLEM,
        title=f"Reconnect your calendar “{connection.label}”: it cannot be read",
        lines=(connection.problem, "Meetings known so far are kept and prepared; new ones are not seen."),
        actions=(Button(label="Reconnect", verb="reconnect", target=connection.calendar_id),),
        created_at=now,
    )


def _consent_over(user_id: str, connection: CalendarConnection, now: datetime) -> Message:
    """One for each consent, however many of its calendars it opened (fault 14)."""
    given = iso(connection.consented_at) if connection.consented_at else "once"
    return Message(
        message_id=f"consent-{connection.account_id or connection.calendar_id}-{given}",
        user_id=user_id,
        kind=MessageKind.CALENDAR_PROBLEM,
        title="Reconnect your calendar: AMO may no longer read it",
        lines=(connection.problem, "Meetings known so far are kept and prepared; new ones are not seen."),
        actions=(Button(label="Reconnect", verb="reconnect", target=connection.account_id or connection.calendar_id),),
        created_at=now,
    )


def _failed(connection: CalendarConnection, failure: Exception, now: datetime) -> dict[str, object]:
    may_pass = isinstance(failure, Retryable)
    last_good = connection.last_good_at
    is_brief = may_pass and last_good is not None and now - last_good < PATIENCE
    health = connection.health if is_brief else ConnectionHealth.FAILING
    if isinstance(failure, NeedsConsent) or connection.health is ConnectionHealth.REVOKED:
        health = ConnectionHealth.REVOKED
    return {"health": health, "problem": str(failure)}

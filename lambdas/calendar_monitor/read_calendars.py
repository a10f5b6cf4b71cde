"""Reads a user's calendars, each for itself: one that fails takes nothing from the others."""

import logging
import traceback
from dataclasses import dataclass

from lambdas.calendar_monitor.service import CalendarMonitor
from lambdas.calendars.base import CalendarRequest, CalendarSnapshot
from lambdas.domain.accounts.user import CalendarConnection, ConnectionHealth, UserAccount
from lambdas.domain.kernel.model import Instant
from lambdas.domain.meetings.calendar_owner import owner_of
from lambdas.domain.preparation.plan import sight
from lambdas.errors import AmoError, NeedsConsent, Refused, Retryable

log = logging.getLogger(__name__)

UNKNOWN_FAILURE = "AMO could not make sense of this calendar; the operator finds the reason in the log."


@dataclass(frozen=True)
class CalendarReading:
    """One calendar's answer, or why there is none: exactly one of ``snapshot`` and ``failure`` is set."""

    connection: CalendarConnection
    snapshot: CalendarSnapshot | None = None
    failure: AmoError | None = None

    @property
    def retry_after(self) -> float | None:
        return (self.failure.after or 0) if isinstance(self.failure, Retryable) else None

    @property
    def news(self) -> CalendarSnapshot | None:
        """The snapshot, unless nothing changed since the last one."""
        return self.snapshot if self.snapshot and not self.snapshot.unchanged else None


def read_calendars(
    monitor: CalendarMonitor, account: UserAccount, now: Instant, only: str = ""
) -> list[CalendarReading]:
    """Those that count, or of them the one asked for. Raises Retryable only when the function's time runs out."""
    readings = []
    for connection in account.connections:
        if not connection.counts or only not in ("", connection.calendar_id):
            continue
        if connection.health is ConnectionHealth.REVOKED:  # only its owner can change that: nobody is asked (fault 14)
            readings.append(CalendarReading(connection, failure=NeedsConsent(connection.problem)))
            continue
        monitor.require_time()
        readings.append(_read(monitor, connection, calendar_request(monitor, account, connection, now)))
    return readings


def calendar_request(
    monitor: CalendarMonitor, account: UserAccount, connection: CalendarConnection, now: Instant
) -> CalendarRequest:
    """As far ahead as the longest preparation of this user needs (a QBR's 336 h, or their own hours)."""
    ahead = sight(monitor.config.days_ahead, monitor.rules.types, account, now)
    return CalendarRequest(
        user_id=account.user.user_id,
        connection=connection,
        owner=owner_of(account.user, account.connections, connection),
        timezone=account.user.timezone,
        now=now,
        days_ahead=ahead.days,
        days_behind=monitor.config.days_behind,
    )


def _read(monitor: CalendarMonitor, connection: CalendarConnection, request: CalendarRequest) -> CalendarReading:
    try:
        provider = monitor.providers.get(connection.source)
        if provider is None:
            raise Refused(f"Calendars of the kind {connection.source.value} are not supported here.")
        return CalendarReading(connection, snapshot=provider.fetch_upcoming_meetings(request))
    except AmoError as error:
        log.warning("calendar %s of %s: %s", connection.calendar_id, request.user_id, type(error).__name__)
        return CalendarReading(connection, failure=error)
    except Exception as error:  # a defect met by one calendar; its text may hold what the calendar says
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.error(
            "calendar %s of %s: %s at %s:%s",
            connection.calendar_id,
            request.user_id,
            type(error).__name__,
            place.filename,
            place.lineno,
        )
        return CalendarReading(connection, failure=Refused(UNKNOWN_FAILURE))

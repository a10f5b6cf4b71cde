"""An account after a page, after a reading, and after what went wrong. Pure."""

from datetime import datetime, timedelta
from typing import Any

from lambdas.domain.sources.account import MAX_REFUSED_SHOWN, ReadingUnderWay, SourceAccount, SourceStatus
from lambdas.domain.sources.due import LOOK_EVERY
from lambdas.domain.sources.reading import SourcePage
from lambdas.errors import AmoError, NeedsConsent, NotFound, Refused, Retryable

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
"""Between attempts at a source that cannot be reached: each pause is twice the one before."""
BROKEN_PAUSE = timedelta(hours=6)
"""Where only a person can mend it, it is tried this seldom: somebody may have mended it at the source."""
MAX_READING = timedelta(hours=2)
"""A reading that was left off so long ago begins anew: its first pages are of another time."""


def begun(account: SourceAccount, now: datetime) -> SourceAccount:
    """Goes on with a reading that was left off, or begins one."""
    is_usable = account.reading is not None and now - account.reading.began_at < MAX_READING
    return account if is_usable else account.model_copy(update={"reading": ReadingUnderWay(began_at=now)})


def after_page(account: SourceAccount, page: SourcePage, refused: tuple[str, ...]) -> SourceAccount:
    """``refused`` are the rows of it that could not be used, the page's own among them."""
    reading = _under_way(account)
    shown = (*reading.refused_rows, *refused)[:MAX_REFUSED_SHOWN]
    further = {
        "page": reading.page + 1,
        "cursor": page.cursor or "",
        "rows": reading.rows + len(page.rows),
        "refused": reading.refused + len(refused),
        "refused_rows": shown,
        "is_whole": reading.is_whole and page.is_whole,
    }
    return account.model_copy(update={"reading": reading.model_copy(update=further)})


def completed(account: SourceAccount, every: timedelta, now: datetime) -> SourceAccount:
    """The reading came to its end: the figures are of the moment it began."""
    reading = _under_way(account)
    return account.model_copy(
        update={
            "status": SourceStatus.OK,
            "problem": "",
            "failing_since": None,
            "read_at": reading.began_at,
            "rows": reading.rows - reading.refused,
            "refused": reading.refused,
            "refused_rows": reading.refused_rows,
            "is_whole": reading.is_whole,
            "reading": None,
            "next_at": now + every,
            "look_at": now + min(every, LOOK_EVERY),
        }
    )


def interrupted(account: SourceAccount, error: AmoError, now: datetime) -> SourceAccount:
    """What was read stays, and ages. A reading that may go on does, where it was left off."""
    status = _status(error)
    since = account.failing_since or now
    change: dict[str, Any] = {"status": status, "problem": str(error), "failing_since": since}
    change["next_at"] = change["look_at"] = now + _pause(status, error, now - since)
    if status not in (SourceStatus.THROTTLED, SourceStatus.UNREACHABLE):
        change["reading"] = None
    return account.model_copy(update=change)


def _status(error: AmoError) -> SourceStatus:
    if isinstance(error, NeedsConsent):
        return SourceStatus.RECONNECT
    if isinstance(error, Retryable):
        return SourceStatus.THROTTLED if error.after is not None else SourceStatus.UNREACHABLE
    return SourceStatus.REFUSED if isinstance(error, Refused | NotFound) else SourceStatus.UNREACHABLE


def _pause(status: SourceStatus, error: AmoError, failing_for: timedelta) -> timedelta:
    if status is SourceStatus.THROTTLED and isinstance(error, Retryable) and error.after is not None:
        return min(timedelta(seconds=error.after), timedelta(days=1))
    if status is SourceStatus.UNREACHABLE:
        return min(max(FIRST_PAUSE, failing_for), LONGEST_PAUSE)
    return BROKEN_PAUSE


def _under_way(account: SourceAccount) -> ReadingUnderWay:
    if account.reading is None:
        raise ValueError("no reading is under way")
    return account.reading

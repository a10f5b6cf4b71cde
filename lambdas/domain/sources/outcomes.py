"""An account after a page, after a reading, and after what went wrong. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lambdas.domain.sources.account import (
    MAX_REFUSED_SHOWN,
    NEEDS_A_PERSON,
    ReadingUnderWay,
    SourceAccount,
    SourceStatus,
)
from lambdas.domain.sources.due import LOOK_EVERY
from lambdas.domain.sources.source_pages import SourcePage

FIRST_PAUSE = timedelta(minutes=1)
MAX_PAUSE = timedelta(hours=1)
"""Between attempts at a source that cannot be reached: each pause is twice the one before."""
MAX_LEFT_ALONE = timedelta(days=1)
"""However long a source asks to be left alone."""
BROKEN_PAUSE = timedelta(hours=6)
"""Where only a person can mend it, it is tried this seldom: somebody may have mended it at the source."""
MAX_READING = timedelta(hours=2)
"""A reading that was left off so long ago begins anew: its first pages are of another time."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """The reason why a source could not be read, in words, and for how long it asks to be left alone."""

    status: SourceStatus
    said: str
    left_alone_seconds: float = 0.0


def begun(account: SourceAccount, now: datetime) -> SourceAccount:
    """Goes on with a reading that was left off, or begins one."""
    is_usable = account.reading is not None and now - account.reading.began_at < MAX_READING
    return account if is_usable else account.model_copy(update={"reading": ReadingUnderWay(began_at=now)})


def after_page(account: SourceAccount, page: SourcePage, records: int, refused: tuple[str, ...]) -> SourceAccount:
    """``records`` were made of its rows; ``refused`` are those that could not be used, the page's own among them."""
    reading = _under_way(account)
    shown = (*reading.refused_rows, *refused)[:MAX_REFUSED_SHOWN]
    further = {
        "page": reading.page + 1,
        "cursor": page.cursor or "",
        "rows": reading.rows + records,
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
            "rows": reading.rows,
            "refused": reading.refused,
            "refused_rows": reading.refused_rows,
            "is_whole": reading.is_whole,
            "reading": None,
            "next_at": now + every,
            "look_at": now + min(every, LOOK_EVERY),
        }
    )


def interrupted(account: SourceAccount, trouble: Trouble, now: datetime) -> SourceAccount:
    """The account after what went wrong. Its figures stay, and age; a reading that may go on does, where it was."""
    since = account.failing_since or now
    again_at = now + _pause(trouble, now - since)
    change: dict[str, Any] = {"status": trouble.status, "problem": trouble.said, "failing_since": since}
    change |= {"next_at": again_at, "look_at": again_at}
    if trouble.status in NEEDS_A_PERSON:
        change["reading"] = None
    return account.model_copy(update=change)


def _pause(trouble: Trouble, failing_for: timedelta) -> timedelta:
    if trouble.status is SourceStatus.THROTTLED:
        return min(timedelta(seconds=trouble.left_alone_seconds), MAX_LEFT_ALONE)
    if trouble.status is SourceStatus.UNREACHABLE:
        return min(max(FIRST_PAUSE, failing_for), MAX_PAUSE)
    return BROKEN_PAUSE


def _under_way(account: SourceAccount) -> ReadingUnderWay:
    if account.reading is None:
        raise ValueError("no reading is under way")
    return account.reading

"""The page's words for how a source of figures stands; and all of somebody's in a line."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.model import Model
from lambdas.domain.sources.account import NEEDS_A_PERSON, SourceAccount, SourceStatus, age_of
from lambdas.edges.web.words import age, distance, from_now, listed

A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)
AGAIN = "To do: make a new key there, and connect it again. What it filled in so far stays."
CHANGE = "To do: look at what it is connected with, and connect it again. What it filled in so far stays."
BY_ITSELF = "Nothing to do: AMO tries again by itself."
STATES = {
    SourceStatus.OK: "Works",
    SourceStatus.RECONNECT: "Needs you",
    SourceStatus.REFUSED: "Needs you",
    SourceStatus.THROTTLED: "Asks AMO to wait",
    SourceStatus.UNREACHABLE: "Cannot be reached",
}
TO_DO = {
    SourceStatus.RECONNECT: AGAIN,
    SourceStatus.REFUSED: CHANGE,
    SourceStatus.THROTTLED: BY_ITSELF,
    SourceStatus.UNREACHABLE: BY_ITSELF,
}


class SourcesLine(Model):
    """``is_well`` is False where something needs the person, or is away."""

    line: str
    is_well: bool
    has_any: bool


def state_of(account: SourceAccount) -> str:
    if account.status is not SourceStatus.NEW:
        return STATES[account.status]
    if account.spec.is_pushed:
        return "Waits for its first message"
    return "Being read for the first time" if account.reading else "Not read yet"


def tone_of(account: SourceAccount) -> str:
    if account.status in NEEDS_A_PERSON:
        return "failed"
    return "ready" if account.status is SourceStatus.OK else "quiet"


def freshness(account: SourceAccount, now: datetime) -> str:
    """``read 12 min ago``; what is older than a day says so: ``2 days old``. Empty where nothing was ever read."""
    if account.read_at is None:
        return ""
    old = now - account.read_at
    if old < A_DAY:
        return f"{'last told' if account.spec.is_pushed else 'read'} {age(account.read_at, now)}"
    return f"last told {distance(old)} ago" if account.spec.is_pushed else f"{distance(old)} old"


def next_reading(account: SourceAccount, now: datetime) -> str:
    if account.spec.is_pushed or account.next_at is None:
        return ""
    verb = "read again" if account.read_at else "read"
    return f"{verb} {from_now(max(account.next_at, now), now)}"


def summary_of(accounts: Sequence[SourceAccount], now: datetime) -> SourcesLine:
    """Names what needs the person before what is away, and that before how old the figures are."""
    needing = [account.name for account in accounts if account.status in NEEDS_A_PERSON]
    away = [account.name for account in accounts if not account.is_well]
    if not accounts:
        line = "None yet: what AMO knows of your figures is what you import by hand."
    elif needing:
        line = f"{listed(needing)} {'needs' if len(needing) == 1 else 'need'} you."
    elif away:
        line = f"{listed(away)} cannot be read at the moment; AMO tries again by itself."
    else:
        line = f"{counted(len(accounts), 'source')}, {_oldest(accounts, now)}."
    return SourcesLine(line=line, is_well=bool(accounts) and not away, has_any=bool(accounts))


def _oldest(accounts: Sequence[SourceAccount], now: datetime) -> str:
    """Of those that are read: what tells AMO by itself is silent where nothing changes."""
    ages = [age_of(account, now) for account in accounts if not account.spec.is_pushed]
    known = [seconds for seconds in ages if seconds is not None]
    if len(known) < len(ages):
        return "not all of them read yet" if len(accounts) > 1 else "not read yet"
    if not known:
        return "told by the services themselves" if len(accounts) > 1 else "told by the service itself"
    oldest = timedelta(seconds=max(known))
    if oldest <= AN_HOUR:
        return "all read within the hour" if len(accounts) > 1 else "read within the hour"
    return f"the oldest figures {distance(oldest)} old" if len(accounts) > 1 else f"{distance(oldest)} old"

"""The dashboard's charts as geometry; the template draws them, the stylesheet colours them."""

from collections.abc import Sequence
from datetime import date

from lambdas.domain.actions.figures import DayFigures, Figures
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.model import Model

WIDTH, HEIGHT, LEFT = 640, 150, 26
RATE_LEFT = 78
"""Room for its larger labels: two rates stand beside each other."""
OUTCOMES = (("approved", "Approved"), ("automatic", "Ran by itself"), ("rejected", "Rejected"), ("expired", "Expired"))
WINDOW = 7
"""Days an approval rate is taken over: single days have too few decisions."""


class Bar(Model):
    kind: str
    x: float
    y: float
    width: float
    height: float


class Tick(Model):
    at: float
    label: str


class Timeline(Model):
    """``says`` is what the chart shows, in words; ``outcomes`` are kind, label and count, as its legend says."""

    says: str
    bars: tuple[Bar, ...]
    steps: tuple[Tick, ...]
    days: tuple[Tick, ...]
    outcomes: tuple[tuple[str, str, int], ...]
    spoken: str


class Rate(Model):
    """``points`` is the line as SVG takes it; empty where nothing was decided."""

    points: str
    days: tuple[Tick, ...] = ()
    says: str = ""
    last_x: float = 0
    last_y: float = 0
    spoken: str


class Share(Model):
    name: str
    label: str
    count: int
    width: float
    y: int


class Tile(Model):
    """``change`` is against the same time before; ``is_good`` says what colour that is, None where it is neither."""

    label: str
    value: str
    change: str = ""
    is_good: bool | None = None


def timeline(days: Sequence[DayFigures]) -> Timeline:
    most = max([1, *(_decided(day) for day in days)])
    top = most if most < 4 else most + (-most) % 2
    slot = (WIDTH - LEFT) / max(1, len(days))
    bars = [bar for place, day in enumerate(days) for bar in _bars(day, LEFT + place * slot, slot, top)]
    steps = sorted({0, top // 2 if top > 1 else top, top})
    totals = tuple((kind, label, sum(getattr(day, kind) for day in days)) for kind, label in OUTCOMES)
    return Timeline(
        says=_busiest(days),
        outcomes=totals,
        bars=tuple(bars),
        steps=tuple(Tick(at=round(HEIGHT - step / top * HEIGHT, 1), label=str(step)) for step in steps),
        days=_day_ticks([day.day for day in days], slot),
        spoken=", ".join(f"{label.lower()} {count}" for _, label, count in totals),
    )


def approval_rate(days: Sequence[DayFigures]) -> Rate:
    """Of what people decided."""
    return _rate(days, [(day.approved, day.rejected) for day in days], "approved", "nothing was decided by people")


def success_rate(days: Sequence[DayFigures]) -> Rate:
    """Of what was carried out."""
    return _rate(days, [(day.succeeded, day.failed) for day in days], "worked", "nothing was carried out")


def _rate(days: Sequence[DayFigures], counts: Sequence[tuple[int, int]], done: str, nothing: str) -> Rate:
    """Over the seven days up to each day; a day with nothing around it has no point."""
    slot = (WIDTH - RATE_LEFT) / max(1, len(counts))
    points = []
    for place in range(len(counts)):
        window = counts[max(0, place - WINDOW + 1) : place + 1]
        good, bad = (sum(column) for column in zip(*window, strict=True))
        if good + bad:
            share = good / (good + bad)
            points.append((round(RATE_LEFT + (place + 0.5) * slot, 1), round(HEIGHT - share * HEIGHT, 1), share))
    if not points:
        return Rate(points="", spoken=nothing)
    x, y, share = points[-1]
    line = " ".join(f"{x},{y}" for x, y, _ in points)
    spoken = f"{points[0][2]:.0%} first, {share:.0%} last"
    says, ticks = _drift(points[0][2], share, done), _day_ticks([day.day for day in days], slot, RATE_LEFT)
    return Rate(points=line, days=ticks, says=says, last_x=x, last_y=y, spoken=spoken)


def _busiest(days: Sequence[DayFigures]) -> str:
    total = sum(map(_decided, days))
    if not total:
        return "Nothing was decided or ran by itself"
    busiest = max(days, key=_decided)
    most = f"most on {busiest.day.day} {busiest.day:%B}, {_decided(busiest)}" if len(days) > 1 else ""
    return ": ".join(filter(None, (counted(total, "action"), most)))


def _drift(first: float, last: float, done: str) -> str:
    if round(100 * first) == round(100 * last):
        return f"{last:.0%} {done}, as at the beginning"
    return f"{last:.0%} {done}, {'up' if last > first else 'down'} from {first:.0%}"


def mostly(found: Sequence[Share]) -> str:
    """Returns what a breakdown shows: its largest part."""
    if not found:
        return "Nothing yet"
    total = sum(share.count for share in found)
    return f"{found[0].count} of {total}: {found[0].label}"


def shares(counts: dict[str, int], labels: dict[str, str], row: int = 34) -> tuple[Share, ...]:
    """The most frequent first, as bars of at most 120."""
    most = max([1, *counts.values()])
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:6]
    return tuple(
        Share(name=name, label=labels.get(name, name), count=n, width=round(max(3, n / most * 120), 1), y=row * place)
        for place, (name, n) in enumerate(ordered)
    )


def tiles(now: Figures, before: Figures) -> tuple[Tile, ...]:
    difference = now.actions - before.actions
    return (
        Tile(label="Actions", value=str(now.actions), change=_signed(difference)),
        _percentage("Approval rate", now.approval_rate, before.approval_rate),
        _percentage("Success rate", now.success_rate, before.success_rate),
        Tile(label="Ran by itself", value=str(now.automatic), change=_signed(now.automatic - before.automatic)),
        Tile(label="Waiting", value=str(now.pending)),
        Tile(label="Active teams", value=str(len(now.active_teams))),
    )


def _percentage(label: str, now: float | None, before: float | None) -> Tile:
    if now is None:
        return Tile(label=label, value="–")
    points = round(100 * (now - before)) if before is not None else 0
    change = f"{_signed(points)} {counted(abs(points), 'point').split()[1]}" if points else ""
    return Tile(label=label, value=f"{now:.0%}", change=change, is_good=points > 0 if points else None)


def _signed(difference: int) -> str:
    return f"{difference:+d}".replace("-", "−") if difference else ""


def _decided(day: DayFigures) -> int:
    return sum(getattr(day, kind) for kind, _ in OUTCOMES)


def _bars(day: DayFigures, x: float, slot: float, top: int) -> list[Bar]:
    width, bottom, found = round(min(18, slot * 0.66), 1), float(HEIGHT), []
    for kind, _ in OUTCOMES:
        height = round(getattr(day, kind) / top * HEIGHT, 1)
        if height:
            bottom = round(bottom - height, 1)
            found.append(Bar(kind=kind, x=round(x + (slot - width) / 2, 1), y=bottom, width=width, height=height))
    return found


def _day_ticks(days: Sequence[date], slot: float, left: float = LEFT) -> tuple[Tick, ...]:
    """First, middle and last."""
    places = sorted({0, len(days) // 2, len(days) - 1}) if days else []
    return tuple(
        Tick(at=round(left + (place + 0.5) * slot, 1), label=f"{days[place].day} {days[place]:%b}") for place in places
    )

"""Shares out a meeting's minutes among its sections, to the minute, for any length."""

from collections.abc import Sequence

from lambdas.domain.kernel.model import Model

GRID = 5
"""Minutes people plan in; meetings shorter than ``GRID_FROM`` are shared out to the minute."""
GRID_FROM = 25
SHORTEST = 3
"""Below this a section is not worth a line; in a meeting on the grid it is a whole step of it."""


LONG = 180
"""From this length on, openings and next steps take two steps of the grid."""


class Slot(Model):
    """A section that wants time. ``weight`` shares out what is left; ``asked`` is the time the invitation gives it.

    A ``brief`` slot (opening, next steps) stays short whatever its weight.
    """

    key: str
    weight: int = 1
    asked: int = 0
    brief: bool = False


def share_out(total: int, slots: Sequence[Slot]) -> dict[str, int]:
    """Minutes by key, adding up to ``total``. ``slots`` come most important first: the last ones go when time is short.

    With no time or no slots the answer is empty.
    """
    kept = list(slots[: _room(total)])
    if total <= 0 or not kept:
        return {}
    step = GRID if total >= GRID_FROM else 1
    shares = _wished(total, kept)
    growing = [slot for slot in kept if not slot.brief and not slot.asked] or [s for s in kept if s.brief] or kept
    for slot, units in zip(growing, _by_weight((total - sum(shares.values())) // step, growing), strict=True):
        shares[slot.key] += units * step
    shares[growing[0].key] += total - sum(shares.values())
    return shares


def _room(total: int) -> int:
    """Returns how many sections fit; at least one."""
    return max(1, total // _shortest(total))


def _shortest(total: int) -> int:
    return GRID if total >= GRID_FROM else SHORTEST


def _wished(total: int, kept: Sequence[Slot]) -> dict[str, int]:
    """Returns the minutes each section takes before the rest is shared out: those asked for, where all of them fit."""
    least = {slot.key: min(_shortest(total), total) for slot in kept}
    brief = 2 * GRID if total >= LONG else 0
    wished = {slot.key: max(least[slot.key], slot.asked, brief if slot.brief else 0) for slot in kept}
    return wished if sum(wished.values()) <= total else least


def _by_weight(units: int, slots: Sequence[Slot]) -> list[int]:
    """Largest remainders, the earlier slot first where they are equal."""
    whole = sum(slot.weight for slot in slots)
    exact = [units * slot.weight / whole for slot in slots]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(slots)), key=lambda place: (shares[place] - exact[place], place))
    for place in by_remainder[: units - sum(shares)]:
        shares[place] += 1
    return shares

"""How many of the claims about the golden briefs hold: is each document what its reader would walk in with?"""

import sys

from bench.effort import Effort
from bench.figures import Figure, Result
from bench.running import main
from tests.golden.report import held_of_total
from tests.golden.situation import names

METHOD = """Each situation of tests/golden/situations is taken through the whole app in memory: its records are
imported, its meetings found and classified, its questions answered, its documents composed and rendered. What its file
claims of them, and what must be true of every document, is counted one by one; nothing is weighted."""

QUICK_SITUATIONS = 5


def measure(effort: Effort) -> Result:
    counts = {name: held_of_total(name) for name in names()[: effort.of(None, QUICK_SITUATIONS)]}
    held, total = (sum(count) for count in zip(*counts.values(), strict=True))
    figures = [_figure(name, *count) for name, count in counts.items()]
    return Result(METHOD, [*figures, _figure("all", held, total)])


def _figure(name: str, held: int, total: int) -> Figure:
    return Figure(f"{name}, of {total}", held, "claims", bar=total, at_least=True)


if __name__ == "__main__":
    sys.exit(main("golden"))

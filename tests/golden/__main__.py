"""``python -m tests.golden [--show] [NAME...]``: how many claims of each situation hold; with --show, which do not."""

import sys

from tests.golden.report import held_of_total, readable
from tests.golden.situation import names


def main(arguments: list[str]) -> int:
    is_shown = "--show" in arguments
    wanted = [argument for argument in arguments if argument != "--show"] or names()
    sums = [0, 0]
    for name in wanted:
        held, total = held_of_total(name)
        sums = [sums[0] + held, sums[1] + total]
        sys.stdout.write(f"{readable(name) if is_shown else f'{name:42} {held:4} of {total:4}'}\n")
    sys.stdout.write(f"{'all':42} {sums[0]:4} of {sums[1]:4}\n")
    return 0 if sums[0] == sums[1] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Asks the person at the terminal before something is done."""

import sys

from lambdas.errors import Refused


def is_wanted(question: str, *, yes: bool) -> bool:
    """``yes``: it was said before. Raises Refused where nobody can be asked."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise Refused("nobody is here to be asked: say --yes, after a look with --dry-run")
    sys.stderr.write(f"{question} Type yes: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() == "yes"

"""A choice among names that are not known to the types: as an enumeration would say it."""

from collections.abc import Iterable


def one_of(names: Iterable[str], value: object) -> str:
    """Raises ValueError, naming those there are."""
    known = list(names)
    if isinstance(value, str) and value in known:
        return value
    *others, last = (f"'{name}'" for name in known)
    raise ValueError(f"Input should be {', '.join(others)} or {last}")

"""Numbers of things in words."""


def counted(number: int, one: str, many: str = "") -> str:
    """``1 day``, ``2 days``, ``1,200 people``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def repeated(number: int) -> str:
    """``once``, ``twice``, ``3 times``."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")

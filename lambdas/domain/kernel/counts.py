"""Numbers of things in words."""


def counted(number: int, one: str, many: str = "") -> str:
    """``1 day``, ``2 days``, ``1,200 people``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"

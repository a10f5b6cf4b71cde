"""The pages of one listing: each leads to another, until one leads nowhere."""

from lambdas.errors import Retryable


class Pages:
    """``no_end`` is what is said where they do not end."""

    def __init__(self, most: int, no_end: str, first: str = "") -> None:
        self._most = most
        self._no_end = no_end
        self._read = {first}

    def require_new(self, page: str) -> str:
        """The page, by whatever leads to it. Raises Retryable for one that was read before, and for one too many."""
        if page in self._read or len(self._read) >= self._most:
            raise Retryable(self._no_end)
        self._read.add(page)
        return page

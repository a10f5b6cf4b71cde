"""The series that the occurrences of one recurring meeting share, in every provider's words."""

import re

_SPLIT = re.compile(r"_R\d{8}(?:T\d{6}Z?)?(?=@google\.com$)", re.ASCII)


def series_of(uid: str) -> str:
    """Google starts a new UID at every change to "this and following": to people it stays the same series."""
    return _SPLIT.sub("", uid)

"""A line of a summary, and what it rests on."""

from lambdas.domain.kernel.model import Model


class SummaryLine(Model):
    """``refs`` are what was confirmed that the line tells of (``Reviewed.found``); a heading tells of nothing."""

    text: str
    refs: tuple[str, ...] = ()

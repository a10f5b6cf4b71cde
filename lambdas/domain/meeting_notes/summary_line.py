"""A line of a summary, and what it rests on."""

from lambdas.domain.kernel.model import Model


class SummaryLine(Model):
    """``refs`` are what was confirmed that the line tells of (``Reviewed.found``); a heading tells of nothing.

    ``written_by`` is the model that wrote it, empty for the rules.
    """

    text: str
    refs: tuple[str, ...] = ()
    written_by: str = ""

"""The stages of hiring pipelines by the names that customers give them, and which of ours each is."""

import re
from collections.abc import Iterable

from lambdas.domain.records.statuses import HiringStage

ORDER = tuple(HiringStage)
"""From the first to the last."""
_SAID = {
    HiringStage.HIRED: r"hired",
    HiringStage.OFFER: r"(?<!pre )offers?|offered",
    HiringStage.SOURCING: (
        r"new leads?|^leads?$|^lead (?:new|reached|responded)|prospects?|sourced|sourcing|reached out|responded|"
        r"contacted"
    ),
    HiringStage.SCREENING: (
        r"screen(?:ed|ing)?|phone|applications?|applicants?|applied|review|r[eé]sum[eé]s?|cvs?|new|inbox|recruiter"
    ),
    HiringStage.INTERVIEW: (
        r"interview(?:s|ed|ing)?|on ?site|face to face|panel|assessment|test|assignment|take ?home|case study|"
        r"presentation|references?|background|final|team match|debrief|round|work sample|pre offer"
    ),
}
_WORDS = tuple((stage, re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.IGNORECASE)) for stage, said in _SAID.items())


def stage_of(name: str) -> HiringStage | None:
    """Of several words the first in this order counts: hired, offer, sourcing, screening, interview.

    So a phone interview screens. None where no word says anything.
    """
    said = " ".join(re.sub(r"[\W_]+", " ", name).split())
    return next((stage for stage, words in _WORDS if words.search(said)), None)


def furthest(stages: Iterable[HiringStage]) -> HiringStage | None:
    """None where there is nobody."""
    return max(stages, key=ORDER.index, default=None)

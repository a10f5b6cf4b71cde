"""A defect of ours on record: what broke and where, and nothing of what people sent."""

import logging
import traceback

FRAMES = 8
log = logging.getLogger(__name__)


def record_defect(defect: Exception) -> None:
    """The error's own text stays out of the log: it may quote a request."""
    frames = traceback.format_tb(defect.__traceback__, limit=-FRAMES)
    log.error("a defect: %s\n%s", type(defect).__name__, "".join(frames))

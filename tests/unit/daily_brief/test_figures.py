"""The evening counts what the dashboard shows of adoption: the meetings with others, and the prepared ones."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.unit.daily_brief.priya import SIX_IN_BERLIN, Evening


def test_each_meeting_is_counted_on_one_evening(figures: Callable[[], list[dict[str, Any]]]) -> None:
    evening = Evening()
    evening.had("m1", "Board", 1)
    evening.has("m2", "Sync", -21)
    evening.has("m3", "Not over yet", -15.2)
    evening.had("m4", "Yesterday", 2)
    for day in range(2):
        evening.briefs.send_due(SIX_IN_BERLIN + timedelta(days=day))
    (written,) = figures()
    assert (written["MeetingsHeld"], written["MeetingsHeldPrepared"]) == ([2.0, 1.0], [1.0, 0.0])

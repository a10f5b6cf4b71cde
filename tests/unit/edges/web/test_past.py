"""What is over, by month."""

from datetime import timedelta

from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, Preparation, PrepStatus
from tests.fakes.samples import a_meeting, a_tracked
from tests.unit.edges.harness import ADA, EVE, NOW, Harness

LONG_AGO = (NOW - timedelta(days=60)).replace(day=15)


def prepared(days_ago: int) -> Preparation:
    made = MaterialsManifest(
        plan_key="p", agenda_key="a", questions_key="q", notes_key="n", generated_at=NOW - timedelta(days=days_ago)
    )
    return Preparation(status=PrepStatus.READY, run=1, timing_version=1, materials=made)


def test_a_month_lists_what_is_over_the_latest_first_and_leads_to_its_neighbours(harness: Harness) -> None:
    for number, title in enumerate(("First", "Second")):
        start = LONG_AGO + timedelta(hours=number)
        harness.add(a_tracked(a_meeting(f"m{number}", user_id=ADA, title=title, start=start)), prepared(60))
    text = harness.get(f"/past?month={LONG_AGO:%Y-%m}").text
    assert text.index("Second") < text.index("First")
    assert f"{LONG_AGO:%B} {LONG_AGO.year}" in text
    assert "2 meetings, none with materials to read." in text
    assert "Materials are gone" in text
    earlier, later = LONG_AGO.replace(day=1) - timedelta(days=1), LONG_AGO.replace(day=1) + timedelta(days=32)
    assert f"month={earlier:%Y-%m}" in text
    assert f"month={later:%Y-%m}" in text


def test_what_can_still_be_read_says_so_and_what_comes_is_not_listed(harness: Harness) -> None:
    over = NOW - timedelta(hours=2)
    harness.add(a_tracked(a_meeting("m1", user_id=ADA, title="Over", start=over)), prepared(2))
    harness.add(a_tracked(a_meeting("m2", user_id=ADA, title="Coming", start=NOW + timedelta(minutes=5))))
    text = harness.get(f"/past?month={over:%Y-%m}").text
    assert "Coming" not in text
    assert 'href="/meetings/m1#agenda"' in text
    assert "Over" not in harness.get(f"/past?month={over:%Y-%m}", EVE).text


def test_a_month_there_is_not_and_one_to_come_are_this_month(harness: Harness) -> None:
    assert "is not a month" in harness.get("/past?month=soon").text
    for typed in ("soon", f"{NOW.year + 1}-01"):
        assert f"{NOW:%B} {NOW.year}" in harness.get(f"/past?month={typed}").text


def test_an_empty_month_says_when_meetings_appear(harness: Harness) -> None:
    assert "Meetings appear here when they are over" in harness.get("/past").text

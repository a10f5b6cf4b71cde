from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest

from cli import demonstration

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def _events(path: Path) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(path.read_bytes()).events


def test_the_same_day_gives_the_same_calendar(tmp_path: Path) -> None:
    path = tmp_path / "demo.ics"
    demonstration.write_calendar(path, NOW, "Europe/Berlin", "")
    first = path.read_bytes()
    demonstration.write_calendar(path, NOW + timedelta(hours=2), "Europe/Berlin", "")
    assert path.read_bytes() == first


def test_one_meeting_ended_an_hour_ago_and_comes_again(tmp_path: Path) -> None:
    """So that what follows a meeting can be tried at once."""
    demonstration.write_calendar(tmp_path / "demo.ics", NOW, "Europe/Berlin", "")
    (ended,) = [event for event in _events(tmp_path / "demo.ics") if event.decoded("dtstart") < NOW]
    assert timedelta(hours=1) <= NOW - ended.decoded("dtend") < timedelta(hours=1, minutes=5)
    assert "rrule" in ended


def test_meetings_stand_on_the_wall_clock_of_the_zone(tmp_path: Path) -> None:
    demonstration.write_calendar(tmp_path / "demo.ics", NOW, "America/New_York", "")
    leadership = next(event for event in _events(tmp_path / "demo.ics") if "Leadership" in str(event["summary"]))
    assert leadership.decoded("dtstart").hour == 10
    assert str(leadership.decoded("dtstart").tzinfo) == "America/New_York"


def test_the_owner_is_invited_under_the_address_given(tmp_path: Path) -> None:
    demonstration.write_calendar(tmp_path / "demo.ics", NOW, "UTC", "ada@example.org")
    assert all("mailto:ada@example.org" in str(event["organizer"]) for event in _events(tmp_path / "demo.ics"))


def test_every_kind_of_record_has_an_example_to_import() -> None:
    kinds = {kind for kind, _ in demonstration.record_files()}
    assert kinds == {"budget", "big_rocks", "incidents", "staffing", "decisions"}


def test_a_zone_that_does_not_exist_is_not_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Nowhere/Land")
    assert demonstration.machine_timezone() != "Nowhere/Land"

from datetime import timedelta
from typing import Any

from lambdas.domain.agenda.material_text import MaterialText
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.search.meetings import find_meetings, find_people, find_texts
from lambdas.domain.search.words import query_of
from tests.fakes.samples import NOW, a_meeting, a_tracked

ANA, BEN = Attendee(name="Ana Ruiz", email="ana@example.com"), Attendee(name="Ben Okafor", email="ben@example.com")


def held(meeting_id: str, days: float, **changes: Any) -> TrackedMeeting:
    return a_tracked(a_meeting(meeting_id, start=NOW + timedelta(days=days), **changes))


def found(typed: str, *meetings: TrackedMeeting) -> list[tuple[str, int]]:
    hits = find_meetings(query_of(typed), meetings, lambda _: "One-on-one", NOW)
    return [(hit.tracked.meeting.meeting_id, hit.more) for hit in hits]


def test_what_comes_stands_before_what_is_over_each_nearest_first() -> None:
    meetings = [held(name, days, title="Budget") for name, days in (("a", -9), ("b", -1), ("c", 2), ("d", 40))]
    assert [hit for hit, _ in found("budget", *meetings)] == ["c", "d", "b", "a"]


def test_a_series_is_one_hit_that_says_how_many_there_are() -> None:
    weekly = [held(f"w{n}", 7 * n - 20.5, title="Stand-up", series_id="s") for n in range(5)]
    assert found("stand", *weekly) == [("w3", 4)]


def test_a_meeting_is_found_by_title_people_and_type_together() -> None:
    meeting = held("m1", 1, title="Roadmap", attendees=(ANA, BEN))
    for typed in ("roadmap", "ruiz", "ben@example.com", "one-on-one", "roadmap ana one"):
        assert found(typed, meeting) == [("m1", 0)], typed
    assert found("roadmap carla", meeting) == []


def test_people_are_found_once_by_whom_one_meets_most_and_never_oneself() -> None:
    both, one = held("m1", -3, attendees=(ANA, BEN)), held("m2", 1, attendees=(BEN,))
    people = find_people(query_of("example"), [both, one], ("", "ana@example.com"), NOW)
    assert [(hit.person.name, hit.meetings, hit.last.meeting_id) for hit in people] == [("Ben Okafor", 2, "m2")]


def test_materials_are_found_by_a_line_that_says_it() -> None:
    text = MaterialText(
        user_id="u1",
        meeting_id="m1",
        title="Board",
        start=NOW,
        lines=("Opening", "Cut the cloud budget?"),
        written_at=NOW,
    )
    assert [hit.line for hit in find_texts(query_of("cloud cut"), [text])] == ["Cut the cloud budget?"]
    assert [hit.line for hit in find_texts(query_of("board opening"), [text])] == ["Opening"]
    assert find_texts(query_of("board"), [text]) == []

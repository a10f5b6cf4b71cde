"""The evening brief: once, at the person's own hour, and only where there is something to say."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from unittest.mock import Mock

import pytest

from lambdas.domain.meetings.meeting import MeetingStatus, Response
from lambdas.domain.meetings.tracked_meeting import PrepPlan, PrepStatus, TrackedMeeting
from lambdas.domain.notifications.messages import MessageKind
from lambdas.errors import Retryable
from tests.fakes.actions import a_pending, an_entry
from tests.fakes.samples import a_user
from tests.fakes.stores import FakeMeetings
from tests.fakes.table import FakeTable
from tests.unit.daily_brief.priya import SIX_IN_BERLIN, Evening
from tests.unit.edges.pending import ACTION

ASIDE = PrepPlan(meeting_type="default", type_reason="", skip_reason="It looks like lunch.")


@pytest.fixture
def evening() -> Evening:
    return Evening()


def test_it_names_tomorrow_s_meetings_with_their_state_and_what_is_to_be_decided(evening: Evening) -> None:
    evening.has("m1", "Staffing", prep_status=PrepStatus.READY)
    evening.has("m2", "Board", 2, prep_status=PrepStatus.WAITING)
    evening.has("m3", "QBR", 3, prep_status=PrepStatus.FAILED)
    evening.has("m4", "Lunch", 4, plan=ASIDE, attendees=())
    evening.has("m5", "Cancelled one", 5, status=MeetingStatus.CANCELLED)
    evening.has("m6", "The day after", 24)
    evening.pending.add(ACTION, "u1", "Roadmap", SIX_IN_BERLIN)
    assert evening.briefs.send_due(SIX_IN_BERLIN) == 1
    (brief,) = evening.told()
    assert brief.kind is MessageKind.DAILY_BRIEF
    assert brief.title == "Tomorrow: 3 meetings, 2 need you; 1 decision waits for you"
    assert brief.lines[:5] == (
        "Tue 3 Mar, times in CET",
        "09:00 Staffing: ready",
        "11:00 Board: waits for your answers",
        "12:00 QBR: preparation stopped, needs you",
        "Besides: 13:00 Lunch",
    )
    assert brief.lines[5].startswith("To decide until Mon 22:20 CET: Remind 1 person of “Roadmap”")
    assert [(action.label, action.verb, action.target) for action in brief.actions] == [
        ("Start Prep: Board", "start_prep", "m2-r1"),
        ("See what to decide", "see_all", ""),
    ]


def test_one_that_cannot_be_made_keeps_nobody_else_from_theirs(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening.has("m1", "Staffing")
    for name in ("u0", "u2"):
        evening.users.put(a_user(name, timezone="Europe/Berlin"))
    between = evening.meetings.between

    def failing_for_others(user_id: str, *days: datetime) -> Iterator[TrackedMeeting]:
        if user_id != "u1":
            raise ValueError("None")
        return between(user_id, *days)

    monkeypatch.setattr(FakeMeetings, "between", lambda _self, *asked: failing_for_others(*asked))
    with pytest.raises(Retryable, match="2 briefs"):
        evening.briefs.send_due(SIX_IN_BERLIN)
    assert [brief.user_id for brief in evening.told()] == ["u1"]


def test_everybody_is_looked_at_a_page_at_a_time(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    evening.has("m1", "Staffing")
    monkeypatch.setattr(FakeTable, "get", Mock(side_effect=AssertionError("a read for each user")))
    assert evening.briefs.send_due(SIX_IN_BERLIN - timedelta(hours=3)) == 0


@pytest.mark.parametrize("hour", [None, 17, 19])
def test_it_comes_at_no_other_hour_than_theirs(evening: Evening, hour: int | None) -> None:
    evening.has("m1", "Staffing")
    evening.users.patch("u1", {"brief_hour": hour})
    assert evening.briefs.send_due(SIX_IN_BERLIN) == 0
    assert evening.told() == []


def test_the_schedule_that_fires_twice_tells_once(evening: Evening) -> None:
    evening.has("m1", "Staffing")
    evening.briefs.send_due(SIX_IN_BERLIN)
    evening.briefs.send_due(SIX_IN_BERLIN + timedelta(minutes=20))
    assert len(evening.told()) == 1
    evening.has("m2", "Board", 24)
    evening.briefs.send_due(SIX_IN_BERLIN + timedelta(days=1))
    assert [message.title for message in evening.told()] == ["Tomorrow: 1 meeting", "Tomorrow: 1 meeting"]


def test_a_day_of_lunch_and_what_was_declined_is_no_brief(evening: Evening) -> None:
    evening.has("m1", "Lunch", plan=ASIDE, attendees=())
    evening.has("m2", "Town hall", 1, plan=ASIDE, owner_response=Response.DECLINED)
    evening.briefs.send_due(SIX_IN_BERLIN)
    assert evening.told() == []


def test_a_meeting_that_needs_no_preparation_is_a_meeting_all_the_same(evening: Evening) -> None:
    evening.has("m1", "Stand-up", plan=ASIDE)
    evening.briefs.send_due(SIX_IN_BERLIN)
    assert evening.told()[0].lines[1] == "09:00 Stand-up: not prepared"


def test_what_waits_for_a_decision_is_told_without_a_meeting_too(evening: Evening) -> None:
    evening.pending.add(ACTION, "u1", "Roadmap", SIX_IN_BERLIN)
    evening.pending.add("a" * 21, "u1", "Over", SIX_IN_BERLIN - timedelta(hours=5))
    evening.briefs.send_due(SIX_IN_BERLIN)
    assert evening.told()[0].title == "1 decision waits for you; no meetings tomorrow"


def test_an_assistant_reads_for_whom_there_is_something_to_decide(evening: Evening) -> None:
    evening.users.put(a_user("u1", timezone="Europe/Berlin", name="Priya Shah", reviews_for=frozenset({"dora"})))
    evening.users.put(a_user("dora", name="Dora Lind", timezone="Asia/Tokyo"))
    evening.pending.add(ACTION, "dora", "Roadmap", SIX_IN_BERLIN)
    over = SIX_IN_BERLIN + timedelta(hours=2)
    task = a_pending(f"a{'2' * 20}", on_behalf_of="dora", team_id="own-dora", created_at=SIX_IN_BERLIN, deadline=over)
    evening.pending.pending_actions.add(task, an_entry(task))
    evening.briefs.send_due(SIX_IN_BERLIN)
    (brief,) = evening.told()
    assert brief.title == "2 decisions wait for you; no meetings tomorrow"
    first, second = brief.lines
    assert "in Dora Lind’s action items" in first
    assert second.endswith("by e-mail, for Dora Lind")


def test_somebody_whom_no_channel_reaches_has_it_on_the_page_already_and_finds_no_old_brief(evening: Evening) -> None:
    evening.has("m1", "Staffing")
    evening.slack.reaches_nobody = True
    evening.briefs.send_due(SIX_IN_BERLIN)
    assert evening.inbox.stored == {}


def test_a_channel_they_declined_does_not_ring(evening: Evening) -> None:
    evening.has("m1", "Staffing")
    evening.users.patch("u1", {"declined_channels": {"slack"}})
    evening.briefs.send_due(SIX_IN_BERLIN)
    assert evening.told() == []


def test_forty_meetings_and_hostile_titles_stay_a_short_list_of_single_lines(evening: Evening) -> None:
    for number in range(40):
        evening.has(f"m{number}", "Sync\n<!channel> https://evil.example/x " + "x" * 300, number / 10)
    evening.briefs.send_due(SIX_IN_BERLIN)
    (brief,) = evening.told()
    assert brief.title == "Tomorrow: 40 meetings"
    assert brief.lines[-1] == "and 20 more meetings"
    assert not any("\n" in line or "evil.example" in line for line in brief.lines)

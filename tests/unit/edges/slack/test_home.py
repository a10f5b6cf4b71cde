"""The App Home and the lists: what waits first, and the truth about what comes."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from lambdas.domain.meetings.meeting import EventKind, MeetingStatus
from lambdas.domain.meetings.tracked_meeting import PrepPlan, PrepStatus, TrackedMeeting
from lambdas.slack.client import SlackRefused
from tests.fakes.samples import NOW, a_meeting, a_tracked
from tests.fakes.slack_requests import PERSON, click_body, command_body, event_body
from tests.unit.edges.pending import ACTION
from tests.unit.edges.slack_office import MEETING, RIVAL_ID, SESSION_ID, Office

ASIDE = PrepPlan(meeting_type="default", type_reason="", skip_reason="It is focus time.")


def opened(office: Office, event_id: str = "EvHome", person: str = PERSON) -> list[Any]:
    event = {"type": "app_home_opened", "user": person, "channel": "D1", "tab": "home", "event_ts": "1.1"}
    office.deliver("events", event_body(event, event_id))
    return shown(office, person)


def shown(office: Office, person: str = PERSON) -> list[Any]:
    blocks: list[Any] = office.web.homes[person]["blocks"]
    return blocks


def words(blocks: list[Any]) -> str:
    return json.dumps(blocks, ensure_ascii=False).replace("\\n", "\n").replace("\u200b", "")


def steps(blocks: list[Any]) -> dict[str, str]:
    """The button beside each row, by the row's title."""
    rows = [block for block in blocks if "accessory" in block]
    return {row["text"]["text"].split("*")[1]: row["accessory"]["text"]["text"] for row in rows}


def holds(office: Office, meeting_id: str, title: str, start: datetime, **changes: Any) -> TrackedMeeting:
    made = {name: changes.pop(name) for name in ("plan", "preparation") if name in changes}
    tracked = a_tracked(a_meeting(meeting_id, title=title, start=start, **changes), **made)
    office.meetings.rows[meeting_id] = tracked
    return tracked


def has_got(tracked: TrackedMeeting, status: PrepStatus, **changes: object) -> TrackedMeeting:
    return tracked.model_copy(
        update={"preparation": tracked.preparation.model_copy(update={"status": status, "run": 1, **changes})}
    )


@pytest.fixture
def busy(office: Office) -> Office:
    """Questions, an approval, materials and a failure wait; lunch and focus time fill the rest of Tuesday."""
    office.a_session()
    office.pending.add(ACTION, "u1", "QBR", NOW)
    tuesday = NOW + timedelta(days=1)
    ready = holds(office, "m2", "Staffing", tuesday)
    office.meetings.rows["m2"] = has_got(ready, PrepStatus.READY)
    failed = holds(office, "m3", "Board", tuesday + timedelta(hours=5))
    office.meetings.rows["m3"] = has_got(failed, PrepStatus.FAILED, failure="AMO could not write your materials.")
    holds(office, "m4", "Lunch", tuesday + timedelta(hours=3), plan=ASIDE)
    holds(office, "m5", "Focus", tuesday + timedelta(hours=1), plan=ASIDE, event_kind=EventKind.FOCUS_TIME)
    holds(office, "m6", "Offsite", NOW + timedelta(days=2), plan=ASIDE, status=MeetingStatus.CANCELLED)
    return office


def test_what_waits_stands_first_the_soonest_on_top(busy: Office) -> None:
    blocks = opened(busy)
    assert "AMO asks, for you. Until" in words(blocks)
    assert blocks[0] == {
        "type": "header",
        "text": {"type": "plain_text", "text": "4 things wait for you", "emoji": False},
    }
    waiting = list(steps(blocks[:5]).items())
    assert [step for _, step in waiting] == ["Show", "Start Prep", "View Materials", "Prepare again"]
    assert waiting[1][0] == "Answer 3 questions: Leadership team"
    assert "Thu 5 Mar, 09:00–10:00 UTC\nAbout 4 min. Without you, AMO writes from what is on record Tue 05:00 UTC." in (
        words(blocks)
    )
    assert "AMO could not write your materials." in words(blocks)


def test_what_needs_no_preparation_is_named_on_one_line_a_day_and_never_offered(busy: Office) -> None:
    blocks = opened(busy)
    assert "Needs no preparation: 10:00 Focus, 12:00 Lunch" in words(blocks)
    assert "Offsite (cancelled)" in words(blocks)
    assert not any(name in title for title in steps(blocks) for name in ("Focus", "Lunch", "Offsite"))
    assert "*Tomorrow, Tuesday 3 March, UTC*" in words(blocks)


def test_a_week_of_nothing_but_focus_time_is_said_as_that(office: Office) -> None:
    for number in range(1, 6):
        holds(office, f"m{number}", "Focus", NOW + timedelta(days=number), plan=ASIDE)
    text = words(opened(office))
    assert "Nothing waits for you" in text
    assert "Nothing to prepare: 5 entries in the next 7 days need no preparation." in text
    assert text.count("Needs no preparation: 09:00 Focus") == 5
    office.deliver("commands", command_body("prep"))
    assert "5 entries in the next 7 days need no preparation" in str(office.web.messages[-1])


def test_an_empty_week_and_a_missing_calendar_are_two_things(office: Office) -> None:
    text = words(opened(office))
    assert "No meetings in the next 7 days." in text
    assert "Connect a calendar" not in text
    assert "Connect a calendar" in words(opened(office, "EvHome2", RIVAL_ID))


def test_a_full_week_fits_into_slack_s_limits_and_says_what_is_left_out(office: Office) -> None:
    for number in range(150):
        plan = {"plan": ASIDE} if number % 3 == 0 else {}
        holds(
            office, f"m{number}", f"{number} <!channel> *Sync* " + "x" * 90, NOW + timedelta(hours=1 + number), **plan
        )
    for number in range(40):
        office.pending.add(f"a{number:020}", "u1", "QBR " + "y" * 300, NOW)
    text = words(opened(office))  # the fake refuses whatever Slack would
    assert "15 more on AMO’s page." in text
    assert "more meetings on AMO’s page." in text
    office.deliver("commands", command_body("today"))
    office.deliver("commands", command_body("prep", trigger="t2"))
    assert len(office.web.messages) == 2


def test_a_click_in_the_home_is_answered_there_and_the_home_shows_how_things_are_now(busy: Office) -> None:
    opened(busy)
    busy.click("start_prep", SESSION_ID, is_home=True)
    assert busy.said[-1] == "Question 1 of 3: Question text 1?"
    assert shown(busy)[0]["text"]["text"] == "The question is in Messages, the tab above."
    busy.write("Two hires")
    opened(busy, "EvHome2")
    assert "Answer 2 questions: Leadership team" in steps(shown(busy))
    assert steps(shown(busy))["Answer 2 questions: Leadership team"] == "Go on"
    busy.click("prepare", MEETING, is_home=True, trigger="t2")
    assert "being prepared already" in shown(busy)[0]["text"]["text"]


def test_a_snoozed_conversation_does_not_wait_and_says_when_it_asks_again(busy: Office) -> None:
    busy.click("snooze", chosen=f"hour:{SESSION_ID}")
    blocks = opened(busy)
    assert "3 things wait for you" in words(blocks)
    assert "AMO asks again Mon 10:00 UTC" in words(blocks)


def test_a_list_of_what_can_be_prepared_offers_nothing_else(busy: Office) -> None:
    holds(busy, "m7", "Roadmap", NOW + timedelta(days=4))
    busy.deliver("commands", command_body("prep"))
    offered = steps(busy.web.messages[-1]["blocks"])
    assert offered == {"Staffing": "Prepare again", "Board": "Prepare again", "Roadmap": "Prepare now"}


def test_today_shows_today_and_tomorrow_and_the_next_day_there_is_something_after_that(office: Office) -> None:
    office.a_session()
    office.deliver("commands", command_body("today"))
    assert office.said[-1] == "Today and tomorrow: no meetings"
    assert "Thursday, 5 March" in words(office.web.messages[-1]["blocks"])
    holds(office, "m2", "Staffing", NOW + timedelta(hours=30))
    office.deliver("commands", command_body("today", trigger="t2"))
    assert office.said[-1] == "Today and tomorrow: 1 meeting"
    assert list(steps(office.web.messages[-1]["blocks"])) == ["15:00–16:00 Staffing"]


def test_another_time_zone_in_slack_is_asked_about_until_it_is_answered(office: Office) -> None:
    office.users.patch("u1", {"timezone": "Europe/Berlin"})
    office.web.timezone = "Europe/Lisbon"
    assert "Slack says you are in Lisbon; AMO shows times for Berlin." in words(opened(office))
    office.deliver("interactions", click_body("keep_zone", "Europe/Lisbon", is_home=True))
    assert "Lisbon" not in words(shown(office))
    office.web.timezone = "America/New_York"
    assert "you are in New York" in words(opened(office, "EvHome2"))
    office.deliver("interactions", click_body("use_zone", "America/New_York", is_home=True, trigger="t2"))
    assert office.users.get("u1").timezone == "America/New_York"
    assert shown(office)[0]["text"]["text"] == "Times are shown for New York from now on."
    for nonsense in ("", "Mars/Olympus"):
        office.web.timezone = nonsense
        assert "Slack says" not in words(opened(office, f"Ev-{nonsense}"))


def test_a_slack_that_does_not_tell_where_somebody_is_costs_nobody_their_home(office: Office) -> None:
    opened(office)  # links the account first
    office.slack.will("users_info", "ratelimited")
    assert "Nothing waits for you" in words(opened(office, "EvHome2"))


def test_what_slack_refuses_is_tried_again_with_the_token_of_then_and_no_word_to_its_reader(office: Office) -> None:
    office.a_session()
    office.slack.will("chat_postMessage", "invalid_auth")
    with pytest.raises(SlackRefused):
        office.click("start_prep", SESSION_ID, is_home=True, trigger="home")
    assert office.people._apis == {}
    office.click("start_prep", SESSION_ID, is_home=True, trigger="home")
    assert office.said == ["Question 1 of 3: Question text 1?"]
    assert "Slack refused" not in json.dumps(office.web.homes[PERSON])

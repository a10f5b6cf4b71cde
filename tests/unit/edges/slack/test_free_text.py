"""What is written to AMO while no question is open is understood as the commands are, or looked for."""

import json
from datetime import timedelta

import pytest

from lambdas.domain.notifications.requests import PROMPTS
from tests.fakes.samples import NOW, a_meeting, a_tracked
from tests.fakes.slack_requests import PERSON, direct_message, event_body
from tests.unit.edges.slack_office import MEETING, SESSION_ID, Office


@pytest.fixture
def quiet(office: Office) -> Office:
    """Priya has one coming meeting, nothing was asked and nothing waits."""
    meeting = a_meeting(MEETING, user_id="u1", title="Lease talks", start=NOW + timedelta(days=1))
    office.meetings.rows[MEETING] = a_tracked(meeting)
    return office


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("today", "Today and tomorrow: 1 meeting"),
        (PROMPTS[0].message, "Today and tomorrow: 1 meeting"),
        (PROMPTS[1].message, "Your next meeting"),
        (PROMPTS[2].message, "Nothing waits for you"),
        (PROMPTS[3].message, "None of your meetings in the next 14 days has an agenda yet; /amo prep prepares one."),
        ("help", "What AMO understands"),
        ("Prepare lease", "Lease talks: AMO has begun. Your questions come here in a moment."),
        ("prep nothing like it", "No coming meeting has these words in its title; /amo prep shows them all."),
        ("Where are we with the lease?", "What AMO knows about “Where are we with the lease?”"),
    ],
)
def test_plain_words_do_what_the_commands_do_and_the_rest_is_looked_for(quiet: Office, text: str, answer: str) -> None:
    quiet.write(text)
    assert quiet.said == [answer]


def test_what_waits_is_shown_with_its_buttons(quiet: Office) -> None:
    quiet.a_session()
    quiet.write("What waits for me?")
    assert quiet.said == ["1 thing waits for you"]
    assert SESSION_ID in json.dumps(quiet.web.messages[-1]["blocks"])


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("skip", "There is no open question. Try: today"),
        ("", "There is no open question. Try: today"),
        ("?!", "There is no open question. Try: today"),
        ("Lunch at noon?", "AMO knows nothing about this"),
    ],
)
def test_what_says_nothing_is_told_what_can_be_written(quiet: Office, text: str, answer: str) -> None:
    quiet.write(text)
    assert quiet.said[-1].startswith(answer)
    assert "Try: today" in json.dumps(quiet.web.messages[-1]["blocks"])


def test_in_a_thread_it_is_answered_there_and_the_status_says_that_amo_is_at_it(quiet: Office) -> None:
    quiet.write("today", "1729999327.187299")
    assert quiet.web.messages[-1]["thread_ts"] == "1729999327.187299"
    assert quiet.web.statuses == [("1729999327.187299", "is thinking …"), ("1729999327.187299", "")]
    event = direct_message("today", ts="1729999400.000100", user=PERSON)
    quiet.deliver("events", event_body(event, "EvTop"))
    assert "thread_ts" not in quiet.web.messages[-1]
    assert quiet.web.statuses[-1] == ("1729999400.000100", "")


def test_a_workspace_without_agents_gets_the_same_answers(quiet: Office, caplog: pytest.LogCaptureFixture) -> None:
    quiet.slack.will("assistant_threads_setStatus", "missing_scope", "missing_scope")
    quiet.write("today")
    quiet.write("help")
    assert quiet.said == ["Today and tomorrow: 1 meeting", "What AMO understands"]
    assert caplog.text.count("does not let AMO do assistant_threads_setStatus: missing_scope") == 1


def test_each_search_is_answered_also_where_nothing_is_known(quiet: Office) -> None:
    for text in ("Lunch at noon?", "Parking spaces", "lunch at noon?"):
        quiet.write(text)
    assert len(quiet.said) == 2, "the same words within the hour are answered once"

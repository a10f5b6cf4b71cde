"""Links to AMO's page in a message: a room is shown what each of its readers is invited to, and no more."""

import json
from typing import Any

import pytest

from lambdas.domain.meetings.meeting import Attendee
from tests.fakes.samples import a_meeting, a_tracked
from tests.fakes.slack_requests import BOT, PERSON, event_body
from tests.unit.edges.slack_office import MEETING, RIVAL_ID, STRANGER_ID, Office

PUBLIC, PRIVATE = "C0EVERYONE", "G0LEADERS"
PAGE = "https://amo.example.com"
LINK = f"{PAGE}/meetings/{MEETING}"
TITLE = "Who <leaves>"


@pytest.fixture
def invited(office: Office) -> Office:
    """Priya's meeting is with the rival; both are in a private channel AMO was invited to."""
    rival = Attendee(email="rival@example.com", name="Rival")
    office.meetings.rows[MEETING] = a_tracked(a_meeting(MEETING, user_id="u1", title=TITLE, attendees=(rival,)))
    office.web.channels = {PRIVATE: (PERSON, RIVAL_ID, BOT), PUBLIC: (PERSON, RIVAL_ID, BOT)}
    return office


def share(office: Office, url: str = LINK, channel: str = PRIVATE, **changes: Any) -> str:
    """Posts the link; returns what is shown of it, empty for nothing."""
    event = {
        "type": "link_shared",
        "channel": channel,
        "is_bot_user_member": channel in office.web.channels,
        "user": PERSON,
        "message_ts": "123456789.9875",
        "unfurl_id": "C123456.123456789.987501.1b90fa1278528ce6e2f6c5c2bfa1abc9a41d57d02b29d173f40399c9ffdecf4b",
        "source": "conversations_history",
        "links": [{"domain": "amo.example.com", "url": url}],
        **changes,
    }
    before = len(office.web.unfurled)
    office.deliver("events", event_body(event, f"Ev{len(office.records_of_slack.deliveries)}"))
    found = office.web.unfurled[before:]
    return json.dumps(found[0][1][url]) if found else ""


def test_where_each_reader_is_invited_the_title_and_the_time_are_shown(invited: Office) -> None:
    shown = share(invited)
    assert "Who &lt;leaves" in shown
    assert "UTC" in shown
    place, _ = invited.web.unfurled[0]
    assert place["source"] == "conversations_history"
    share(invited, unfurl_id="", source="")
    assert invited.web.unfurled[1][0] == {"channel": PRIVATE, "ts": "123456789.9875"}


def test_in_one_s_own_direct_message_with_amo_it_is_shown(invited: Office) -> None:
    invited.write("hello")
    assert "leaves" in share(invited, channel=invited.web.messages[0]["channel"])


def expose(office: Office, how: str) -> str:
    """The link where somebody reads it who is not, or not provably, invited."""
    match how:
        case "public":
            return share(office, channel=PUBLIC)
        case "not in it":
            return share(office, channel="D0THERS")
        case "being written":
            return share(office, channel="COMPOSER", source="composer")
        case "not invited":
            office.web.channels[PRIVATE] += (STRANGER_ID,)
        case "unconfirmed":
            office.web.unconfirmed.add(RIVAL_ID)
        case "many":
            office.web.channels[PRIVATE] += tuple(f"U{number:07}" for number in range(40))
        case "scope":
            office.web.scopes -= {"groups:read"}
        case "hidden":
            meeting = office.meetings.rows[MEETING].meeting.model_copy(update={"attendees_hidden": True})
            office.meetings.rows[MEETING] = office.meetings.rows[MEETING].model_copy(update={"meeting": meeting})
    return share(office)


@pytest.mark.parametrize(
    "how", ["public", "not in it", "being written", "not invited", "unconfirmed", "many", "scope", "hidden"]
)
def test_where_a_reader_may_not_be_invited_it_is_a_meeting_and_no_more(invited: Office, how: str) -> None:
    shown = expose(invited, how)
    assert "A meeting in AMO" in shown
    assert "leaves" not in shown
    assert "UTC" not in shown


def test_nothing_is_shown_of_what_is_not_the_poster_s_or_not_a_meeting(invited: Office) -> None:
    for url in (f"{PAGE}/meetings/m{'9' * 20}", f"{PAGE}/settings", f"https://evil.example/meetings/{MEETING}"):
        assert share(invited, url) == ""
    assert share(invited, user=RIVAL_ID) == ""
    assert share(invited, user=STRANGER_ID) == ""
    assert invited.said == []


def test_a_link_to_a_document_shows_that_it_is_one_and_nothing_of_it(invited: Office) -> None:
    assert "Materials of a meeting in AMO." in share(invited, f"{PAGE}/m/abc.def")


def test_a_workspace_that_grants_no_unfurling_keeps_the_link_as_it_was(
    invited: Office, caplog: pytest.LogCaptureFixture
) -> None:
    invited.web.scopes -= {"links:write"}
    assert [share(invited), share(invited)] == ["", ""]
    assert caplog.text.count("does not let AMO do chat_unfurl: missing_scope") == 1


def test_what_is_no_address_hides_no_other_link_of_the_message(invited: Office) -> None:
    broken = {"domain": "amo.example.com", "url": "https://[@amo.example.com/meetings/x"}
    assert "leaves" in share(invited, links=[broken, {"domain": "amo.example.com", "url": LINK}])

"""The habits on the Autonomy page and in the API: one that could do nothing says why, and is not taken."""

from lambdas import wiring
from lambdas.domain.kernel.source import Source
from tests.fakes.approval_harness import FakeWriteConsents
from tests.fakes.samples import a_connection
from tests.unit.edges.harness import ADA, Harness

WHY = "does not know your own address"


def test_the_page_says_beside_a_habit_why_it_could_do_nothing_and_refuses_it(harness: Harness) -> None:
    assert f"It can do nothing now: AMO {WHY}" not in harness.get("/autonomy").text
    harness.users.patch(ADA, {"email": ""})
    assert f"It can do nothing now: AMO {WHY}" in harness.get("/autonomy").text
    answer = harness.post("/autonomy/habits", share="1", digest_hour="9")
    assert WHY in answer.text
    assert not harness.users.get(ADA).share_with_attendees


def test_the_api_refuses_it_in_one_line(harness: Harness) -> None:
    harness.users.patch(ADA, {"email": ""})
    answer = harness.call("PUT", "/api/autonomy/habits", {"share_with_attendees": True})
    assert answer.status == 400
    assert WHY in answer.text
    assert harness.call("PUT", "/api/autonomy/habits", {"digest_hour": 9}).json["digest_hour"] == 9


def test_what_amo_proposes_by_itself_is_chosen_on_the_page_and_by_the_api(harness: Harness) -> None:
    page = harness.get("/autonomy").text
    assert "Propose to block time to prepare" in page
    assert "AMO may write into none of your calendars" in page
    assert '<a href="/settings#calendars">Connect one of Google or Microsoft</a>' in page
    assert "Autonomy leads to it" not in page
    harness.post("/autonomy/habits", remind_attendees="1", digest_hour="9")
    assert harness.users.get(ADA).proposes == {"remind_attendees"}
    answer = harness.call("PUT", "/api/autonomy/habits", {"proposes": ["decline_meeting"]})
    assert (answer.status, "let AMO write into no calendar" in answer.text) == (400, True)
    assert harness.call("PUT", "/api/autonomy/habits", {"proposes": []}).json["proposes"] == []


def test_whoever_lets_amo_write_into_a_calendar_is_told_of_nothing_that_is_missing(harness: Harness) -> None:
    harness.connected_calendars.connect(ADA, a_connection("work", source=Source.GOOGLE))
    consents = wiring.write_consents()
    assert isinstance(consents, FakeWriteConsents)
    consents.allowed.add("work")
    assert "AMO may write into none of your calendars" not in harness.get("/autonomy").text
    harness.post("/autonomy/habits", block_time="1", digest_hour="9")
    assert harness.users.get(ADA).proposes == {"block_time"}

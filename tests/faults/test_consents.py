"""Fault 14 as the calendar's owner and everybody else live through it."""

from lambdas.domain.accounts.user import ConnectionHealth
from lambdas.errors import NeedsConsent, Retryable
from tests.fakes.monitor import MonitorHarness
from tests.fakes.samples import NOW, a_connection, a_meeting

OVER = "Google no longer lets AMO read the calendars of ada@example.com: connect it again under Settings."


def two_of_one_account() -> MonitorHarness:
    harness = MonitorHarness("work", "team", "home")
    for calendar_id in ("work", "team"):
        harness.connected_calendars.connect("u1", a_connection(calendar_id, account_id="a1", consented_at=NOW))
    harness.shows(a_meeting(), calendar="work")
    harness.shows(a_meeting("m2"), calendar="home")
    harness.sync()
    for calendar_id in ("work", "team"):
        harness.calendars.failures[calendar_id] = NeedsConsent(OVER)
    return harness


def asked(harness: MonitorHarness) -> list[str]:
    return [request.connection.calendar_id for request in harness.calendars.requests]


def test_fault_14_the_owner_is_told_once_with_a_way_to_reconnect() -> None:
    harness = two_of_one_account()
    for _ in range(5):
        harness.passes(hours=2)
        harness.sync()
    told = {message.message_id: message for message in harness.notifier.sent}
    (message,) = told.values()
    assert message.lines[0] == OVER
    assert [(action.verb, action.target) for action in message.actions] == [("reconnect", "a1")]
    health = {c.calendar_id: c.health for c in harness.connected_calendars.of_user("u1")}
    assert health == {
        "work": ConnectionHealth.REVOKED,
        "team": ConnectionHealth.REVOKED,
        "home": ConnectionHealth.OK,
    }


def test_fault_14_polling_of_it_stops_and_the_rest_goes_on() -> None:
    harness = two_of_one_account()
    harness.sync()
    harness.calendars.requests.clear()
    writes = harness.writes()
    for _ in range(3):
        harness.sync()
    assert set(asked(harness)) == {"home"}
    assert harness.writes() == writes


def test_fault_14_known_meetings_stay_and_are_still_planned() -> None:
    harness = two_of_one_account()
    harness.sync()
    harness.passes(hours=2)
    harness.sync(replan=True)
    assert harness.row("m1").prep_status.value == "scheduled"


def test_a_calendar_that_could_not_be_reached_before_its_consent_ended_is_told_of_too() -> None:
    harness = two_of_one_account()
    harness.calendars.failures["work"] = Retryable("down")
    harness.passes(hours=7)
    harness.sync()
    harness.calendars.failures["work"] = NeedsConsent(OVER)
    harness.sync()
    assert [m.message_id for m in harness.notifier.sent if m.message_id.startswith("consent-")]

"""Fault 14 as the calendar's owner and everybody else live through it."""

from lambdas.domain.users import ConnectionHealth
from lambdas.errors import NeedsConsent, Retryable
from tests.fakes.monitor import MonitorWorld
from tests.fakes.samples import NOW, a_connection, a_meeting

OVER = "Google no longer lets AMO read the calendars of ada@example.com: connect it again under Settings."


def two_of_one_account() -> MonitorWorld:
    world = MonitorWorld("work", "team", "home")
    for calendar_id in ("work", "team"):
        world.users.connect("u1", a_connection(calendar_id, account_id="a1", consented_at=NOW))
    world.shows(a_meeting(), calendar="work")
    world.shows(a_meeting("m2"), calendar="home")
    world.sync()
    for calendar_id in ("work", "team"):
        world.calendars.failures[calendar_id] = NeedsConsent(OVER)
    return world


def asked(world: MonitorWorld) -> list[str]:
    return [request.connection.calendar_id for request in world.calendars.requests]


def test_fault_14_the_owner_is_told_once_with_a_way_to_reconnect() -> None:
    world = two_of_one_account()
    for _ in range(5):
        world.passes(hours=2)
        world.sync()
    told = {message.message_id: message for message in world.notifier.sent}
    (message,) = told.values()
    assert message.lines[0] == OVER
    assert [(action.verb, action.target) for action in message.actions] == [("reconnect", "a1")]
    health = {c.calendar_id: c.health for c in world.users.account("u1").connections}
    assert health == {
        "work": ConnectionHealth.REVOKED,
        "team": ConnectionHealth.REVOKED,
        "home": ConnectionHealth.OK,
    }


def test_fault_14_polling_of_it_stops_and_the_rest_goes_on() -> None:
    world = two_of_one_account()
    world.sync()
    world.calendars.requests.clear()
    writes = world.writes()
    for _ in range(3):
        world.sync()
    assert set(asked(world)) == {"home"}
    assert world.writes() == writes


def test_fault_14_known_meetings_stay_and_are_still_planned() -> None:
    world = two_of_one_account()
    world.sync()
    world.passes(hours=2)
    world.sync(replan=True)
    assert world.row("m1").prep_status.value == "scheduled"


def test_a_calendar_that_could_not_be_reached_before_its_consent_ended_is_told_of_too() -> None:
    world = two_of_one_account()
    world.calendars.failures["work"] = Retryable("down")
    world.passes(hours=7)
    world.sync()
    world.calendars.failures["work"] = NeedsConsent(OVER)
    world.sync()
    assert [m.message_id for m in world.notifier.sent if m.message_id.startswith("consent-")]

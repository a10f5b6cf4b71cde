"""Sources are read at their interval, before a preparation and before a reminder; nobody's who is gone."""

from datetime import datetime, timedelta

import pytest

from lambdas.domain.preparation.due_times import REFRESH_LEAD
from lambdas.domain.sources.kinds import SourceKind
from tests.fakes.samples import a_meeting, a_tracked, a_user
from tests.unit.source_readings.world import GIVEN, NOW, World, an_incident

MINUTE = timedelta(minutes=1)
START = NOW + timedelta(days=1)


def minutes_until_asked(world: World, most: int = 200) -> int:
    """Sweeps each minute until a reading is asked for."""
    world.queue.sent.clear()
    for minute in range(most):
        if world.sweep.request_due(world.now):
            return minute
        world.wait(MINUTE)
    raise AssertionError("nothing was asked for")


def meet(world: World, start: datetime, prep_at: datetime) -> None:
    """Ada meets then, and her preparation begins at ``prep_at``."""
    tracked = a_tracked(a_meeting("m1", user_id="ada", start=start, end=start + timedelta(hours=1)))
    plan = tracked.plan.model_copy(update={"prep_trigger_time": prep_at})
    world.meetings.create(tracked.model_copy(update={"plan": plan}))


def a_read_world() -> World:
    world = World()
    world.source.rows = [an_incident(1)]
    world.connect()
    world.read()
    return world


def test_it_is_read_at_its_interval() -> None:
    world = a_read_world()
    assert minutes_until_asked(world) == 60
    assert world.queue.sent == [{"owner": "ada", "source_id": "pagerduty"}]


def test_a_reading_that_got_lost_is_asked_for_again() -> None:
    world = a_read_world()
    minutes_until_asked(world)
    assert minutes_until_asked(world, 10) <= 3


@pytest.mark.parametrize("kind_of_need", ["preparation", "reminder"])
def test_it_is_read_anew_before_it_is_needed(kind_of_need: str) -> None:
    world = a_read_world()
    needed = NOW + timedelta(minutes=55)
    start = needed + REFRESH_LEAD if kind_of_need == "reminder" else NOW + timedelta(days=2)
    prep_at = NOW - timedelta(hours=1) if kind_of_need == "reminder" else needed
    meet(world, start, prep_at)
    asked = NOW + minutes_until_asked(world) * MINUTE
    assert timedelta(minutes=10) <= needed - asked <= timedelta(minutes=30)


def test_what_was_read_just_now_is_fresh_enough() -> None:
    world = a_read_world()
    needed = NOW + timedelta(minutes=20)
    meet(world, START, needed)
    assert minutes_until_asked(world) == 60


def test_a_teams_source_is_read_for_the_meetings_of_its_members() -> None:
    world = World()
    boss = a_user("bo", team_id="platform", role="reviewer")
    for user in (boss, world.user):
        world.users.put(user)
        world.team_rows.enlist("platform", user.user_id)
    world.connections.connect(boss, SourceKind.PAGERDUTY, GIVEN[SourceKind.PAGERDUTY], NOW, for_team=True)
    world.read("team-pagerduty", "team#platform")
    needed = NOW + timedelta(minutes=50)
    meet(world, START, needed)
    assert minutes_until_asked(world) < 50


def test_nobody_reads_for_somebody_who_is_gone() -> None:
    world = a_read_world()
    world.users.put(world.user.model_copy(update={"active": False}))
    with pytest.raises(AssertionError, match="nothing was asked for"):
        minutes_until_asked(world)

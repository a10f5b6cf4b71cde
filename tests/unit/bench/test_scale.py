import pytest

from bench.effort import Effort
from bench.scale import Day, Stage, feed_pace, google_pace, measure, quotas
from lambdas.calendars.ics.feed_pace import Pace
from lambdas.config_files import load_calendar_config
from lambdas.domain.kernel.source import Source


def test_a_stage_passes_on_what_it_can_and_keeps_the_rest() -> None:
    stage = Stage("narrow", rate=10)
    assert [stage.pass_on(25), stage.pass_on(0), stage.pass_on(0)] == [10, 10, 5]
    assert stage.most_waiting == 15


def test_a_bucket_fills_while_there_is_less_to_do() -> None:
    stage = Stage("bucket", rate=10, burst=15)
    assert [stage.pass_on(5), stage.pass_on(0), stage.pass_on(100)] == [5, 0, 25]


def test_delays_are_those_of_first_come_first_served() -> None:
    day = Day([4000.0, 0, 0, 0], [1000.0, 1000, 1000, 1000], [Stage("all", 1000)])
    assert (day.delay(0), day.delay(1)) == pytest.approx((0, 3))


def test_every_bar_of_the_scale_holds() -> None:
    missed = [figure.name for figure in measure(Effort()).figures if figure.holds is False]
    assert missed == []


def test_the_pace_of_feeds_is_what_the_processes_really_let_through() -> None:
    calendars = load_calendar_config()
    now = [0.0]
    pace = Pace(calendars.requests_per_minute(Source.ICS), lambda: now[0], lambda pause: now.append(now.pop() + pause))
    taken = 0
    while now[-1] < 600:
        pace.take()
        taken += 1
    assert calendars.most_at_once * taken / 600 == pytest.approx(feed_pace(calendars), rel=0.02)
    assert feed_pace(calendars) * 60 <= calendars.providers[Source.ICS].rate_limit.requests_per_minute


def test_the_pace_of_google_is_within_its_quota() -> None:
    calendars = load_calendar_config()
    assert google_pace(calendars) * 60 <= calendars.providers[Source.GOOGLE].rate_limit.requests_per_minute
    assert calendars.providers[Source.GOOGLE].rate_limit.requests_per_minute <= quotas()["google_requests"]

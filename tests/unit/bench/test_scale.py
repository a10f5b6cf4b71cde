import pytest

from bench.scale import Day, Stage


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

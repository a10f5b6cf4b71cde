"""Whatever happens in whatever order: each action at most once, none undecided, the chain whole, everything ended.

A few hundred schedules here; ten thousand in bench/approvals.py.
"""

import logging
from collections.abc import Iterator

import pytest

from tests.fakes.approval_storm import Storm

SCHEDULES = 400


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of injected failures are logged otherwise; the next test's are to be seen again."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_no_schedule_of_faults_breaks_what_people_rely_on() -> None:
    storms = [Storm(seed).play() for seed in range(SCHEDULES)]
    assert {storm.seed: storm.problems for storm in storms if storm.problems} == {}
    assert sum(sum(storm.effects.values()) for storm in storms) > SCHEDULES / 4, "too little happened to prove anything"

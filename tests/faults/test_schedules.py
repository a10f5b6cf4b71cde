"""A few of the schedules ``./amo bench faults`` runs ten thousand of (faults 3, 66 to 73, 76 to 80, 83, 90 to 92)."""

import logging

import pytest

from tests.faults.schedules import run_schedules


@pytest.fixture(autouse=True)
def quiet() -> object:
    """Thousands of injected failures are logged otherwise, and kept by pytest."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_whatever_fails_between_any_two_steps_nothing_is_lost_or_done_twice_and_all_comes_to_its_end() -> None:
    run_schedules(200, steps=25)

"""One furnished stage for all tests, put back after each."""

from collections.abc import Iterator

import pytest

from tests.unit.personal_data.world import World, a_world


@pytest.fixture(scope="package")
def furnished() -> World:
    return a_world()


@pytest.fixture
def world(furnished: World) -> Iterator[World]:
    with furnished.again():
        yield furnished

"""No table can be forgotten: each is given to its person, or says why not; what stays of them says why."""

import pytest

from lambdas.domain.personal_data.places import BUCKETS, PLACES, SECTIONS
from lambdas.domain.personal_data.take_in import READERS
from lambdas.store.personal_rows import DELETED, IMPORTED, KEYS, READ, SCANNED
from stacks.tables import AUDIT_LOG, TABLES

NAMES = {spec.name for spec in TABLES}


def test_every_table_of_the_stage_has_its_place() -> None:
    assert PLACES.keys() == NAMES, "say of a new table what a person is given of it (lambdas/domain/personal_data)"


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_table_is_given_or_says_why_not(name: str) -> None:
    place = PLACES[name]
    assert bool(place.section) != bool(place.withheld)
    assert (name in READ) == bool(place.section)


def test_a_table_that_nothing_is_deleted_from_says_what_stays() -> None:
    assert {name for name in NAMES if name not in DELETED} == {AUDIT_LOG, "rate_limits"}
    assert all(PLACES[name].kept for name in NAMES - {*DELETED})


def test_a_section_is_taken_in_or_says_why_not() -> None:
    taken = {*READERS, "profile"}
    assert {SECTIONS[name] for name in READERS} == {*IMPORTED}
    assert all(place.not_taken for place in PLACES.values() if place.section and place.section not in taken)


def test_rows_are_found_by_the_keys_that_the_tables_have() -> None:
    keys = {spec.name: tuple(filter(None, (spec.partition, spec.sort))) for spec in TABLES}
    assert {name: keys[name] for name in KEYS} == dict(KEYS)
    assert KEYS.keys() >= {*READ, *SCANNED, *DELETED, *IMPORTED}


def test_every_bucket_is_given_or_says_why_not() -> None:
    assert BUCKETS.keys() == {"documents", "sessions", "anchors"}
    assert all(bool(place.section) != bool(place.withheld) for place in BUCKETS.values())

"""What a round of changes makes of a calendar's copy does not depend on how it was told."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.local.microsoft_fake.mailbox import removed
from lambdas.calendars.microsoft.delta_round import Events, Round, merged, with_series
from lambdas.calendars.microsoft.event import from_copy

IDS = st.sampled_from(["a", "A", "b", "c", "series", "o1", "o2"])


def told(event_id: str, version: int, **more: Any) -> dict[str, Any]:
    return {"id": event_id, "subject": f"{event_id}{version}", "lastModifiedDateTime": stamp(version), **more}


def stamp(version: int) -> str:
    return f"2026-11-16T08:{version:02}:00Z"


def of_series(event_id: str) -> dict[str, Any]:
    return {"seriesMasterId": "series"} if event_id.startswith("o") else {}


versions = st.builds(lambda name, version: told(name, version, **of_series(name)), IDS, st.integers(0, 9))
copies = st.lists(versions, max_size=8).map(lambda items: merged({}, a_round(items)))


def a_round(*pages: list[Any]) -> Round:
    found = Round()
    for page in pages:
        found.add(page)
    return found


def subjects(events: Events) -> dict[str, str]:
    return {name: event.subject for name, event in events.items()}


@given(copies, st.lists(st.one_of(versions, st.builds(removed, IDS)), max_size=12), st.data())
def test_any_order_any_repetition_and_any_pages_come_to_the_same(
    known: Events, items: list[dict[str, Any]], data: st.DataObject
) -> None:
    in_order = merged(known, a_round(items))
    again = data.draw(st.permutations(items + data.draw(st.lists(st.sampled_from(items), max_size=4)) if items else []))
    cut = data.draw(st.integers(0, len(again)))
    assert merged(known, a_round(again[:cut], again[cut:])) == in_order


@given(copies, st.lists(st.one_of(versions, st.builds(removed, IDS)), max_size=12))
def test_the_same_round_again_changes_nothing(known: Events, items: list[dict[str, Any]]) -> None:
    once = merged(known, a_round(items))
    assert merged(once, a_round(items)) == once


@given(copies, st.lists(st.one_of(versions, st.builds(removed, IDS)), max_size=12))
def test_each_event_is_its_newest_version_and_what_was_removed_is_gone(
    known: Events, items: list[dict[str, Any]]
) -> None:
    found = merged(known, a_round(items))
    gone = {item["id"] for item in items if "@removed" in item}
    assert not gone & found.keys()
    for name, event in found.items():
        newest = [item["lastModifiedDateTime"] for item in items if item["id"] == name and "@removed" not in item]
        before = [known[name].last_modified_date_time] if name in known else []
        stamps = [*map(from_stamp, newest), *before]
        assert event.last_modified_date_time == max(moment for moment in stamps if moment)
    if "series" in gone:
        assert not found.keys() & {"o1", "o2"}


@given(copies)
def test_the_copy_keeps_everything(known: Events) -> None:
    kept = json.loads(json.dumps({name: event.kept() for name, event in known.items()}))
    assert {name: from_copy(item) for name, item in kept.items()} == known


@given(copies, copies)
def test_a_series_asked_for_anew_has_exactly_the_occurrences_it_has_now(known: Events, answer: Events) -> None:
    series = a_round([told("series", 9)]).told["series"]
    current = {name: event for name, event in answer.items() if name.startswith("o")}
    found = with_series(known, "series", series, current)
    assert {name for name in found if name.startswith("o")} == current.keys()
    others = {name for name in known if not name.startswith("o") and name != "series"}
    assert found.keys() - current.keys() == others | {"series"}
    assert with_series(known, "series", None, {}).keys() == others


def from_stamp(text: str) -> Any:
    return a_round([{"id": "x", "lastModifiedDateTime": text}]).told["x"].last_modified_date_time


def test_what_has_no_id_is_counted_and_what_does_not_fit_is_flawed() -> None:
    found = a_round([{"subject": "nameless"}, {"id": None}, 7, {"id": "e", "start": "tomorrow"}])
    assert (found.nameless, found.shapeless) == (2, 1)
    assert found.told["e"].flaw == "its start cannot be read"


@pytest.mark.parametrize("form", [7, "W[OID203URM-0/U3]=?#%", "x" * 4000, "会議/1", "a b\tc"])
def test_no_event_is_refused_for_the_form_of_its_id(form: object) -> None:
    (event,) = a_round([told("e", 1) | {"id": form}]).told.values()
    assert (event.id, event.flaw) == (str(form), "")


def test_a_page_told_again_is_no_news() -> None:
    found, page = Round(), [told("a", 1), removed("b")]
    assert found.add(page)
    assert not found.add(page)
    assert found.add([told("a", 2)])


def test_an_unchanged_occurrence_without_a_version_takes_the_place_of_the_exception_it_was() -> None:
    known = merged({}, a_round([told("o1", 5, type="exception", **of_series("o1"))]))
    undone = {"id": "o1", "type": "occurrence", **of_series("o1")}
    assert merged(known, a_round([undone]))["o1"].type == "occurrence"


def test_subjects_of_two_ids_that_differ_in_case_stay_apart() -> None:
    assert subjects(merged({}, a_round([told("a", 1), told("A", 2)]))) == {"a": "a1", "A": "A2"}

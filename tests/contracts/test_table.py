"""What a table does: the one in memory under the stores' tests, the real one over moto and the embedded engine."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.stage import find_stage
from lambdas.aws.conditions import Attr, Condition
from lambdas.aws.table import Row, Table, TransactionRefused, Update
from lambdas.errors import Conflict, Refused, Retryable
from stacks.stage_file import LOCAL_STAGE
from tests.contracts.moto_tables import SPECS, create_table, moto_tables
from tests.e2e.conftest import Amo
from tests.fakes.table import FakeTables

NAMES = ("meetings", "deliveries")
DOING = "trying it"
NO_INDEX_KEY = "A value specified for a secondary index key is not supported"
ENGINE = pytest.param("engine", marks=[pytest.mark.engine, pytest.mark.xdist_group("e2e")])
Tables = Callable[[str], Table]


@pytest.fixture(params=["fake", "moto", ENGINE])
def tables(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tables]:
    """``meetings`` has one key and three sparse indexes, ``deliveries`` a partition and a sort key."""
    if request.param == "fake":
        yield FakeTables()
    elif request.param == "moto":
        with moto_tables(monkeypatch, *NAMES) as made:
            yield made.__getitem__
    else:
        yield from _on_engine(request.getfixturevalue("amo"))


def _on_engine(amo: Amo) -> Iterator[Tables]:
    client = find_stage(amo.state_dir.resolve(), LOCAL_STAGE, "owner").client("dynamodb")
    for name in NAMES:
        create_table(client, SPECS[name], f"contract-{name}")
    yield lambda name: Table(client, f"contract-{name}")
    for name in NAMES:
        client.delete_table(TableName=f"contract-{name}")


@pytest.fixture
def rows(tables: Tables) -> Table:
    return tables("deliveries")


def key(told: str = "u1#n1", about: str = "m1") -> dict[str, str]:
    return {"about": about, "told": told}


def a_row(told: str = "u1#n1", **values: Any) -> Row:
    return {**key(told), **values}


def told(found: Iterator[Row]) -> list[str]:
    return [row["told"] for row in found]


def test_a_row_comes_back_as_it_was_stored(rows: Table) -> None:
    values: Row = {
        "text": "“Ü” <b>",
        "none": None,
        "yes": True,
        "whole": 3,
        "part": 0.25,
        "empty": "",
        "list": [1, "a", []],
    }
    rows.put(a_row(**values, map={"a": {"b": []}, "name": 1}), DOING)
    assert rows.get(key(), DOING) == a_row(**values, map={"a": {"b": []}, "name": 1})
    assert rows.get(key("u1#n2"), DOING) is None


def test_only_the_attributes_asked_for_leave_the_table(rows: Table) -> None:
    rows.put(a_row(status="open", token="capability", owner="u1"), DOING)
    assert rows.get(key(), DOING, only=["status", "owner", "missing"]) == {"status": "open", "owner": "u1"}


def test_of_a_map_only_the_entries_asked_for_leave_the_table(rows: Table) -> None:
    rows.put(a_row(meeting={"title": "Board", "description": "long", "place": {"room": 1, "floor": 2}}), DOING)
    paths = ["meeting.title", "meeting.place.room", "meeting.missing", "gone.title"]
    wanted = {"meeting": {"title": "Board", "place": {"room": 1}}}
    assert rows.get(key(), DOING, only=paths) == wanted
    assert next(rows.query(Attr("about").eq("m1"), DOING, only=paths)) == wanted


def test_a_put_replaces_the_whole_row_and_only_where_its_condition_holds(rows: Table) -> None:
    rows.put(a_row(version=1, old=True), DOING, Attr("told").not_exists())
    with pytest.raises(Conflict, match=r"Somebody else was faster while trying it; look again\."):
        rows.put(a_row(version=9), DOING, Attr("told").not_exists())
    rows.put(a_row(version=2), DOING, Attr("version").eq(1))
    assert rows.get(key(), DOING) == a_row(version=2)


def test_an_update_sets_removes_counts_and_fills_and_returns_the_row(rows: Table) -> None:
    made = rows.update(key(), Update(set={"map": {"a": 1, "b": 2}, "gone": True}, add={"count": 1}), DOING)
    assert made == a_row(map={"a": 1, "b": 2}, gone=True, count=1)
    change = Update(set={"map.a": "new"}, remove=["gone", "map.b", "never"], add={"count": 2}, defaults={"version": 4})
    assert rows.update(key(), change, DOING) == a_row(map={"a": "new"}, count=3, version=4)
    assert rows.update(key(), Update(defaults={"version": 5}), DOING)["version"] == 4


def test_an_update_that_is_refused_changes_nothing(rows: Table) -> None:
    with pytest.raises(Conflict):
        rows.update(key(), Update(set={"a": 1}), DOING, Attr("told").exists())
    assert rows.get(key(), DOING) is None
    rows.put(a_row(a=1), DOING)
    with pytest.raises(Conflict):
        rows.update(key(), Update(set={"a": 2}), DOING, Attr("a").gt(1))
    assert rows.get(key(), DOING) == a_row(a=1)


def test_a_table_is_read_whole_part_by_part(rows: Table) -> None:
    for number in range(12):
        rows.put(a_row(f"u{number}#n1"), DOING)
    part = rows.scan(DOING)
    found = [row["told"] for row in part.rows]
    while part.ended_at:
        part = rows.scan(DOING, part.ended_at)
        found += [row["told"] for row in part.rows]
    assert sorted(found) == sorted(f"u{number}#n1" for number in range(12))


def test_a_delete_gives_back_what_was_there(rows: Table) -> None:
    assert rows.delete(key(), DOING) is None
    rows.put(a_row(a=1), DOING)
    with pytest.raises(Conflict):
        rows.delete(key(), DOING, Attr("a").eq(2))
    assert rows.delete(key(), DOING, Attr("a").eq(1)) == a_row(a=1)
    with pytest.raises(Conflict):
        rows.delete(key(), DOING, Attr("a").eq(1))


def test_a_query_finds_one_partition_in_the_order_of_its_sort_key(rows: Table) -> None:
    for name, status in (("u1#b", "open"), ("u1#a", "closed"), ("u2#a", "open"), ("u1#ä", "open"), ("u1#B", "open")):
        rows.put(a_row(name, status=status), DOING)
    rows.put({**key("u1#a", about="m2")}, DOING)
    theirs = Attr("about").eq("m1") & Attr("told").begins_with("u1#")
    assert told(rows.query(theirs, DOING)) == ["u1#B", "u1#a", "u1#b", "u1#ä"]
    assert told(rows.query(theirs, DOING, newest_first=True)) == ["u1#ä", "u1#b", "u1#a", "u1#B"]
    assert told(rows.query(theirs, DOING, only_if=Attr("status").eq("open"))) == ["u1#B", "u1#b", "u1#ä"]
    between = Attr("about").eq("m1") & Attr("told").between("u1#b", "u2#a")
    assert told(rows.query(between, DOING)) == ["u1#b", "u1#ä", "u2#a"]
    assert next(rows.query(theirs, DOING, only=["status"])) == {"status": "open"}


def test_an_index_holds_only_what_has_its_keys(tables: Tables) -> None:
    meetings = tables("meetings")
    meetings.put({"meeting_id": "m1", "user_id": "u1", "start": "2026-03-02"}, DOING)
    meetings.put({"meeting_id": "m2", "user_id": "u1", "start": "2026-03-01", "attention_shard": "1"}, DOING)
    meetings.put({"meeting_id": "m3", "attention_shard": "1", "attention_at": "2026-03-01"}, DOING)
    by_start = meetings.query(Attr("user_id").eq("u1"), DOING, index="user_start")
    assert [row["meeting_id"] for row in by_start] == ["m2", "m1"]
    watched = meetings.query(Attr("attention_shard").eq("1"), DOING, index="attention", only=["meeting_id"])
    assert list(watched) == [{"meeting_id": "m3"}]
    meetings.update({"meeting_id": "m3"}, Update(remove=["attention_at"]), DOING)
    assert list(meetings.query(Attr("attention_shard").eq("1"), DOING, index="attention")) == []


def test_an_index_may_be_asked_for_a_row_of_one_partition_of_the_table(tables: Tables) -> None:
    meetings = tables("meetings")
    for name, start in (("m1", "1"), ("m2", "2"), ("m3", "3"), ("m4", "3")):
        meetings.put({"meeting_id": name, "user_id": "u1", "start": start}, DOING)
    where, mine = Attr("user_id").eq("u1") & Attr("start").between("2", "3"), Attr("meeting_id").is_in(["m1", "m3"])
    found = meetings.query(where, DOING, index="user_start", only_if=mine)
    assert [row["meeting_id"] for row in found] == ["m3"]


def test_an_index_takes_no_empty_key_and_the_table_no_row_with_one(tables: Tables) -> None:
    rows, meetings = tables("deliveries"), tables("meetings")
    wrong = {"meeting_id": "m1", "user_id": "", "start": "2026-03-02"}
    with pytest.raises(ClientError, match=NO_INDEX_KEY):
        meetings.put(wrong, DOING)
    with pytest.raises(ClientError, match=NO_INDEX_KEY):
        meetings.transact([rows.put_write(a_row()), meetings.put_write(wrong)], DOING)
    assert (meetings.get({"meeting_id": "m1"}, DOING), rows.get(key(), DOING)) == (None, None)
    meetings.put({"meeting_id": "m1", "start": "2026-03-02"}, DOING)


def test_the_newest_rows_are_told_with_where_the_reading_ended(rows: Table) -> None:
    for number in range(5):
        rows.put(a_row(f"u1#{number}", status="open" if number % 2 else "closed"), DOING)
    theirs = Attr("about").eq("m1") & Attr("told").between("u1#1", "u1#9")
    newest = rows.newest(theirs, DOING, 3, only_if=Attr("status").eq("open"))
    assert (newest.rows, newest.ended_at) == ([a_row("u1#3", status="open")], key("u1#2"))
    assert (told(iter(rows.newest(theirs, DOING, 3).rows)), told(iter(rows.newest(theirs, DOING, 9).rows))) == (
        ["u1#4", "u1#3", "u1#2"],
        ["u1#4", "u1#3", "u1#2", "u1#1"],
    )
    assert rows.newest(theirs, DOING, 9).ended_at is None
    assert rows.newest(Attr("about").eq("m2"), DOING, 9) == ([], None)


def test_the_page_size_of_the_table_is_nobody_s_limit(rows: Table) -> None:
    rows.put_all([a_row(f"u1#{number:02d}", text="x" * 60_000) for number in range(40)], DOING)
    assert len(list(rows.query(Attr("about").eq("m1"), DOING))) == 40
    assert len(list(rows.query(Attr("about").eq("m1"), DOING, page=7))) == 40


def test_a_row_that_is_too_large_is_refused_in_plain_words(rows: Table) -> None:
    with pytest.raises(Refused, match="Too large to store, while trying it"):
        rows.put(a_row(text="x" * 500_000), DOING)


def test_a_transaction_writes_all_or_nothing_over_several_tables(tables: Tables) -> None:
    rows, meetings = tables("deliveries"), tables("meetings")
    put = rows.put_write(a_row(a=1), Attr("told").not_exists())
    update = meetings.update_write({"meeting_id": "m1"}, Update(set={"b": 2}), Attr("meeting_id").not_exists())
    rows.transact([put, update], DOING)
    assert (rows.get(key(), DOING), meetings.get({"meeting_id": "m1"}, DOING)) == (
        a_row(a=1),
        {"meeting_id": "m1", "b": 2},
    )
    other = rows.put_write(a_row("u1#n2"), Attr("told").not_exists())
    with pytest.raises(TransactionRefused) as refused:
        rows.transact([other, update], DOING)
    assert refused.value.positions == (1,)
    assert rows.get(key("u1#n2"), DOING) is None


def test_a_transaction_takes_a_row_from_one_table_into_another(tables: Tables) -> None:
    rows, meetings = tables("deliveries"), tables("meetings")
    rows.put(a_row(a=1), DOING)
    put = meetings.put_write({"meeting_id": "m1", "a": 1}, Attr("meeting_id").not_exists())
    taken = rows.delete_write(key(), Attr("a").eq(1))
    rows.transact([put, taken], DOING)
    assert (rows.get(key(), DOING), meetings.get({"meeting_id": "m1"}, DOING)) == (None, {"meeting_id": "m1", "a": 1})
    with pytest.raises(TransactionRefused) as refused:
        rows.transact([meetings.put_write({"meeting_id": "m2"}), taken], DOING)
    assert refused.value.positions == (1,)
    assert meetings.get({"meeting_id": "m2"}, DOING) is None


CONDITIONS: dict[str, Condition] = {
    "what is missing is not equal to nothing": Attr("missing").eq(None),
    "nothing is a value": Attr("none").eq(None),
    "true is not one": Attr("yes").eq(1),
    "a list is compared as a whole": Attr("list").eq([1, 2]),
    "a map likewise": Attr("map").eq({"a": {"b": 1}}),
    "a path leads into it": Attr("map.a.b").eq(1),
    "and past its end": Attr("map.a.c").exists(),
    "one of several": Attr("text").is_in(["x", "open"]),
    "either of two, and a third": (Attr("text").eq("x") | Attr("count").gte(3)) & Attr("yes").eq(True),
    "two, or a third": (Attr("text").eq("x") & Attr("count").gte(3)) | Attr("yes").eq(True),
    "between both ends": Attr("count").between(3, 3),
    "a reserved word": Attr("status").eq("open"),
    "begins": Attr("text").begins_with("op"),
}
HOLDS = {
    "nothing is a value",
    "a list is compared as a whole",
    "a map likewise",
    "a path leads into it",
    "one of several",
    "either of two, and a third",
    "two, or a third",
    "between both ends",
    "a reserved word",
    "begins",
}


MOTO_ALONE = {"what is missing is not equal to nothing", "true is not one"}
"""As moto has it; DynamoDB and the embedded engine do not."""


def test_conditions_mean_what_dynamodb_says_they_mean(rows: Table, request: pytest.FixtureRequest) -> None:
    content: Row = {
        "text": "open",
        "status": "open",
        "none": None,
        "yes": True,
        "count": 3,
        "list": [1, 2],
        "map": {"a": {"b": 1}},
    }
    rows.put(a_row(**content), DOING)
    held = {name for name, condition in CONDITIONS.items() if _holds(rows, condition)}
    assert held - (MOTO_ALONE if "[moto]" in request.node.name else set()) == HOLDS


def _holds(rows: Table, condition: Condition) -> bool:
    try:
        rows.update(key(), Update(set={"seen": True}), DOING, condition)
    except Conflict:
        return False
    return True


values = st.one_of(st.integers(-3, 3), st.sampled_from([0.5, "", "a", "ab", "b"]))
attributes = st.sampled_from(["a", "b", "m.x"]).map(Attr)
counts = st.integers(-3, 3)
simple = st.one_of(
    st.builds(Attr.eq, attributes, values),
    st.builds(Attr.is_in, attributes, st.lists(values, min_size=1, max_size=3)),
    st.builds(Attr.exists, attributes),
    st.builds(Attr.not_exists, attributes),
    # of numbers alone: moto does not compare a text with a number at all
    st.builds(Attr.lt, st.just(Attr("count")), counts),
    st.builds(Attr.gte, st.just(Attr("count")), counts),
)
conditions = st.recursive(
    simple,
    lambda parts: st.builds(Condition.__and__, parts, parts) | st.builds(Condition.__or__, parts, parts),
    max_leaves=4,
)
contents = st.fixed_dictionaries(
    {}, optional={"a": values, "b": values, "count": counts, "m": st.fixed_dictionaries({}, optional={"x": values})}
)


@given(contents, conditions)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_condition_holds_in_memory_where_it_holds_over_moto(
    both: tuple[Table, Table], content: Row, condition: Condition
) -> None:
    for table in both:
        table.put(a_row(**content), DOING)
    assert _holds(both[0], condition) == _holds(both[1], condition)


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Table, Table]]:
    with moto_tables(monkeypatch, "deliveries") as made:
        yield FakeTables()("deliveries"), made["deliveries"]


class Forgetful:
    """A client that leaves part of every batch unprocessed, a given number of times."""

    def __init__(self, client: Any, times: int) -> None:
        self._client = client
        self.times = times

    def batch_write_item(self, RequestItems: dict[str, list[Any]]) -> dict[str, Any]:  # noqa: N803 - botocore's name
        if self.times == 0:
            return dict(self._client.batch_write_item(RequestItems=RequestItems))
        self.times -= 1
        ((name, requests),) = RequestItems.items()
        self._client.batch_write_item(RequestItems={name: requests[:1]})
        return {"UnprocessedItems": {name: requests[1:]} if requests[1:] else {}}


def test_fault_84_unprocessed_rows_are_written_again_and_none_is_lost(both: tuple[Table, Table]) -> None:
    waits: list[float] = []
    forgetful = Table(Forgetful(both[1].client, times=3), "deliveries")
    forgetful.put_all([a_row(f"u1#{number:02d}") for number in range(30)], DOING, waits.append)
    assert len(list(both[1].query(Attr("about").eq("m1"), DOING))) == 30
    assert len(waits) == 3
    assert sum(waits) < 5


def test_fault_84_a_table_that_never_takes_them_all_is_given_up_with_a_clear_line(both: tuple[Table, Table]) -> None:
    forgetful = Table(Forgetful(both[1].client, times=1000), "deliveries")
    with pytest.raises(Retryable, match="did not take 19 of 25 rows while trying it"):
        forgetful.put_all([a_row(f"u1#{number:02d}") for number in range(25)], DOING, lambda _seconds: None)


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes"])
def test_what_is_no_json_is_a_programming_error(both: tuple[Table, Table], value: object) -> None:
    for table in both:
        with pytest.raises(TypeError):
            table.put(a_row(a=value), DOING)

import json
from pathlib import Path
from typing import Any

import pytest

from bench.billing import Invocation, Observed, dollars, invocations_in, prices, requests_in, units


def request(service: str, operation: str = "", **more: Any) -> dict[str, Any]:
    known = {"service": service, "operation": operation, "method": "POST", "path": "/", "status": 200, "bytes": 100}
    return known | {"table": "", "consistent": False, "write_units": 0, "entries": 0} | more


def billed(*requests: dict[str, Any], invocations: tuple[Invocation, ...] = ()) -> dict[str, dict[str, float]]:
    return units(Observed(requests, invocations, log_bytes=0))


def test_reads_count_every_4_kb_and_half_where_they_may_be_stale() -> None:
    stale = request("dynamodb", "Query", bytes=4097)
    exact = request("dynamodb", "GetItem", bytes=10, consistent=True)
    assert billed(stale, exact)["DynamoDB"]["read_unit"] == 2.0


def test_writes_count_what_the_engine_worked_out_and_one_for_a_refused_write() -> None:
    written = request("dynamodb", "UpdateItem", write_units=7)
    refused = request("dynamodb", "PutItem", status=400)
    assert billed(written, refused)["DynamoDB"]["write_unit"] == 8.0


def test_a_function_fed_by_a_queue_costs_three_requests_and_a_trace() -> None:
    parts = billed(invocations=(Invocation("start_prep", 30), Invocation("load_meeting", 30)))
    assert (parts["SQS"]["sqs_request"], parts["X-Ray"]["trace"], parts["Lambda"]["lambda_request"]) == (3, 1, 2)


def test_kms_is_asked_once_for_each_role_and_table_that_was_touched() -> None:
    touched = (request("dynamodb", "GetItem", table="amo-meetings"), request("dynamodb", "Query", table="amo-meetings"))
    of_both_roles = (Invocation(name, 1) for name in ("load_meeting", "budget", "send_digests"))
    assert billed(*touched, invocations=tuple(of_both_roles))["KMS"] == {"kms_request": 2}


def test_a_small_function_is_billed_as_if_its_share_of_a_core_had_computed_all_the_time() -> None:
    assert Invocation("load_meeting", 999).gigabyte_seconds == pytest.approx(1769 / 1024)


def test_durations_are_read_from_report_lines_only() -> None:
    lines = ["START RequestId: a", "REPORT RequestId: a\tDuration: 41 ms\tBilled Duration: 41 ms", "Duration: 9 ms"]
    assert invocations_in("budget", lines) == [Invocation("budget", 41)]


def test_only_the_functions_own_requests_of_the_time_count(tmp_path: Path) -> None:
    log = tmp_path / "requests.jsonl"
    rows = [("functions", 5.0), ("operator", 5.0), ("functions", 9.0)]
    log.write_text("".join(json.dumps({"key": key, "at": at}) + "\n" for key, at in rows))
    assert requests_in(log, "functions", 4.0, 6.0) == [{"key": "functions", "at": 5.0}]


def test_every_unit_has_a_price() -> None:
    counted = billed()
    assert {name for of in counted.values() for name in of} == prices().keys()
    assert sum(dollars(counted).values()) == 0

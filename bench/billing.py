"""Bills what was observed as AWS would: units counted, prices from bench/prices.yaml."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

import yaml

from stacks.function_spec import FunctionSpec
from stacks.functions import FUNCTIONS

PRICES = Path(__file__).with_name("prices.yaml")
REPORT = re.compile(r"^REPORT .*?\tDuration: (\d+) ms")
MEGABYTES_OF_A_CORE = 1769
"""Lambda gives a function of this memory one whole core, and others their share of one."""
LOG_LINE_OVERHEAD = 26
READS = frozenset({"GetItem", "BatchGetItem", "Query", "Scan"})
READ_UNIT_BYTES = 4096
SPECS = {spec.name: spec for spec in FUNCTIONS}


@dataclass(frozen=True, slots=True)
class Invocation:
    function: str
    milliseconds: int

    @property
    def gigabyte_seconds(self) -> float:
        """As if all of its time had been computing, which takes longer the smaller the function is."""
        return (self.milliseconds + 1) / 1000 * MEGABYTES_OF_A_CORE / 1024

    @property
    def spec(self) -> FunctionSpec:
        return SPECS[self.function]


@dataclass(frozen=True, slots=True)
class Observed:
    """``requests`` are the functions' lines of the counting endpoint; ``log_bytes`` what their logs took in."""

    requests: Sequence[Mapping[str, Any]]
    invocations: Sequence[Invocation]
    log_bytes: int
    state_transitions: int = 0


def units(observed: Observed) -> dict[str, dict[str, float]]:
    """By part of the bill, how many of each unit; names as in prices.yaml."""
    fed = sum(bool(one.spec.queue) for one in observed.invocations)
    return {
        "Step Functions": {"state_transition": observed.state_transitions},
        "Lambda": {
            "lambda_request": len(observed.invocations),
            "lambda_gb_second": sum(one.gigabyte_seconds for one in observed.invocations),
        },
        "DynamoDB": {"write_unit": _write_units(observed.requests), "read_unit": _read_units(observed.requests)},
        "S3": _s3(observed.requests),
        # One message put, received and deleted for each invocation of a function that a queue feeds.
        "SQS": {"sqs_request": 3 * fed + _calls(observed, "sqs")},
        "EventBridge": {"event": sum(line.get("entries", 0) for line in observed.requests if _of(line, "events"))},
        # Every timer that was set, whether it fires or is cancelled first.
        "Scheduler": {"timer": sum(line["method"] == "POST" for line in observed.requests if _of(line, "scheduler"))},
        "HTTP API": {"api_request": sum(one.function in ("api", "page") for one in observed.invocations)},
        "KMS": {"kms_request": _kms(observed)},
        "Secrets Manager": {"secret_call": _calls(observed, "secretsmanager")},
        "CloudWatch Logs": {"log_gigabyte": observed.log_bytes / 1024**3},
        "X-Ray": {"trace": fed + sum(one.function in ("api", "page") for one in observed.invocations)},
    }


def dollars(counted: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    return {part: sum(prices()[name] * count for name, count in of.items()) for part, of in counted.items()}


@cache
def prices() -> dict[str, float]:
    return dict(yaml.safe_load(PRICES.read_text(encoding="utf-8"))["prices"])


@cache
def monthly_prices() -> dict[str, float]:
    """Of what is kept, whether anybody uses it or not."""
    return dict(yaml.safe_load(PRICES.read_text(encoding="utf-8"))["monthly"])


@cache
def priced_as_of() -> str:
    return str(yaml.safe_load(PRICES.read_text(encoding="utf-8"))["as_of"])


def invocations_in(function: str, messages: Iterable[str]) -> list[Invocation]:
    """From the REPORT lines of a function's log."""
    return [Invocation(function, int(found[1])) for message in messages if (found := REPORT.match(message))]


def requests_in(log: Path, key: str, began: float, ended: float) -> list[dict[str, Any]]:
    """Returns what was asked with that access key between two moments (epoch seconds)."""
    lines = (json.loads(line) for line in log.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line["key"] == key and began <= line["at"] <= ended]


def _write_units(requests: Iterable[Mapping[str, Any]]) -> float:
    """As the engine worked them out from the items' sizes, indexes included; a refused write costs one."""
    lines = [line for line in requests if _of(line, "dynamodb") and "write_units" in line]
    refused = sum(line["status"] != 200 and line["operation"] not in READS for line in lines)
    return float(sum(line["write_units"] for line in lines) + refused)


def _read_units(requests: Iterable[Mapping[str, Any]]) -> float:
    """One for every 4 KB begun of the answer, which is a little more than the items; half where it may be stale."""
    reads = [line for line in requests if _of(line, "dynamodb") and line["operation"] in READS]
    return float(sum(ceil(line["bytes"] / READ_UNIT_BYTES) * (1 if line["consistent"] else 0.5) for line in reads))


def _s3(requests: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    methods = Counter(line["method"] for line in requests if _of(line, "s3"))
    reads = methods["GET"] + methods["HEAD"]
    return {"s3_write": methods.total() - reads, "s3_read": reads}


def _kms(observed: Observed) -> int:
    """DynamoDB keeps a table's key for five minutes for each role: one call for each table a function shares in.

    S3 does with bucket keys what DynamoDB does by itself, for each bucket. The endpoint does not see which function
    asked: a table counts for each function that ran and may touch it, if any of them did.
    """
    tables = {line["table"].partition("-")[2] for line in observed.requests if line.get("table")}
    buckets = {line["path"].split("/")[1].split("-")[1] for line in observed.requests if _of(line, "s3")}
    specs = {one.function: one.spec for one in observed.invocations}.values()
    shared = sum(len(tables & {*spec.reads, *spec.writes}) for spec in specs)
    shared += sum(len(buckets & {*spec.reads_buckets, *spec.writes_buckets}) for spec in specs)
    return shared + _calls(observed, "secretsmanager")


def _calls(observed: Observed, service: str) -> int:
    return sum(_of(line, service) for line in observed.requests)


def _of(line: Mapping[str, Any], service: str) -> bool:
    return bool(line["service"] == service)

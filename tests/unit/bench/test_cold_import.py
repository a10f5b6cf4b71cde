import pytest

from bench.cold_import import ACKNOWLEDGING, BUCKETS, FIRST, INTERACTIVE, PEOPLE_WAIT, TABLES, needs
from lambdas import wiring
from stacks.function_spec import FunctionSpec
from stacks.functions import FUNCTIONS
from stacks.tables import TABLES as STORED


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)
def test_what_a_function_is_granted_can_be_built(spec: FunctionSpec) -> None:
    for part in needs(spec).parts:
        assert hasattr(wiring, part.partition(":")[0])


def test_every_table_and_every_named_function_exists() -> None:
    assert TABLES.keys() == {table.name for table in STORED}
    assert {bucket for spec in FUNCTIONS for bucket in (*spec.reads_buckets, *spec.writes_buckets)} <= BUCKETS.keys()
    assert {spec.name for spec in FUNCTIONS} >= ACKNOWLEDGING | INTERACTIVE | PEOPLE_WAIT | FIRST.keys()


def test_a_endpoint_that_acknowledges_needs_no_table() -> None:
    endpoint = next(spec for spec in FUNCTIONS if spec.name == "slack_endpoint")
    assert needs(endpoint).services == ("sqs", "secretsmanager")

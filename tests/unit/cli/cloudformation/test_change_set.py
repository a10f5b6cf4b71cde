"""Change sets in words, and the gate before what holds data."""

from typing import Any

import pytest

from cli.cloudformation.change_set import (
    DATA_TYPES,
    Change,
    additions,
    changes_of,
    headline,
    is_without_changes,
    lines_of,
)
from cli.cloudformation.gate import refuse_loss, refuse_unknown, refused_in
from lambdas.errors import Refused

TABLE = "AWS::DynamoDB::Table"


def described(action: str, resource_type: str = TABLE, **more: Any) -> dict[str, Any]:
    """As DescribeChangeSet answers."""
    change = {"Action": action, "LogicalResourceId": "records86D7", "ResourceType": resource_type, **more}
    return {"Type": "Resource", "ResourceChange": change}


RENAMED = described(
    "Modify",
    PhysicalResourceId="amo-records",
    Replacement="True",
    PolicyAction="ReplaceAndRetain",
    Details=[
        {"Target": {"Attribute": "Tags", "RequiresRecreation": "Never"}},
        {"Target": {"Attribute": "Properties", "Name": "TableName", "RequiresRecreation": "Always"}},
    ],
)


@pytest.mark.parametrize(
    ("change", "action", "loses"),
    [
        (RENAMED, "REPLACE", True),
        (described("Modify", Replacement="Conditional"), "may replace", True),
        (described("Modify", Replacement="False"), "change", False),
        (described("Remove", PolicyAction="Retain"), "remove", True),
        (described("Remove", PolicyAction="Delete"), "remove", True),
        (described("Dynamic"), "may replace", True),
        (described("Add"), "add", False),
        (described("Import"), "take in", False),
    ],
)
@pytest.mark.parametrize("resource_type", [*sorted(DATA_TYPES), "AWS::Lambda::Function", "AWS::SQS::Queue"])
def test_fault_169_what_holds_data_is_neither_replaced_nor_removed(
    change: dict[str, Any], action: str, loses: bool, resource_type: str
) -> None:
    typed = {**change, "ResourceChange": {**change["ResourceChange"], "ResourceType": resource_type}}
    (found,) = changes_of([typed])
    assert found.action == action
    is_refused = loses and resource_type in DATA_TYPES
    assert bool(refused_in([found], ())) is is_refused
    assert refused_in([found], ("records86D7",)) == []


def test_fault_169_a_table_that_would_be_renamed_is_named_with_what_to_say_if_it_is_meant() -> None:
    changes = {"amo-data": changes_of([RENAMED]), "amo-app": changes_of([described("Add", "AWS::SQS::Queue")])}
    with pytest.raises(Refused, match=r"amo-data would replace records86D7 \(amo-records\).*--replace records86D7$"):
        refuse_loss(changes, ())
    refuse_loss(changes, ("records86D7",))


def test_a_name_that_nothing_has_lets_nothing_through() -> None:
    with pytest.raises(Refused, match="recordz"):
        refuse_unknown({"amo-data": changes_of([RENAMED])}, ("records86D7", "recordz"))
    refuse_unknown({"amo-data": changes_of([RENAMED])}, ("records86D7",))


def test_a_replacement_is_said_with_its_cause_first() -> None:
    (change,) = changes_of([RENAMED])
    assert change.properties == ("TableName", "Tags")
    assert lines_of([change]) == [
        "REPLACE     DynamoDB Table records86D7 (amo-records) because of TableName, Tags, which HOLDS DATA, "
        "and stays beside the stack"
    ]


def test_what_is_alike_is_one_line_and_the_grave_comes_first() -> None:
    functions = [Change("change", f"F{n}", "AWS::Lambda::Function", f"amo-f{n}", ("Code",)) for n in range(5)]
    changes = changes_of([described("Modify", Replacement="False", Details=[]), RENAMED]) + tuple(functions)
    assert headline(changes) == "1 REPLACE, 6 change"
    assert lines_of(changes)[0].startswith("REPLACE")
    assert lines_of(changes)[-1] == "change      Lambda Function x 5 (Code)"


def test_a_new_stack_adds_all_that_its_template_has() -> None:
    template = {"Resources": {"T": {"Type": TABLE}, "Q": {"Type": "AWS::SQS::Queue"}}}
    assert [(one.action, one.logical_id) for one in additions(template)] == [("add", "T"), ("add", "Q")]


@pytest.mark.parametrize(
    ("status", "reason", "none"),
    [
        ("FAILED", "The submitted information didn't contain changes. Submit different information.", True),
        ("FAILED", "No updates are to be performed.", True),
        ("FAILED", "Transform failed", False),
        ("CREATE_COMPLETE", "", False),
    ],
)
def test_no_changes_is_no_failure(status: str, reason: str, none: bool) -> None:
    assert is_without_changes(status, reason) is none

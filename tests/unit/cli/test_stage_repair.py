"""Mending a stage: each step is said, asked for, taken, and looked at before the next."""

from collections.abc import Iterator
from typing import Any

import pytest

from cli.cloudformation.stacks import Stacks
from cli.stage_repair import StageRepair
from lambdas.errors import Refused
from tests.unit.cli.cloudformation.fake_account import FakeAccount

FAILED = {"Queue": "AWS::SQS::Queue"}


class MendedAccount(FakeAccount):
    """Its application's rollback fails until what fails is skipped; ``failing`` names it, with its type."""

    def __init__(self, failing: dict[str, str], status: str = "UPDATE_ROLLBACK_FAILED") -> None:
        super().__init__()
        self.failing = failing
        self.deployed("amo-demo-data")
        self.deployed("amo-demo-app", status)
        self.deployed("amo-demo-watch")

    def _list_stack_resources(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"StackResourceSummaries": [self._part(name) for name in self.failing]}

    def _part(self, name: str) -> dict[str, Any]:
        return {"LogicalResourceId": name, "ResourceType": self.failing[name], "ResourceStatus": "UPDATE_FAILED"}

    def _continue_update_rollback(self, params: dict[str, Any]) -> None:
        skipped = params.get("ResourcesToSkip", [])
        self.called.append(f"continue {','.join(skipped)}".strip())
        if set(self.failing) <= set(skipped):
            self.stacks["amo-demo-app"]["StackStatus"] = "UPDATE_ROLLBACK_COMPLETE"

    def _list_change_sets(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"Summaries": [{"ChangeSetId": "arn:theirs"}]}


def repair(account: FakeAccount, answers: Iterator[bool] | None = None, **more: Any) -> StageRepair:
    asks = (lambda _: next(answers)) if answers else (lambda _: True)
    found = StageRepair("demo", account, asks, **more)
    vars(found)["stacks"] = Stacks(account, sleep=lambda _: None)
    return found


def test_a_failed_rollback_goes_on_and_then_without_what_fails() -> None:
    account = MendedAccount(FAILED)
    mending = repair(account)
    assert mending.run(), "then it is applied"
    assert account.called == ["continue", "continue Queue"]
    assert [taken.step.act for taken in mending.taken] == ["nothing", "continue", "continue", "apply", "nothing"]
    assert not mending.is_stopped


def test_fault_170_a_rollback_that_fails_at_a_table_stops_for_a_person() -> None:
    account = MendedAccount({**FAILED, "records": "AWS::DynamoDB::Table"})
    mending = repair(account)
    assert not mending.run()
    assert account.called == ["continue"]
    assert mending.is_stopped


def test_a_dry_run_takes_no_step() -> None:
    account = MendedAccount(FAILED)
    mending = repair(account, is_dry_run=True)
    assert not mending.run()
    assert (account.called, mending.is_stopped) == ([], False)
    assert mending.taken[1].document() == {
        "stack": "amo-demo-app",
        "step": "continue",
        "why": "the rollback failed: it is tried again, nothing is skipped",
        "skipped": [],
        "is_done": False,
    }


def test_who_says_no_ends_it_there() -> None:
    account = MendedAccount(FAILED)
    mending = repair(account, iter([True, False]))
    assert not mending.run()
    assert account.called == ["continue"]
    assert mending.is_stopped


def test_a_plan_that_nobody_executed_is_dropped() -> None:
    account = MendedAccount({}, "REVIEW_IN_PROGRESS")
    account.change_sets["arn:theirs"] = {}
    assert repair(account).run()
    assert (account.change_sets, account.called) == ({}, ["delete amo-demo-app"])


def test_what_cannot_be_reverted_is_said() -> None:
    account = MendedAccount({}, "UPDATE_COMPLETE")
    account.drifts = [
        {"LogicalResourceId": "Queue", "ResourceType": "AWS::SQS::Queue", "StackResourceDriftStatus": "DELETED"}
    ]
    assert not repair(account).run()
    assert account.called == []
    with pytest.raises(Refused, match="reverts nothing"):
        repair(account, reverts_drift=True).run()

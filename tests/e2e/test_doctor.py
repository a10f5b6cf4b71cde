"""Mistakes in a deployed stage are found by name, nothing is found in one without, and what is safe is mended."""

import json
from collections.abc import Iterable

import pytest

from cli.commands.doctor import examined
from cli.doctor.findings import Finding
from cli.stage import find_stage
from stacks.stage_file import LOCAL_STAGE
from tests.e2e.conftest import Amo
from tests.e2e.seeded import SEEDED, Deployed, made

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e")]

LEAST_SEEDED = 40
MENDED = ("mapping off", "whole batches", "schedule off", "rule off", "open bucket", "no versions", "no rotation")
OF_OTHER_TESTS = ("secret", "registration", "Slack", "dead letters", "watched calendars", "alarm", "log of")
"""The instance is shared: what other tests connect, break and leave behind is theirs."""


@pytest.fixture(scope="module")
def stage(amo: Amo) -> Deployed:
    return Deployed(find_stage(amo.state_dir, LOCAL_STAGE).account)


def wrong(findings: Iterable[Finding]) -> dict[str, str]:
    return {one.name: one.detail for one in findings if one.state in ("bad", "warn")}


@pytest.fixture(scope="module")
def before(stage: Deployed) -> dict[str, str]:
    return wrong(examined(LOCAL_STAGE, stage.account))


def test_nothing_is_found_in_a_stage_as_it_was_deployed(before: dict[str, str]) -> None:
    assert {name: detail for name, detail in before.items() if not name.startswith(OF_OTHER_TESTS)} == {}


@pytest.mark.parametrize("name", SEEDED)
def test_a_mistake_is_found_by_name_and_gone_when_it_is_undone(
    name: str, stage: Deployed, before: dict[str, str]
) -> None:
    where, word = SEEDED[name].found
    with made(SEEDED[name], stage):
        found = wrong(examined(LOCAL_STAGE, stage.account))
    assert word in found.pop(where, "")
    assert set(found) <= set(before)


def test_enough_mistakes_are_seeded() -> None:
    assert len(SEEDED) >= LEAST_SEEDED


def test_all_of_them_undone_leave_nothing_to_find(stage: Deployed, before: dict[str, str]) -> None:
    assert set(wrong(examined(LOCAL_STAGE, stage.account))) <= set(before)


@pytest.mark.parametrize("name", MENDED)
def test_what_takes_nothing_away_is_mended(name: str, stage: Deployed) -> None:
    where, _ = SEEDED[name].found
    with made(SEEDED[name], stage):
        told = {one.name: one for one in examined(LOCAL_STAGE, stage.account, fix=True)}
        assert told[where].detail.startswith("set right: ")
        assert where not in wrong(examined(LOCAL_STAGE, stage.account))


def test_the_command_says_the_same_and_fails_for_what_is_bad_alone(amo: Amo, stage: Deployed) -> None:
    with made(SEEDED["mapping off"], stage):
        done = amo("doctor")
        assert done.returncode == 1
        assert "BAD  queue of chat_timer: is not read" in done.stdout
        assert amo("doctor", "--fix").stdout.count("set right: ") == 1


def test_each_service_is_asked_from_here_and_from_inside_the_stage(amo: Amo) -> None:
    rows = json.loads(amo("connectivity", "--json").stdout)
    seen = {(row["service"], row["from"]): row["state"] for row in rows}
    for service in ("e-mail", "text messages", "transcription"):  # the rest other tests connect
        assert {seen[service, "here"], seen[service, "stage"]} <= {"not_configured", "unproven_live"}
    assert seen["own page", "stage"] == "unproven_live"  # from here a cold start on a busy machine may be slow
    assert all(set(row) == {"service", "state", "ms", "detail", "from"} for row in rows)

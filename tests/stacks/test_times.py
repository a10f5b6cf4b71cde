"""Times that have to agree: of the API and what is behind it, of a state and its function, of a clock and its runs."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from lambdas.calendars.ics.feed_check import CHECK_SECONDS
from lambdas.credentials import http as credential_http
from lambdas.credentials.id_tokens import KEYS_SECONDS
from lambdas.domain.preparation.due_times import (
    ANSWER_MARGIN,
    REFRESH_LEAD,
    REMINDER_LEAD,
    TIMER_PRECISION,
    attention_after_trigger,
    is_due,
)
from lambdas.edges.http.deadline import SECONDS_TO_SAY_SO
from lambdas.outbound import json_http as calendar_http
from lambdas.slack.client import TIMEOUT_SECONDS
from stacks.function_spec import API_SECONDS
from stacks.functions import FUNCTIONS
from stacks.intervals import interval_of, invocation_age
from stacks.workflows import APPROVAL, MEETING_PREP, PLACEHOLDER, REFRESH
from tests.fakes.samples import NOW
from tests.stacks.conftest import Synthesis

MAX_API_SECONDS = 30
"""AWS's, of an HTTP API's integration; it can be asked for no more."""
SECONDS_TO_START = 10
"""Lambda's own limit for a cold start, which a function's timeout leaves out and a state's counts."""
WAITS = ("waitForTaskToken",)
TIMEOUTS = {spec.state: spec.timeout for spec in FUNCTIONS}


def test_no_function_behind_the_api_runs_longer_than_the_api_waits(on_aws: Synthesis) -> None:
    behind = {name for api in on_aws.properties("AWS::ApiGatewayV2::Integration") for name in _names(api)}
    found = {name: on_aws.template("app")["Resources"][name] for name in behind}
    timeouts = {n: one["Properties"]["Timeout"] for n, one in found.items() if one["Type"] == "AWS::Lambda::Function"}
    assert len(timeouts) == 10
    assert {name: seconds for name, seconds in timeouts.items() if seconds >= MAX_API_SECONDS} == {}
    for integration in on_aws.properties("AWS::ApiGatewayV2::Integration"):
        assert integration.get("TimeoutInMillis", MAX_API_SECONDS * 1000) == MAX_API_SECONDS * 1000


@pytest.mark.parametrize("definition", [MEETING_PREP, APPROVAL, REFRESH], ids=lambda path: path.name)
def test_a_state_waits_for_its_function_s_cold_start_and_its_whole_time(definition: Any) -> None:
    tasks = list(_tasks(json.loads(definition.read_text())["States"]))
    assert tasks
    for name, state, functions in tasks:
        if any(wait in state["Resource"] for wait in WAITS):
            continue  # it waits for a person, whose time is counted by test_definition and test_approval
        needed = max(TIMEOUTS[function] for function in functions) + SECONDS_TO_START
        assert state["TimeoutSeconds"] == needed, f"{name}: {state['TimeoutSeconds']} s, its function needs {needed}"


def test_what_runs_by_the_clock_is_given_up_when_its_next_run_is_due(on_aws: Synthesis) -> None:
    """Throttled for an hour, a sweep of every minute would otherwise wait sixty times and then run at once."""
    ages = sorted(kept["MaximumEventAgeInSeconds"] for kept in on_aws.properties("AWS::Lambda::EventInvokeConfig"))
    wanted = [invocation_age(spec.schedule) for spec in FUNCTIONS if spec.schedule]
    assert ages == sorted(age.total_seconds() for age in wanted)
    assert min(ages) >= 60


def test_the_time_between_two_runs_is_read_from_the_expression() -> None:
    assert interval_of("rate(1 minute)") == timedelta(minutes=1)
    assert interval_of("cron(20 * * * ? *)") == timedelta(hours=1)
    assert interval_of("cron(0 */2 * * ? *)") == timedelta(hours=2)
    assert invocation_age("rate(1 day)") == timedelta(hours=6)
    with pytest.raises(ValueError, match="rate"):
        interval_of("cron(0 9 ? * MON *)")


def test_what_a_page_asks_of_others_fits_into_the_time_it_has() -> None:
    """The slowest ways: coming back with a consent, listing two pages of calendars, a feed's address, Slack's app."""
    time = API_SECONDS - SECONDS_TO_SAY_SO
    exchange = credential_http.CONNECT_SECONDS + credential_http.READ_SECONDS
    listing = calendar_http.CONNECT_SECONDS + calendar_http.WAITED_FOR_SECONDS
    assert exchange + KEYS_SECONDS < time
    assert exchange + 2 * listing < time
    assert time > CHECK_SECONDS
    assert time > 3 * TIMEOUT_SECONDS


def test_what_a_timer_begins_is_done_in_time_although_the_timer_is_a_minute_late() -> None:
    """EventBridge Scheduler rings within a minute from its time, here without a flexible window besides."""
    refresh = timedelta(seconds=json.loads(REFRESH.read_text())["TimeoutSeconds"])
    assert refresh + TIMER_PRECISION <= REFRESH_LEAD - REMINDER_LEAD
    states = json.loads(MEETING_PREP.read_text())["States"]
    afterwards = ("GenerateMaterials", "StoreMaterials", "SendMaterials")
    written = timedelta(seconds=sum(states[name]["TimeoutSeconds"] for name in afterwards))
    assert written + TIMER_PRECISION <= ANSWER_MARGIN
    assert not is_due(NOW + TIMER_PRECISION + timedelta(seconds=1), NOW)
    assert is_due(NOW + TIMER_PRECISION, NOW)
    assert attention_after_trigger(NOW) > NOW + 2 * TIMER_PRECISION  # or the sweeper would begin what is on its way


def _tasks(states: dict[str, Any], items: tuple[str, ...] = ()) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """Each task with its functions; ``items`` are those of the map it stands in."""
    for name, state in states.items():
        if state["Type"] == "Task":
            yield name, state, tuple(PLACEHOLDER.findall(json.dumps(state["Arguments"]))) or items
        for branch in state.get("Branches", []):
            yield from _tasks(branch["States"])
        if processor := state.get("ItemProcessor"):
            yield from _tasks(processor["States"], tuple(PLACEHOLDER.findall(json.dumps(state["Items"]))))


def _names(value: Any) -> Iterator[str]:
    """The logical ids a property refers to."""
    if isinstance(value, dict):
        if "Fn::GetAtt" in value:
            yield value["Fn::GetAtt"][0]
        for part in value.values():
            yield from _names(part)
    elif isinstance(value, list):
        for part in value:
            yield from _names(part)

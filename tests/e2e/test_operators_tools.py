"""Smoke, dead letters and logs on a running instance: what works passes, and what is broken is named."""

import json
from typing import Any

import pytest

from cli.account import account_of
from stacks.stage_file import LOCAL_STAGE
from tests.e2e.conftest import Amo

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e")]
ACCOUNT = "000000000000"


def client(amo: Amo, service: str) -> Any:
    return account_of(LOCAL_STAGE, amo.state_dir).client(service)


def test_a_meeting_of_its_own_goes_the_whole_way(amo: Amo) -> None:
    report = amo.json("smoke")
    assert report["ok"]
    assert [hop["name"] for hop in report["hops"]][-3:] == ["removal", "audit", "calendar removed"]
    titles = {meeting["title"] for meeting in amo.json("meetings", "--days", "7")}
    assert not any("smoke" in title for title in titles), "nobody else's day shows it"


def test_a_message_that_is_tried_is_delivered_and_a_person_without_channels_told_so(amo: Amo) -> None:
    done = amo("smoke", "--send", "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert [hop["ok"] for hop in report["hops"] if hop["name"] == "message sent"] == [True]
    assert "on the page alone" in report["hops"][-1]["detail"]


def test_a_rule_that_is_disabled_is_named(amo: Amo) -> None:
    rule, events = {"Name": "amo-prep_requests", "EventBusName": "amo"}, client(amo, "events")
    events.disable_rule(**rule)
    try:
        done = amo("smoke", "--json")
    finally:
        events.enable_rule(**rule)
    assert done.returncode == 1
    (broken,) = (hop for hop in json.loads(done.stdout)["hops"] if not hop["ok"])
    assert broken["name"] == "begin"
    assert broken["detail"].startswith("rule amo-prep_requests: is disabled")


def test_what_could_not_be_handed_over_goes_where_it_was_to_go(amo: Amo) -> None:
    sqs = client(amo, "sqs")
    url = sqs.get_queue_url(QueueName="amo-undelivered")["QueueUrl"]
    event = {"detail-type": "MeetingForgotten", "detail": {"meeting_id": "m" + "0" * 20, "user_id": "owner"}}
    target = f"arn:aws:sqs:us-east-1:{ACCOUNT}:amo-erasures"
    attributes = {"TARGET_ARN": {"DataType": "String", "StringValue": target}}
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps(event), MessageAttributes=attributes)
    (shown,) = amo.json("dead-letters", "show", "undelivered")
    assert shown["ids"]["detail.user_id"] == "owner"
    assert amo.json("dead-letters", "redrive", "undelivered", "--yes")["sent"] == 1
    holds = {one["queue"]: one["holds"] for one in amo.json("dead-letters")}
    assert (holds["amo-undelivered"], holds["amo-erasures-failed"]) == (0, 0)


def test_logs_of_several_functions_come_in_the_order_of_time(amo: Amo) -> None:
    amo("meetings")
    lines = amo.json("logs", "--since", "1h")
    assert {"api", "provision_user"} <= {line["function"] for line in lines}
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)


def test_examples_are_put_once_and_exactly_those_are_taken_away(amo: Amo) -> None:
    before = {one["user_id"] for one in amo.json("users")}
    made = amo.json("seed")
    assert amo.json("seed")["meetings"] == made["meetings"]
    assert {one["user_id"] for one in amo.json("users")} == before | set(made["people"])
    assert amo.json("seed", "--remove")["removed"] == made["people"]
    assert {one["user_id"] for one in amo.json("users")} == before

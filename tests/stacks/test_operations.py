"""Alarms and the dashboard."""

import json
import re

from stacks.functions import FUNCTIONS
from tests.house.tracked import tracked
from tests.stacks.conftest import Synthesis

WRITTEN = re.compile(r'(?:metrics\.(?:count|milliseconds)|_timed)\(\s*"(\w+)"')


def test_every_queue_of_failures_the_workflow_and_every_function_is_watched(on_aws: Synthesis) -> None:
    alarms = {alarm["AlarmName"].removeprefix("amo-") for alarm in on_aws.properties("AWS::CloudWatch::Alarm")}
    queues = {f"{spec.queue}-failed-holds-messages" for spec in FUNCTIONS if spec.queue}
    functions = {f"{spec.name}-errors" for spec in FUNCTIONS}
    others = {"undelivered-holds-messages", "preparation-failed", "preparation-timed-out", "throttles"}
    others |= {"approval-failed", "approval-timed-out", "refresh-failed", "refresh-timed-out"}
    assert alarms == queues | functions | others


def test_every_alarm_reaches_the_topic_and_quiet_is_not_an_alarm(on_aws: Synthesis) -> None:
    for alarm in on_aws.properties("AWS::CloudWatch::Alarm"):
        assert len(alarm["AlarmActions"]) == 1
        assert alarm["TreatMissingData"] == "notBreaching"


def test_cloudwatch_may_publish_to_the_encrypted_topic(on_aws: Synthesis) -> None:
    """Without both grants alarms are raised and nobody is told."""
    (topic,) = on_aws.properties("AWS::SNS::Topic")
    assert "KmsMasterKeyId" in topic
    key_policy = json.dumps(on_aws.properties("AWS::KMS::Key")[0]["KeyPolicy"])
    topic_policy = json.dumps(on_aws.properties("AWS::SNS::TopicPolicy"))
    assert "cloudwatch.amazonaws.com" in key_policy
    assert "cloudwatch.amazonaws.com" in topic_policy


def test_the_dashboard_shows_only_figures_that_some_function_writes(on_aws: Synthesis) -> None:
    (board,) = on_aws.properties("AWS::CloudWatch::Dashboard")
    shown = set(re.findall(r'"AMO","(\w+)"', json.dumps(board["DashboardBody"]).replace('\\"', '"')))
    written = {name for path in tracked("lambdas", "*.py") for name in WRITTEN.findall(path.read_text())}
    assert shown
    assert shown <= written

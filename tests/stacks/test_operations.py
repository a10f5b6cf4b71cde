"""Alarms and the dashboard."""

import json
import re

from cli.main import _parser
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.llm.figures import no_answer_name
from stacks.functions import FUNCTIONS
from tests.house.tracked import tracked
from tests.stacks.conftest import Synthesis

COMMAND = re.compile(r"\./amo [^:;,]+? --stage \w+")
WRITTEN = re.compile(r'(?:metrics\.(?:count|milliseconds|percent)|_timed)\(\s*"(\w+)"')


def test_every_queue_of_failures_the_workflow_and_every_function_is_watched(on_aws: Synthesis) -> None:
    alarms = {alarm["AlarmName"].removeprefix("amo-watch-") for alarm in on_aws.properties("AWS::CloudWatch::Alarm")}
    queues = {f"{spec.queue}-failed-holds-messages" for spec in FUNCTIONS if spec.queue}
    functions = {f"{spec.name}-errors" for spec in FUNCTIONS}
    others = {"undelivered-holds-messages", "preparation-failed", "preparation-timed-out", "throttles"}
    others |= {"approval-failed", "approval-timed-out", "refresh-failed", "refresh-timed-out"}
    others |= {"deployment-failed", "notified-late", "model-budget", "model-unanswered"}
    late = {f"{spec.queue}-late" for spec in FUNCTIONS if spec.queue}
    assert alarms == queues | functions | others | late


def test_every_alarm_says_which_command_to_run_and_the_command_line_takes_it(on_aws: Synthesis) -> None:
    """fault 173's neighbour: the redrive of SQS's own console cannot move what lies in amo-undelivered."""
    for alarm in on_aws.properties("AWS::CloudWatch::Alarm"):
        named = COMMAND.findall(alarm["AlarmDescription"])
        assert named, alarm["AlarmName"]
        for words in named:
            options = _parser().parse_args(words.removeprefix("./amo ").split())
            assert options.stage == "prod", words


def test_a_queue_s_alarm_names_the_queue_as_the_commands_know_it(on_aws: Synthesis) -> None:
    queues = {queue["QueueName"].removeprefix("amo-") for queue in on_aws.properties("AWS::SQS::Queue")}
    alarms = {alarm["AlarmName"]: alarm for alarm in on_aws.properties("AWS::CloudWatch::Alarm")}
    for name, alarm in alarms.items():
        if name.endswith("-holds-messages"):
            asked = re.findall(r"dead-letters (?:show|redrive) (\S+)", alarm["AlarmDescription"])
            assert len(asked) == 2
            assert set(asked) <= queues
    assert "messages-failed.fifo" in alarms["amo-watch-messages-failed-holds-messages"]["AlarmDescription"]


def test_what_people_wait_for_is_late_after_a_quarter_of_an_hour(on_aws: Synthesis) -> None:
    alarms = {alarm["AlarmName"]: alarm for alarm in on_aws.properties("AWS::CloudWatch::Alarm")}
    for queue in ("messages", "prep_requests", "due_preps", "approved_actions", "slack_deliveries"):
        late = alarms[f"amo-watch-{queue}-late"]
        assert late["MetricName"] == "ApproximateAgeOfOldestMessage"
        assert late["Threshold"] == 15 * 60


def test_a_figure_with_an_alarm_is_one_that_some_function_writes(on_aws: Synthesis) -> None:
    metrics = {a["MetricName"] for a in on_aws.properties("AWS::CloudWatch::Alarm") if a.get("Namespace") == "AMO"}
    assert metrics == {"DeploymentsFailed", "EventToNotificationMs", "ModelStageDayCommitted", "ModelUnanswered"}
    assert metrics <= _written()


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
    assert shown
    assert shown <= _written()


def _written() -> set[str]:
    reasons = {no_answer_name(reason) for reason in NoAnswerReason}
    return reasons | {name for path in tracked("lambdas", "*.py") for name in WRITTEN.findall(path.read_text())}

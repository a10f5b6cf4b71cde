"""The alarms that tell an operator something is wrong, on a topic that people subscribe to."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_stepfunctions as stepfunctions
from constructs import Construct

from stacks.messages import Messages
from stacks.stage import Stage

PERIOD = cdk.Duration.minutes(5)


class Alarms(Construct):
    """Any one message given up on, execution failed or error raised is worth a look: every threshold is one."""

    def __init__(self, scope: Construct, stage: Stage, key: kms.IKey) -> None:
        super().__init__(scope, "Alarms")
        self._stage = stage
        self.topic = self._topic(key)

    def watch_messages(self, messages: Messages) -> None:
        for queue in messages.given_up_on:
            self._alarm(
                f"{queue.node.id}-holds-messages",
                queue.metric_approximate_number_of_messages_visible(period=PERIOD, statistic="max"),
                "Messages were given up on: read one, mend the cause, then redrive the queue.",
            )

    def watch_workflow(self, what: str, workflow: stepfunctions.StateMachine) -> None:
        self._alarm(f"{what}-failed", workflow.metric_failed(period=PERIOD), "An execution failed: see its history.")
        self._alarm(f"{what}-timed-out", workflow.metric_timed_out(period=PERIOD), "An execution ran out of time.")

    def watch_functions(self, functions: Mapping[str, aws_lambda.Function]) -> None:
        for name, function in functions.items():
            self._alarm(f"{name}-errors", function.metric_errors(period=PERIOD), "The function raised: see its log.")
        # Functions share the account's concurrency, so one figure for the region tells it for all of them.
        self._alarm(
            "throttles",
            aws_lambda.Function.metric_all_throttles(period=PERIOD),
            "Lambda turned invocations away: the account's concurrency is used up.",
        )

    def _alarm(self, name: str, metric: cloudwatch.IMetric, description: str) -> None:
        alarm = cloudwatch.Alarm(
            self,
            name,
            alarm_name=f"{self._stage.prefix}-{name}",
            alarm_description=description,
            metric=metric,
            threshold=1,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(self.topic))

    def _topic(self, key: kms.IKey) -> sns.Topic:
        topic = sns.Topic(
            self, "Topic", topic_name=f"{self._stage.prefix}-alarms", master_key=key, enforce_ssl=self._stage.speaks_tls
        )
        topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsOfThisAccount",
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": cdk.Stack.of(self).account}},
            )
        )
        if self._stage.alarm_email:
            topic.add_subscription(subscriptions.EmailSubscription(self._stage.alarm_email))
        return topic

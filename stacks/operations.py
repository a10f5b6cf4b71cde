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
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as stepfunctions
from constructs import Construct

from lambdas.aws.metrics import NAMESPACE
from lambdas.domain.kernel.queue_names import dead_letters_of
from stacks import alarm_texts
from stacks.dashboard import DIMENSIONS
from stacks.functions import FUNCTIONS
from stacks.messages import UNDELIVERED, Messages
from stacks.stage import Stage

PERIOD = cdk.Duration.minutes(5)
USUAL_MINUTES = 15
"""After which somebody waits for a message in vain."""
LATE_MINUTES = {"calendar_syncs": 120, "recordings": 60, "erasures": 60, "transcripts": 60}
"""Of the queues nobody waits at: a round of all calendars may take until the next one."""
MAX_MINUTES_TO_NOTIFICATION = 5
MAX_BOUNCED, MAX_COMPLAINED = 0.05, 0.001
"""The shares of mails at which AWS looks at an account."""


class Alarms(Construct):
    """Any one message given up on, execution failed or error raised is worth a look; of what is late, the bar is named.

    Spending has an alarm of its own, the stage's budget: AWS counts it in us-east-1 alone.
    """

    def __init__(self, scope: Construct, stage: Stage, key: kms.IKey) -> None:
        super().__init__(scope, "Alarms")
        self._stage = stage
        self.topic = self._topic(key)
        self._watch_figures()
        self._watch_mail()

    def watch_messages(self, messages: Messages) -> None:
        self._watch_given_up(UNDELIVERED, UNDELIVERED, messages.undelivered)
        for name, queue in messages.dead_letters.items():
            self._watch_given_up(f"{name}-failed", dead_letters_of(messages.name_of(name)), queue)
        for spec in FUNCTIONS:
            if spec.queue:
                minutes = LATE_MINUTES.get(spec.queue, USUAL_MINUTES)
                self._alarm(
                    f"{spec.queue}-late",
                    messages.queues[spec.queue].metric_approximate_age_of_oldest_message(period=PERIOD),
                    alarm_texts.late(self._stage, minutes, spec.name),
                    threshold=minutes * 60,
                )

    def watch_workflow(self, what: str, workflow: stepfunctions.StateMachine) -> None:
        failed, timed_out = workflow.metric_failed(period=PERIOD), workflow.metric_timed_out(period=PERIOD)
        self._alarm(f"{what}-failed", failed, alarm_texts.workflow_failed(self._stage))
        self._alarm(f"{what}-timed-out", timed_out, alarm_texts.workflow_timed_out(self._stage))

    def watch_functions(self, functions: Mapping[str, aws_lambda.Function]) -> None:
        for name, function in functions.items():
            raised = alarm_texts.function_raised(self._stage, name)
            self._alarm(f"{name}-errors", function.metric_errors(period=PERIOD), raised)
        # Functions share the account's concurrency, so one figure for the region tells it for all of them.
        throttles = aws_lambda.Function.metric_all_throttles(period=PERIOD)
        self._alarm("throttles", throttles, alarm_texts.throttled(self._stage))

    def _watch_figures(self) -> None:
        """Watches figures that the functions count themselves (lambdas/aws/metrics.py)."""
        failed = alarm_texts.deployment_failed(self._stage)
        self._alarm("deployment-failed", _own("DeploymentsFailed", "sum"), failed)
        minutes = MAX_MINUTES_TO_NOTIFICATION
        self._alarm(
            "notified-late",
            _own("EventToNotificationMs", "p95"),
            alarm_texts.notified_late(self._stage, minutes),
            threshold=minutes * 60_000,
        )

    def _watch_mail(self) -> None:
        """The account's standing at SES, which every stage in it shares; nothing where nobody sends."""
        if not self._stage.sender or self._stage.embedded:
            return
        for what, name, most in (
            ("came back", "Bounce", MAX_BOUNCED),
            ("were reported as unwanted", "Complaint", MAX_COMPLAINED),
        ):
            self._alarm(
                f"mail-{name.lower()}s",
                cloudwatch.Metric(
                    namespace="AWS/SES",
                    metric_name=f"Reputation.{name}Rate",
                    statistic="max",
                    period=cdk.Duration.hours(1),
                ),
                alarm_texts.mail_refused(self._stage, what, most * 100),
                threshold=most,
            )

    def _watch_given_up(self, name: str, called: str, queue: sqs.Queue) -> None:
        held = queue.metric_approximate_number_of_messages_visible(period=PERIOD, statistic="max")
        self._alarm(f"{name}-holds-messages", held, alarm_texts.given_up(self._stage, called))

    def _alarm(self, name: str, metric: cloudwatch.IMetric, description: str, *, threshold: float = 1) -> None:
        alarm = cloudwatch.Alarm(
            self,
            name,
            alarm_name=f"{self._stage.prefix}-{name}",
            alarm_description=description,
            metric=metric,
            threshold=threshold,
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


def _own(name: str, statistic: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=NAMESPACE, metric_name=name, dimensions_map=DIMENSIONS, statistic=statistic, period=PERIOD
    )

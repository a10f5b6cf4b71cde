"""The alarms that tell an operator something is wrong, on a topic that people subscribe to."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from lambdas.aws.metrics import NAMESPACE
from lambdas.domain.kernel.queue_names import dead_letters_of
from stacks import alarm_texts
from stacks.dashboard import DIMENSIONS
from stacks.functions import FUNCTIONS
from stacks.messages import UNDELIVERED, queue_name
from stacks.stage import Stage
from stacks.workflows import APPROVAL, MEETING_PREP, REFRESH, workflow_arn

WORKFLOWS = {"preparation": MEETING_PREP, "approval": APPROVAL, "refresh": REFRESH}
PERIOD = cdk.Duration.minutes(5)
USUAL_MINUTES = 15
"""After which somebody waits for a message in vain."""
LATE_MINUTES = {"calendar_syncs": 120, "recordings": 60, "erasures": 60, "transcripts": 60, "note_readings": 60}
"""Of the queues nobody waits at: a round of all calendars may take until the next one."""
MAX_MINUTES_TO_NOTIFICATION = 5
MAX_DAY_PERCENT = 80
"""Of the stage's ceiling of a day for models, which config/models.yaml sets; from there on cheaper ones are asked."""
MAX_UNANSWERED_PERCENT = 50
MAX_BOUNCED, MAX_COMPLAINED = 0.05, 0.001
"""The shares of mails at which AWS looks at an account."""


class AlarmTopic(Construct):
    """The topic that every alarm goes to; whoever is to be told subscribes to it."""

    def __init__(self, scope: Construct, stage: Stage, key: kms.IKey) -> None:
        super().__init__(scope, "Alarms")
        self.topic = sns.Topic(
            self, "Topic", topic_name=topic_name(stage), master_key=key, enforce_ssl=stage.speaks_tls
        )
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsOfThisAccount",
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": cdk.Stack.of(self).account}},
            )
        )
        if stage.alarm_email:
            self.topic.add_subscription(subscriptions.EmailSubscription(stage.alarm_email))


class WatchStack(cdk.Stack):
    """The alarms: any message given up on, execution failed or error raised is worth a look; what is late has a bar.

    A stack of their own, since CloudFormation takes 500 resources in one. It knows by name what it watches. Spending
    has an alarm of its own, the stage's budget: AWS counts it in us-east-1 alone.
    """

    def __init__(self, scope: Construct, stage: Stage) -> None:
        super().__init__(scope, f"{stage.prefix}-watch", description="AMO: alarms")
        self._stage = stage
        arn = self.format_arn(service="sns", resource=topic_name(stage))
        self._told = actions.SnsAction(sns.Topic.from_topic_arn(self, "Topic", arn))
        self._watch_messages()
        for name, definition in WORKFLOWS.items():
            self._watch_workflow(name, workflow_arn(self, stage, definition))
        self._watch_functions()
        self._watch_figures()
        self._watch_model()
        self._watch_mail()

    def _watch_messages(self) -> None:
        self._watch_given_up(UNDELIVERED, UNDELIVERED)
        for spec in FUNCTIONS:
            if spec.queue:
                called, minutes = queue_name(spec), LATE_MINUTES.get(spec.queue, USUAL_MINUTES)
                self._watch_given_up(f"{spec.queue}-failed", dead_letters_of(called))
                self._alarm(
                    f"{spec.queue}-late",
                    self._of_queue(called, "ApproximateAgeOfOldestMessage"),
                    alarm_texts.late(self._stage, minutes, spec.name),
                    threshold=minutes * 60,
                )

    def _watch_workflow(self, what: str, arn: str) -> None:
        for ended, text in (
            ("Failed", alarm_texts.workflow_failed(self._stage)),
            ("TimedOut", alarm_texts.workflow_timed_out(self._stage)),
        ):
            metric = _sum("AWS/States", f"Executions{ended}", StateMachineArn=arn)
            self._alarm(f"{what}-{'failed' if ended == 'Failed' else 'timed-out'}", metric, text)

    def _watch_functions(self) -> None:
        for spec in FUNCTIONS:
            errors = _sum("AWS/Lambda", "Errors", FunctionName=f"{self._stage.prefix}-{spec.name}")
            self._alarm(f"{spec.name}-errors", errors, alarm_texts.function_raised(self._stage, spec.name))
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

    def _watch_model(self) -> None:
        """Watches its cost, and whether it answers, for two hours running: one question in an hour tells little."""
        self._alarm(
            "model-budget",
            _own("ModelStageDayCommitted", "max"),
            alarm_texts.model_budget(self._stage, MAX_DAY_PERCENT),
            threshold=MAX_DAY_PERCENT,
        )
        self._alarm(
            "model-unanswered",
            _own("ModelUnanswered", "avg").with_(period=cdk.Duration.hours(1)),
            alarm_texts.model_unanswered(self._stage),
            threshold=MAX_UNANSWERED_PERCENT,
            periods=2,
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

    def _watch_given_up(self, name: str, called: str) -> None:
        held = self._of_queue(called, "ApproximateNumberOfMessagesVisible")
        self._alarm(f"{name}-holds-messages", held, alarm_texts.given_up(self._stage, called))

    def _of_queue(self, called: str, metric: str) -> cloudwatch.Metric:
        names = {"QueueName": f"{self._stage.prefix}-{called}"}
        return cloudwatch.Metric(
            namespace="AWS/SQS", metric_name=metric, dimensions_map=names, statistic="max", period=PERIOD
        )

    def _alarm(
        self, name: str, metric: cloudwatch.IMetric, description: str, *, threshold: float = 1, periods: int = 1
    ) -> None:
        alarm = cloudwatch.Alarm(
            self,
            name,
            alarm_name=f"{self._stage.prefix}-watch-{name}",
            alarm_description=description,
            metric=metric,
            threshold=threshold,
            evaluation_periods=periods,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(self._told)


def topic_name(stage: Stage) -> str:
    return f"{stage.prefix}-alarms"


def _own(name: str, statistic: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=NAMESPACE, metric_name=name, dimensions_map=DIMENSIONS, statistic=statistic, period=PERIOD
    )


def _sum(namespace: str, metric: str, **dimensions: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=namespace, metric_name=metric, dimensions_map=dimensions, statistic="sum", period=PERIOD
    )

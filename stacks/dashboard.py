"""One CloudWatch dashboard: are meetings prepared, do people answer, is anything stuck (OPS-1)."""

from collections.abc import Iterable, Mapping

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as stepfunctions
from constructs import Construct

from lambdas.aws.metrics import NAMESPACE
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.domain.outcomes.measures import (
    HIGHEST_DETRACTOR,
    HIGHEST_RECOMMENDATION,
    LOWEST_PROMOTER,
    MINUTES_SAVED_PER_MEETING,
)
from lambdas.llm.figures import no_answer_name
from stacks.messages import Messages
from stacks.stage import Stage

PERIOD = cdk.Duration.hours(1)
WEEK = cdk.Duration.days(7)
DIMENSIONS = {"service": "amo"}
HALF_WIDTH = 12


class OperationsDashboard(Construct):
    def __init__(
        self,
        scope: Construct,
        stage: Stage,
        messages: Messages,
        functions: Mapping[str, aws_lambda.Function],
        workflow: stepfunctions.StateMachine,
    ) -> None:
        super().__init__(scope, "Dashboard")
        board = cloudwatch.Dashboard(self, "Board", dashboard_name=stage.prefix, default_interval=cdk.Duration.days(7))
        board.add_widgets(
            _graph("Meetings synced per run", [counted("MeetingsSynced"), counted("CalendarsFailed")]),
            _graph("Preparations", _of_workflow(workflow)),
            _graph("Chat completion rate, %", [share("ChatsFinished", "ChatsStarted", "finished of started")]),
            _graph("Event to notification, ms", [timed("EventToNotificationMs", p) for p in ("p50", "p95")]),
            _graph("Material generation, ms", [timed("MaterialGenerationTime", p) for p in ("p50", "p95")]),
            _graph("Satisfaction, 1 to 5 stars", [timed("Satisfaction", "avg")]),
            *_worth(),
            *_reach(),
            *_model(),
            _graph("Age of the oldest message, seconds", _ages(messages.queues.values())),
            _graph("Messages given up on", _given_up((*messages.dead_letters.values(), messages.undelivered))),
            _graph("Errors of functions", [function.metric_errors(period=PERIOD) for function in functions.values()]),
            _graph(
                "Calls turned away for want of concurrency", [aws_lambda.Function.metric_all_throttles(period=PERIOD)]
            ),
            _graph("Deployments that failed", [counted("DeploymentsFailed")]),
        )


def counted(name: str) -> cloudwatch.Metric:
    return timed(name, "sum")


def timed(name: str, statistic: str) -> cloudwatch.Metric:
    """A figure that lambdas/aws/metrics.py writes."""
    return cloudwatch.Metric(
        namespace=NAMESPACE,
        metric_name=name,
        dimensions_map=DIMENSIONS,
        statistic=statistic,
        period=PERIOD,
        label=f"{name} {statistic}",
    )


def share(part: str, whole: str, label: str) -> cloudwatch.MathExpression:
    return _expression("100 * part / whole", label, part=counted(part), whole=counted(whole))


def _reach() -> list[cloudwatch.GraphWidget]:
    """Shows whether people are reached, and in time."""
    taken = [counted(f"Messages{where}") for where in ("OnSlack", "BySms", "ByEmail", "OnPage")]
    lost = [counted(f"Messages{how}") for how in ("Refused", "Unproven", "TooLate")]
    mails = [_mail(what) for what in ("Send", "Delivery", "Bounce", "Complaint", "Reject")]
    punctual = _expression(
        "100 * punctual", "% within five minutes", punctual=timed("EventToNotificationMs", "PR(:300000)")
    )
    return [
        _graph("Messages people got, by channel", taken),
        _graph("Messages no channel took at once", lost),
        _graph("Mails of the account, as SES counts them", mails),
        _graph("Mails that came back", [counted("MailsBounced"), counted("MailsUnwanted")]),
        _graph("Told of a preparation in time, %", [punctual]),
        _graph("Actions wait for a decision, ms", [timed("ApprovalWaitMs", p) for p in ("p50", "p95")]),
    ]


def _model() -> list[cloudwatch.GraphWidget]:
    """Shows what the model does, what it costs, and why it did not answer (lambdas/llm/figures.py)."""
    cost = _expression("micro / 1000000", "USD", micro=counted("ModelCostMicroUsd"))
    reasons = [counted(no_answer_name(reason)) for reason in NoAnswerReason]
    does = [counted(name) for name in ("ModelCalls", "ModelFailures", "ModelCacheHits", "ModelLinesRemoved")]
    return [
        _graph("Model: calls, failed ones, answers known already, lines the claim gate removed", does),
        _graph("Model: cost, USD", [cost]),
        _graph("Model: the stage's ceiling of the day reserved, %", [timed("ModelStageDayCommitted", "max")]),
        _graph("Model: an answer takes, ms", [timed("ModelAnswerMs", p) for p in ("p50", "p95")]),
        _graph("Model: no answer, by reason", reasons),
        _graph("Model: questions without an answer, %", [timed("ModelUnanswered", "avg")]),
    ]


def _mail(what: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(namespace="AWS/SES", metric_name=what, statistic="sum", period=PERIOD, label=what)


def _worth() -> list[cloudwatch.GraphWidget]:
    """Shows what AMO is good for, by the measures of seed 001 (docs/operation.md says what each counts)."""
    decisions = {"decisions": counted("DecisionsConfirmed"), "meetings": counted("NotesConfirmed")}
    saved = f"Time saved, minutes (assumed, not measured: {MINUTES_SAVED_PER_MEETING} for each preparation answered)"
    minutes = _expression(f"{MINUTES_SAVED_PER_MEETING} * answered", "minutes", answered=counted("ChatsFinished"))
    return [
        _graph("Adoption, % of meetings with others", [share("MeetingsHeldPrepared", "MeetingsHeld", "prepared")]),
        _graph("NPS of each week, -100 to 100", [net_promoter_score()]),
        _graph(saved, [minutes]),
        _graph("Decisions per meeting", [_expression("decisions / meetings", "of meetings with notes", **decisions)]),
        _graph("Promises done on time, %", [_percent("ItemsDoneOnTime", "of those done that had a day")]),
        _graph("Wants reached, %", [_percent("WantsReached", "of those answered; partly is half")]),
    ]


def net_promoter_score() -> cloudwatch.MathExpression:
    """Of answers from 0 to 10: the percentage above 8 less that up to 6; a percentile rank leaves its lower end out."""
    ranks = {
        "promoters": f"PR({LOWEST_PROMOTER - 1}:{HIGHEST_RECOMMENDATION})",
        "detractors": f"PR(:{HIGHEST_DETRACTOR})",
    }
    metrics = {name: timed("Recommendation", rank).with_(period=WEEK) for name, rank in ranks.items()}
    return cloudwatch.MathExpression(
        expression="promoters - detractors", using_metrics=metrics, label="promoters less detractors", period=WEEK
    )


def _percent(name: str, label: str) -> cloudwatch.MathExpression:
    """Of a figure that is counted as a share from 0 to 1."""
    return _expression("100 * share", label, share=timed(name, "avg"))


def _expression(expression: str, label: str, **metrics: cloudwatch.IMetric) -> cloudwatch.MathExpression:
    return cloudwatch.MathExpression(expression=expression, using_metrics=metrics, label=label, period=PERIOD)


def _of_workflow(workflow: stepfunctions.StateMachine) -> list[cloudwatch.IMetric]:
    return [
        workflow.metric_started(period=PERIOD),
        workflow.metric_succeeded(period=PERIOD),
        workflow.metric_failed(period=PERIOD),
        workflow.metric_timed_out(period=PERIOD),
        counted("WorkflowsCompleted"),
        counted("WorkflowsFailed"),
    ]


def _ages(queues: Iterable[sqs.Queue]) -> list[cloudwatch.IMetric]:
    return [queue.metric_approximate_age_of_oldest_message(period=PERIOD, label=queue.node.id) for queue in queues]


def _given_up(queues: Iterable[sqs.Queue]) -> list[cloudwatch.IMetric]:
    return [queue.metric_approximate_number_of_messages_visible(period=PERIOD, label=queue.node.id) for queue in queues]


def _graph(title: str, metrics: Iterable[cloudwatch.IMetric]) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, left=list(metrics), width=HALF_WIDTH)

"""The bus, the queues with their dead-letter queues, the rules between them, and the group of one-time schedules."""

from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from lambdas.domain.deployments.failed_deployment import FAILED
from lambdas.domain.kernel.queue_names import IN_ORDER
from stacks.findings import accept
from stacks.function_spec import FunctionSpec
from stacks.functions import FUNCTIONS
from stacks.stage import Stage

DELIVERIES_BEFORE_DEAD_LETTER = 12
"""With the growing waits of lambdas/aws/redelivery.py about half an hour."""
DELIVERIES_IN_ORDER = 100
"""Likewise, and longer than a message waits for Slack (lambdas/message_delivery/patience.py)."""
KEPT = cdk.Duration.days(4)
DEAD_LETTERS_KEPT = cdk.Duration.days(14)
UNDELIVERED = "undelivered"
# Lambda's own advice: a message must not show up again while a batch and its retries may still be running.
VISIBILITY_PER_TIMEOUT = 6
HURRIED = frozenset({"due_preps", "prep_requests", "messages"})
"""Queues on the way from a trigger to the person who waits for it. A message whose function was killed before it could
say anything comes again once that function is over, the soonest SQS allows; one that comes twice does no harm."""
HURRIED_DELIVERIES = 36
"""Of those without an order: throttled all the time, a message is given up on as late as any other."""


@dataclass(frozen=True, slots=True)
class EventRoute:
    """Events of these names on the bus arrive in this queue."""

    queue: str
    events: tuple[str, ...]


EVENT_ROUTES = (
    EventRoute("prep_requests", ("MeetingRequiresPrep",)),
    EventRoute("prep_changes", ("MeetingRescheduled", "MeetingCancelled")),
    EventRoute("erasures", ("MeetingForgotten",)),
)


TRANSCRIBED = EventRoute("transcripts", ("Transcribe Job State Change",))
"""Events of Amazon Transcribe, which come on the account's own bus."""


STACKS_CHANGED = EventRoute("stack_changes", ("CloudFormation Stack Status Change",))
"""Events of CloudFormation, there too."""


MAIL_RETURNED = EventRoute("returned_mails", ("Email Bounced", "Email Complaint Received"))
"""Events of SES, there too."""


def seconds_hidden(consumer: FunctionSpec) -> int:
    """Returns for how long a message that was received is shown to nobody else, unless its function says otherwise."""
    return (1 if consumer.queue in HURRIED else VISIBILITY_PER_TIMEOUT) * consumer.timeout


def queue_name(consumer: FunctionSpec) -> str:
    """Returns the name of the queue that feeds a function, without the stage's prefix."""
    return f"{consumer.queue}{IN_ORDER if consumer.in_order else ''}"


class Messages(Construct):
    """``undelivered`` takes what EventBridge or the scheduler could not hand over, and invocations that failed."""

    def __init__(self, scope: Construct, stage: Stage) -> None:
        super().__init__(scope, "Messages")
        self._stage = stage
        self.undelivered = self._queue(UNDELIVERED, retention_period=DEAD_LETTERS_KEPT)
        self.dead_letters: dict[str, sqs.Queue] = {}
        self.queues = {spec.queue: self._fed_queue(spec.queue, spec) for spec in FUNCTIONS if spec.queue}
        self.bus = events.EventBus(self, "Bus", event_bus_name=stage.prefix)
        for route in EVENT_ROUTES:
            self._route(route)
        self._route_transcripts()
        self._route_failed_deployments()
        self._route_returned_mail()
        self.schedule_group = scheduler.ScheduleGroup(
            self, "Schedules", schedule_group_name=stage.prefix, removal_policy=cdk.RemovalPolicy.DESTROY
        )
        self.timer_role = self._timer_role()

    @property
    def given_up_on(self) -> list[sqs.Queue]:
        """Every queue that nobody reads: what is in them needs a person."""
        return [self.undelivered, *self.dead_letters.values()]

    @property
    def address(self) -> str:
        """Returns how the addresses of all queues begin; a queue's name completes it."""
        return cdk.Fn.select(0, cdk.Fn.split(UNDELIVERED, self.undelivered.queue_url))

    @property
    def names(self) -> list[str]:
        """Without the stage's prefix; dead letters are called after them."""
        return [self.name_of(queue) for queue in self.queues]

    def name_of(self, queue: str) -> str:
        return next(queue_name(spec) for spec in FUNCTIONS if spec.queue == queue)

    def _fed_queue(self, name: str, consumer: FunctionSpec) -> sqs.Queue:
        dead_letters = self._queue(f"{name}-failed", retention_period=DEAD_LETTERS_KEPT, in_order=consumer.in_order)
        self.dead_letters[name] = dead_letters
        usual = HURRIED_DELIVERIES if name in HURRIED else DELIVERIES_BEFORE_DEAD_LETTER
        tries = DELIVERIES_IN_ORDER if consumer.in_order else usual
        return self._queue(
            name,
            retention_period=KEPT,
            visibility_timeout=cdk.Duration.seconds(seconds_hidden(consumer)),
            dead_letter_queue=sqs.DeadLetterQueue(queue=dead_letters, max_receive_count=tries),
            in_order=consumer.in_order,
        )

    def _queue(
        self,
        name: str,
        *,
        retention_period: cdk.Duration,
        visibility_timeout: cdk.Duration | None = None,
        dead_letter_queue: sqs.DeadLetterQueue | None = None,
        in_order: bool = False,
    ) -> sqs.Queue:
        """Encrypted with SQS's own key: EventBridge needs no grant on ours, and nothing lies here for long.

        In order, each group has an order and a pace of its own: a person whose messages wait holds up nobody else.
        """
        queue = sqs.Queue(
            self,
            name,
            queue_name=f"{self._stage.prefix}-{name}{IN_ORDER if in_order else ''}",
            fifo=in_order or None,
            deduplication_scope=sqs.DeduplicationScope.MESSAGE_GROUP if in_order else None,
            fifo_throughput_limit=sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID if in_order else None,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=self._stage.speaks_tls,
            retention_period=retention_period,
            visibility_timeout=visibility_timeout,
            dead_letter_queue=dead_letter_queue,
        )
        if dead_letter_queue is None:
            accept(queue, "AwsSolutions-SQS3", "It is itself where failed messages end; an alarm watches it.")
        return queue

    def _route(self, route: EventRoute) -> None:
        self._rule(route, events.EventPattern(detail_type=list(route.events)), self.bus)

    def _route_transcripts(self) -> None:
        """Those of this stage's jobs that have ended; another stage of the account hears of its own."""
        ended = {
            "TranscriptionJobName": events.Match.prefix(self._stage.transcription_jobs),
            "TranscriptionJobStatus": ["COMPLETED", "FAILED"],
        }
        pattern = events.EventPattern(source=["aws.transcribe"], detail_type=list(TRANSCRIBED.events), detail=ended)
        self._rule(TRANSCRIBED, pattern)

    def _route_failed_deployments(self) -> None:
        """Of this stage's own stacks; an event names them by their whole ids."""
        stacks = [
            cdk.Stack.of(self).format_arn(service="cloudformation", resource="stack", resource_name=f"{name}/")
            for name in self._stage.stack_names
        ]
        failed = {
            "stack-id": [{"prefix": stack} for stack in stacks],
            "status-details": {"status": list(FAILED)},
        }
        pattern = events.EventPattern(
            source=["aws.cloudformation"], detail_type=list(STACKS_CHANGED.events), detail=failed
        )
        self._rule(STACKS_CHANGED, pattern)

    def _route_returned_mail(self) -> None:
        """Of this stage's mails: those of its configuration set, after which it is called."""
        own = {"mail": {"tags": {"ses:configuration-set": [self._stage.prefix]}}}
        pattern = events.EventPattern(source=["aws.ses"], detail_type=list(MAIL_RETURNED.events), detail=own)
        self._rule(MAIL_RETURNED, pattern)

    def _rule(self, route: EventRoute, pattern: events.EventPattern, bus: events.IEventBus | None = None) -> None:
        """Without a ``bus`` on the account's own."""
        target = targets.SqsQueue(
            self.queues[route.queue], dead_letter_queue=self.undelivered, max_event_age=cdk.Duration.hours(2)
        )
        events.Rule(
            self,
            f"{route.queue}-rule",
            rule_name=f"{self._stage.prefix}-{route.queue}",
            event_bus=bus,
            event_pattern=pattern,
            targets=[target],
        )

    def _timer_role(self) -> iam.Role:
        """Returns the role of one-time schedules: they may put a message into the queues that timers fire into.

        And among the undelivered what those queues did not take.
        """
        timed = sorted({queue for spec in FUNCTIONS for queue in spec.times})
        queues = [*(self.queues[queue] for queue in timed), self.undelivered]
        send = iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[queue.queue_arn for queue in queues])
        return iam.Role(
            self,
            "TimerRole",
            assumed_by=scheduler_principal(self),
            inline_policies={"send": iam.PolicyDocument(statements=[send])},
        )


def scheduler_principal(construct: Construct) -> iam.ServicePrincipal:
    """EventBridge Scheduler, acting for this account and no other."""
    account = {"StringEquals": {"aws:SourceAccount": cdk.Stack.of(construct).account}}
    return iam.ServicePrincipal("scheduler.amazonaws.com", conditions=account)

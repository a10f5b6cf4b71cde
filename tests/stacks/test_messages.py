"""Queues, the rules that feed them, and the clock."""

import json
from datetime import timedelta
from typing import Any

from lambdas.domain.kernel import events
from lambdas.domain.kernel.queue_names import IN_ORDER, dead_letters_of
from lambdas.domain.preparation.sweep import SWEPT_EVERY
from stacks.function_spec import FunctionSpec
from stacks.functions import FUNCTIONS
from stacks.messages import EVENT_ROUTES
from tests.stacks.conftest import Resource, Synthesis
from tests.stacks.test_functions import statements


def queues(synthesis: Synthesis) -> dict[str, Resource]:
    return {queue["QueueName"].removeprefix("amo-"): queue for queue in synthesis.properties("AWS::SQS::Queue")}


def name_of(spec: FunctionSpec) -> str:
    return f"{spec.queue}{IN_ORDER if spec.in_order else ''}"


def test_every_queue_ends_in_a_dead_letter_queue_of_its_own(on_aws: Synthesis) -> None:
    fed = {name: queue for name, queue in queues(on_aws).items() if "RedrivePolicy" in queue}
    assert set(fed) == {name_of(spec) for spec in FUNCTIONS if spec.queue}
    assert set(queues(on_aws)) - set(fed) == {*(dead_letters_of(name) for name in fed), "undelivered"}
    targets = [json.dumps(queue["RedrivePolicy"]["deadLetterTargetArn"]) for queue in fed.values()]
    assert len(set(targets)) == len(fed)


def test_the_page_and_the_api_count_every_queue_of_dead_letters_and_no_other(on_aws: Synthesis) -> None:
    nobody_reads = {name for name, queue in queues(on_aws).items() if "RedrivePolicy" not in queue}
    for name in ("page", "api"):
        given = on_aws.functions()[name]["Environment"]["Variables"]["AMO_DEAD_LETTERS"].split(",")
        assert {*(dead_letters_of(queue) for queue in given), "undelivered"} == nobody_reads


def test_a_message_stays_hidden_six_times_as_long_as_its_function_may_run_unless_somebody_waits(
    on_aws: Synthesis,
) -> None:
    """Lambda takes no queue that hides messages for less than its function's timeout."""
    for spec in FUNCTIONS:
        if spec.queue:
            times = 1 if spec.queue in {"due_preps", "prep_requests", "messages"} else 6
            assert queues(on_aws)[name_of(spec)]["VisibilityTimeout"] == times * spec.timeout


def test_a_message_that_is_shown_again_sooner_is_tried_more_often_before_it_is_given_up_on(on_aws: Synthesis) -> None:
    most = {
        name: queue["RedrivePolicy"]["maxReceiveCount"]
        for name, queue in queues(on_aws).items()
        if "RedrivePolicy" in queue
    }
    assert (most["due_preps"], most["prep_requests"], most["messages.fifo"], most["prep_changes"]) == (36, 36, 100, 12)


def test_what_people_do_in_slack_and_what_they_are_told_is_in_order_for_each_of_them(on_aws: Synthesis) -> None:
    in_order = {name for name, queue in queues(on_aws).items() if queue.get("FifoQueue")}
    assert in_order >= {"messages.fifo", "slack_deliveries.fifo"}
    for name in in_order:
        assert queues(on_aws)[name]["DeduplicationScope"] == "messageGroup"
        assert queues(on_aws)[name]["FifoThroughputLimit"] == "perMessageGroupId"
    for spec in FUNCTIONS:  # a failed one of a batch would let those behind it pass
        assert spec.batch == 1 or not spec.in_order


def test_every_queue_is_encrypted_and_reached_by_tls_only(on_aws: Synthesis) -> None:
    assert {queue["SqsManagedSseEnabled"] for queue in queues(on_aws).values()} == {True}
    policies = on_aws.properties("AWS::SQS::QueuePolicy")
    assert sum('"aws:SecureTransport": "false"' in json.dumps(policy) for policy in policies) == len(queues(on_aws))


def test_one_bad_message_does_not_take_its_batch_with_it(on_aws: Synthesis) -> None:
    """fault 82: only the failed records of a batch come again."""
    mappings = on_aws.properties("AWS::Lambda::EventSourceMapping")
    assert len(mappings) == len([spec for spec in FUNCTIONS if spec.queue])
    assert all(mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for mapping in mappings)
    assert all(mapping["ScalingConfig"]["MaximumConcurrency"] >= 2 for mapping in mappings)


def test_every_routed_event_is_one_that_the_domain_publishes() -> None:
    published = {kind.name for kind in events.Event.__subclasses__()}
    assert {event for route in EVENT_ROUTES for event in route.events} <= published


def test_what_the_bus_cannot_deliver_is_kept(on_aws: Synthesis) -> None:
    rules = on_aws.properties("AWS::Events::Rule")
    assert {rule["Name"] for rule in rules} == {
        "amo-prep_requests",
        "amo-prep_changes",
        "amo-erasures",
        "amo-transcripts",
        "amo-stack_changes",
        "amo-returned_mails",
    }
    assert all("Arn" in rule["Targets"][0]["DeadLetterConfig"] for rule in rules)


def test_what_runs_by_the_clock_runs_this_often(on_aws: Synthesis) -> None:
    schedules = {item["Name"]: item for item in on_aws.properties("AWS::Scheduler::Schedule")}
    assert {name: item["ScheduleExpression"] for name, item in schedules.items()} == {
        "amo-fan_out_syncs": "cron(0 */2 * * ? *)",
        "amo-sweep_preps": f"rate({SWEPT_EVERY // timedelta(minutes=1)} minute)",
        "amo-sweep_actions": "rate(5 minutes)",
        "amo-sweep_sources": "rate(1 minute)",
        "amo-suggest_actions": "cron(20 * * * ? *)",
        "amo-send_digests": "cron(0 * * * ? *)",
        "amo-send_briefs": "cron(0 * * * ? *)",
        "amo-anchor_audit": "rate(15 minutes)",
        "amo-rotate_slack_tokens": "rate(1 hour)",
    }
    assert all("Arn" in item["Target"]["DeadLetterConfig"] for item in schedules.values())


def test_timers_may_only_put_messages_into_the_queues_they_fire_into(on_aws: Synthesis) -> None:
    roles = on_aws.template("app")["Resources"]
    (role,) = [item for name, item in roles.items() if name.startswith("MessagesTimerRole")]
    (statement,) = role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    assert statement["Action"] == "sqs:SendMessage"
    timed = {queue for spec in FUNCTIONS for queue in spec.times}
    assert len(statement["Resource"]) == len(timed) + 1
    assert "undelivered" in json.dumps(statement["Resource"])


def test_a_stage_hears_of_its_own_transcriptions_alone_and_only_once_they_have_ended(on_aws: Synthesis) -> None:
    """Amazon Transcribe speaks on the account's own bus, where every stage and every other application listens."""
    (rule,) = [rule for rule in on_aws.properties("AWS::Events::Rule") if rule["Name"] == "amo-transcripts"]
    assert "EventBusName" not in rule
    assert rule["EventPattern"] == {
        "source": ["aws.transcribe"],
        "detail-type": ["Transcribe Job State Change"],
        "detail": {
            "TranscriptionJobName": [{"prefix": "amo.voice."}],
            "TranscriptionJobStatus": ["COMPLETED", "FAILED"],
        },
    }


def test_a_stage_hears_of_failed_deployments_of_its_own_stacks_alone(on_aws: Synthesis) -> None:
    (rule,) = [rule for rule in on_aws.properties("AWS::Events::Rule") if rule["Name"] == "amo-stack_changes"]
    assert "EventBusName" not in rule
    assert rule["EventPattern"]["source"] == ["aws.cloudformation"]
    detail = rule["EventPattern"]["detail"]
    named = [json.dumps(one["prefix"]) for one in detail["stack-id"]]
    assert [name.rpartition(":stack/")[2].split('"')[0] for name in named] == ["amo-data/", "amo-app/", "amo-watch/"]
    statuses = detail["status-details"]["status"]
    assert {"UPDATE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_COMPLETE", "ROLLBACK_COMPLETE"} <= set(statuses)
    assert not any(status.endswith("_IN_PROGRESS") or status == "UPDATE_COMPLETE" for status in statuses)


def test_about_a_failed_deployment_a_function_may_look_and_nothing_else_unless_the_stage_says_so(
    on_aws: Synthesis, in_full: Synthesis
) -> None:
    looks = ["cloudformation:DescribeStackEvents", "cloudformation:DescribeStacks"]
    statement = _on_stacks(in_full)
    assert sorted(statement["Action"]) == ["cloudformation:ContinueUpdateRollback", *looks]
    statement = _on_stacks(on_aws)
    assert sorted(statement["Action"]) == looks
    assert [json.dumps(one).rpartition(":stack/")[2].split('"')[0] for one in statement["Resource"]] == [
        "amo-app/*",
        "amo-data/*",
        "amo-watch/*",
    ]


def _on_stacks(synthesis: Synthesis) -> Any:
    granted = [
        (name, statement)
        for name, function in synthesis.functions().items()
        for statement in statements(synthesis.role_of(function))
        if "cloudformation:" in json.dumps(statement["Action"])
    ]
    ((name, statement),) = granted
    assert name == "watch_deployments"
    return statement

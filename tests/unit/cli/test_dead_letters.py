"""``./amo dead-letters``: where a message goes again, what is shown of it, and that the words know every queue."""

import json
from typing import Any

import pytest

from cli.commands import dead_letters
from cli.dead_letters.destination import Destination, Stuck, ToFunction, ToQueue, destination
from cli.dead_letters.letter import DeadLetter, shown
from cli.dead_letters.names import HELD, source_of, words_of
from cli.main import main
from lambdas.domain.kernel.queue_names import IN_ORDER
from stacks.functions import FUNCTIONS

AWS = "arn:aws:{service}:eu-central-1:111122223333:{name}"
OWN = AWS.format(service="sqs", name="amo-undelivered")
SWEEP = AWS.format(service="lambda", name="function:amo-sweep_preps:$LATEST")


def letter(body: Any, **attributes: str) -> DeadLetter:
    return DeadLetter.of_message(
        {
            "MessageId": "m1",
            "ReceiptHandle": "r1",
            "Body": body if isinstance(body, str) else json.dumps(body),
            "Attributes": {"SentTimestamp": "1796034384640", "ApproximateReceiveCount": "1"},
            "MessageAttributes": {
                name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
            },
        }
    )


def failed_run(request: dict[str, Any], function: str = SWEEP) -> DeadLetter:
    """As Lambda puts an asynchronous invocation among the undelivered."""
    context = {"requestId": "r", "functionArn": function, "condition": "RetriesExhausted", "approximateInvokeCount": 3}
    failure = {"errorType": "Retryable", "errorMessage": "Budget of Ada"}
    return letter({"version": "1.0", "requestContext": context, "requestPayload": request, "responsePayload": failure})


def test_every_queue_of_the_stage_has_its_dead_letters_in_words() -> None:
    fed = {f"{spec.queue}{IN_ORDER if spec.in_order else ''}" for spec in FUNCTIONS if spec.queue}
    assert set(HELD) == fed
    assert len(words_of("amo-demo")) == len(fed) + 1


def test_another_stage_of_the_account_is_not_listed() -> None:
    assert "amo-demo-reminders-failed" not in words_of("amo")
    assert "amo-reminders-failed" not in words_of("amo-demo")


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("amo-reminders-failed", "amo-reminders"),
        ("amo-messages-failed.fifo", "amo-messages.fifo"),
        ("amo-undelivered", ""),
    ],
)
def test_dead_letters_know_the_queue_they_are_of(name: str, source: str) -> None:
    assert source_of(name) == source


def test_an_event_goes_to_the_target_of_its_rule_as_it_was() -> None:
    event = {"detail-type": "MeetingRequiresPrep", "detail": {"meeting_id": "m"}}
    target = AWS.format(service="sqs", name="amo-prep_requests")
    assert destination(letter(event, RULE_ARN="arn:r", TARGET_ARN=target), "", OWN) == ToQueue(
        "amo-prep_requests", json.dumps(event)
    )


def test_a_timer_goes_to_its_queue_and_the_clock_to_its_function() -> None:
    target = AWS.format(service="sqs", name="amo-reminders")
    timer = letter({"meeting_id": "m"}, SCHEDULE_ARN="arn:s", TARGET_ARN=target, IS_PAYLOAD_TRUNCATED="false")
    assert destination(timer, "", OWN) == ToQueue("amo-reminders", '{"meeting_id": "m"}')
    tick = letter({"id": "1"}, SCHEDULE_ARN="arn:s", TARGET_ARN=SWEEP.removesuffix(":$LATEST"))
    assert destination(tick, "", OWN) == ToFunction("amo-sweep_preps", {"id": "1"})


def test_a_run_that_failed_is_begun_again_with_what_it_was_called_with() -> None:
    assert destination(failed_run({"all": True}), "", OWN) == ToFunction("amo-sweep_preps", {"all": True})


def test_runs_that_the_clock_began_are_one_run() -> None:
    first, second = (destination(failed_run({"id": f"{n}", "time": f"{n}", "source": "s"}), "", OWN) for n in range(2))
    assert isinstance(first, ToFunction)
    assert isinstance(second, ToFunction)
    assert first.run == second.run


@pytest.mark.parametrize(
    "left",
    [
        letter("no JSON, no attributes"),
        letter({}, TARGET_ARN=AWS.format(service="sqs", name="somebody-elses")),
        letter({}, TARGET_ARN=AWS.format(service="states", name="stateMachine:amo-meeting_prep")),
        letter({}, TARGET_ARN="arn:aws:sqs:eu-central-1:999999999999:amo-reminders"),
        letter({}, TARGET_ARN=AWS.format(service="sqs", name="amo-reminders"), IS_PAYLOAD_TRUNCATED="true"),
        letter("[]", TARGET_ARN=SWEEP),
        letter({}, TARGET_ARN="nonsense"),
        failed_run({}, function="arn:aws:lambda:eu-central-1:111122223333:function"),
    ],
)
def test_what_does_not_say_where_it_goes_stays_with_its_reason(left: DeadLetter) -> None:
    found: Destination = destination(left, "", OWN)
    assert isinstance(found, Stuck)
    assert found.reason


def test_ids_and_reasons_are_shown_and_nothing_that_people_wrote() -> None:
    seen = shown(
        letter(
            {
                "detail-type": "MeetingForgotten",
                "detail": {"meeting_id": "m-1", "title": "Layoffs", "task_token_id": "AQC", "note_id": "two words"},
                "text": "hello",
            },
            ERROR_CODE="NO_PERMISSIONS",
        )
    )
    assert seen["ids"] == {"detail-type": "MeetingForgotten", "detail.meeting_id": "m-1"}
    assert (seen["hidden"], seen["reason"]) == (4, "NO_PERMISSIONS")


def test_of_a_failed_run_the_kind_of_error_is_shown_and_not_its_words() -> None:
    seen = shown(failed_run({}))
    assert seen["reason"] == "Retryable"
    assert "Ada" not in json.dumps(seen)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["list", "amo-undelivered"], "list takes no queue"),
        (["show"], "say which"),
        (["redrive"], "say which"),
    ],
)
def test_a_queue_is_named_where_one_is_meant(words: list[str], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dead-letters", *words]) == 1
    assert line in capsys.readouterr().err


def test_without_a_terminal_nothing_is_sent_unless_it_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Account:
        def client(self, _service: str, attempts: int = 1) -> None: ...

    monkeypatch.setattr(dead_letters, "account_and_prefix", lambda _options: (Account(), "amo"))
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    assert main(["dead-letters", "redrive", "undelivered"]) == 1
    assert "--yes" in capsys.readouterr().err

"""A deployment that failed: operators hear why, and a rollback that got stuck is tried once more, whole."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.session import get_session
from botocore.stub import Stubber

from lambdas.aws.stacks import Stacks
from lambdas.deployments.watch import DeploymentWatch, StackChange
from lambdas.domain.deployments.failed_deployment import STUCK
from lambdas.errors import Retryable
from lambdas.notifications.notifier import Notifier
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_user
from tests.fakes.stores import FakeDeliveries, FakeInbox, FakeUsers

STACK_ID = "arn:aws:cloudformation:eu-central-1:123456789012:stack/amo-app/11112222-3333"
REASON = "Resource handler returned message: Role amo-page is invalid"


class Stage:
    """One operator, one member, and CloudFormation behind botocore's own description of it."""

    def __init__(self, self_repair: str = "retry_rollback") -> None:
        session = get_session()
        self.client = session.create_client(
            "cloudformation", region_name="eu-central-1", aws_access_key_id="k", aws_secret_access_key="s"
        )
        self.cloudformation = Stubber(self.client)
        self.cloudformation.activate()
        self.inbox = FakeInbox()
        self.users = FakeUsers(a_user("ops", role="operator"), a_user("ada"))
        notifier = Notifier(self.inbox, FakeDeliveries(), FakeQueue())  # type: ignore[arg-type]
        self.watch = DeploymentWatch(Stacks(self.client), self.users, notifier, self_repair)

    def has(self, status: str, *events: tuple[str, str, str]) -> None:
        """``events`` oldest first: logical id, status, reason; the last operation's, after an older one that failed."""
        older = [("amo-app", "UPDATE_IN_PROGRESS", "User Initiated"), ("Old", "UPDATE_FAILED", "an older failure")]
        rows = [_row(number, *event) for number, event in enumerate((*older, *events))]
        self.cloudformation.add_response("describe_stack_events", {"StackEvents": rows[::-1]}, {"StackName": STACK_ID})
        stack = {"StackName": "amo-app", "CreationTime": NOW, "StackStatus": status}
        self.cloudformation.add_response("describe_stacks", {"Stacks": [stack]}, {"StackName": STACK_ID})

    def hears(self, status: str, event_id: str = "e1") -> Any:
        event = {"id": event_id, "detail": {"stack-id": STACK_ID, "status-details": {"status": status}}}
        return self.watch.tell(StackChange.from_event(event), NOW)

    @property
    def told(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for (user_id, _), message in self.inbox.stored.items():
            found.setdefault(user_id, []).append(" ".join((message.title, *message.lines)))
        return found


def _row(number: int, resource: str, status: str, reason: str) -> dict[str, Any]:
    is_whole = resource == "amo-app"
    return {
        "StackId": STACK_ID,
        "EventId": f"e{number}",
        "StackName": "amo-app",
        "LogicalResourceId": resource,
        "PhysicalResourceId": STACK_ID if is_whole else f"physical-{resource}",
        "ResourceType": "AWS::CloudFormation::Stack" if is_whole else "AWS::Lambda::Function",
        "Timestamp": NOW + timedelta(seconds=number),
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
    }


BEGAN = ("amo-app", "UPDATE_IN_PROGRESS", "User Initiated")
CANCELLED = ("Api", "UPDATE_FAILED", "Resource update cancelled")
CAUSE = ("Page", "UPDATE_FAILED", REASON)
WENT_BACK = ("amo-app", "UPDATE_ROLLBACK_IN_PROGRESS", "The following resource(s) failed to update: [Page]")
GOT_STUCK = ("amo-app", STUCK, "The following resource(s) failed to update: [Page]")


def test_operators_alone_hear_of_the_first_that_failed_and_not_of_the_cascade() -> None:
    stage = Stage()
    stage.has("UPDATE_ROLLBACK_COMPLETE", BEGAN, CANCELLED, CAUSE, WENT_BACK)
    stage.hears("UPDATE_ROLLBACK_COMPLETE")
    assert list(stage.told) == ["ops"]
    (text,) = stage.told["ops"]
    assert REASON in text
    assert "Page" in text
    assert "as it was before" in text
    assert "older" not in text


def test_a_rollback_that_got_stuck_is_continued_once_skipping_nothing() -> None:
    stage = Stage()
    stage.has(STUCK, BEGAN, CAUSE, WENT_BACK, GOT_STUCK)
    sent: list[dict[str, Any]] = []
    stage.client.meta.events.register(
        "before-parameter-build.*.ContinueUpdateRollback", lambda params, **_: sent.append(params)
    )
    stage.cloudformation.add_response("continue_update_rollback", {})
    assert stage.hears(STUCK).is_retried
    assert set(sent[0]) == {"StackName", "ClientRequestToken"}
    assert "once more" in stage.told["ops"][0]


def test_the_second_time_it_waits_for_a_person() -> None:
    stage = Stage()
    stage.has(STUCK, BEGAN, CAUSE, WENT_BACK, GOT_STUCK, WENT_BACK, GOT_STUCK)
    assert not stage.hears(STUCK).is_retried
    assert "./amo mend" in stage.told["ops"][0]


def test_switched_off_it_waits_for_a_person_at_once() -> None:
    stage = Stage(self_repair="off")
    stage.has(STUCK, BEGAN, CAUSE, WENT_BACK, GOT_STUCK)
    assert not stage.hears(STUCK).is_retried


def test_where_a_person_was_faster_nothing_is_said_to_be_retried() -> None:
    stage = Stage()
    stage.has(STUCK, BEGAN, CAUSE, WENT_BACK, GOT_STUCK)
    stage.cloudformation.add_client_error("continue_update_rollback", "ValidationError")
    assert not stage.hears(STUCK).is_retried


def test_an_event_that_comes_twice_is_one_message() -> None:
    stage = Stage()
    for _ in range(2):
        stage.has("UPDATE_ROLLBACK_COMPLETE", BEGAN, CAUSE, WENT_BACK)
        stage.hears("UPDATE_ROLLBACK_COMPLETE")
    assert len(stage.told["ops"]) == 1


def test_a_success_is_nothing_to_tell() -> None:
    stage = Stage()
    assert stage.hears("UPDATE_COMPLETE") is None
    assert stage.told == {}


def test_what_cloudformation_does_not_answer_now_comes_again() -> None:
    stage = Stage()
    stage.cloudformation.add_client_error("describe_stack_events", "Throttling")
    with pytest.raises(Retryable):
        stage.hears("UPDATE_ROLLBACK_COMPLETE")

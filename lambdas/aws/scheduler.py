"""One-time schedules: a message to a queue at an instant."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from lambdas.aws.errors import translated
from lambdas.domain.kernel.instants import to_utc
from lambdas.errors import Retryable

MAX_RETRY_SECONDS = 2 * 60 * 60
"""As for events: a timer two hours late is of no use, the sweeper has looked long before."""
MAX_RETRIES = 185
"""The most there may be; the age above ends it first."""
SOONEST = timedelta(minutes=1)
"""EventBridge Scheduler refuses, or never fires, what lies in the past, and is precise to the minute."""


class Schedules:
    """``undelivered_arn`` is the queue that takes what the scheduler could not hand over (fault 77)."""

    def __init__(
        self, client: Any, group: str, role_arn: str, undelivered_arn: str, now: Callable[[], datetime]
    ) -> None:
        self._client = client
        self._group = group
        self._role_arn = role_arn
        self._undelivered_arn = undelivered_arn
        self._now = now

    def send_at(self, name: str, at: datetime, queue_arn: str, body: Mapping[str, Any]) -> None:
        """Creates or moves the schedule ``name``; it deletes itself once it has fired.

        A time that has passed, as when a message came late, or that would have by the time AWS reads it, becomes
        the soonest there is.
        """
        wanted = self._wanted(name, max(at, self._now() + SOONEST), queue_arn, body)
        for _ in range(2):  # it may fire, and so vanish, between the two calls
            if self._create(wanted) or self._update(wanted):
                return
        raise Retryable("A timer kept changing while it was being set; it is tried again.")

    def cancel(self, name: str) -> None:
        """Removes the schedule; one that fired, or never was, is fine."""
        with translated("removing a timer"):
            try:
                self._client.delete_schedule(GroupName=self._group, Name=name)
            except self._client.exceptions.ResourceNotFoundException:
                return

    def _wanted(self, name: str, at: datetime, queue_arn: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "GroupName": self._group,
            "Name": name,
            "ScheduleExpression": f"at({to_utc(at):%Y-%m-%dT%H:%M:%S})",
            "ScheduleExpressionTimezone": "UTC",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ActionAfterCompletion": "DELETE",
            "Target": {
                "Arn": queue_arn,
                "RoleArn": self._role_arn,
                "Input": json.dumps(body),
                "DeadLetterConfig": {"Arn": self._undelivered_arn},
                "RetryPolicy": {
                    "MaximumEventAgeInSeconds": MAX_RETRY_SECONDS,
                    "MaximumRetryAttempts": MAX_RETRIES,
                },
            },
        }

    def _create(self, wanted: dict[str, Any]) -> bool:
        with translated("setting a timer"):
            try:
                self._client.create_schedule(**wanted)
            except self._client.exceptions.ConflictException:
                return False
        return True

    def _update(self, wanted: dict[str, Any]) -> bool:
        with translated("moving a timer"):
            try:
                self._client.update_schedule(**wanted)
            except self._client.exceptions.ResourceNotFoundException:
                return False
        return True

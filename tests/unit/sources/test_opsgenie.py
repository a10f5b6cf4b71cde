"""Opsgenie's outgoing webhook: an alert from being opened to being closed, and whatever else may come.

The published messages are not on this machine. They were read in docs.opsgenie.com/docs/marid-alert-action-data (and
support.atlassian.com/opsgenie/docs/opsgenie-edge-connector-alert-action-data), which knows no priority yet; what is
sent since was read in messages that came: github.com/zulip/zulip, zerver/webhooks/opsgenie/fixtures, where ``priority``
is 3, and messages of 2020 in public code, where it is "P3". That it is ``alert.priority`` with each action, with
``oldPriority`` where it was changed, is what github.com/port-labs/port-docs maps, too.
"""

import json
from datetime import timedelta
from typing import Any

import pytest

from lambdas.config_files import load_sources_config
from lambdas.domain.context.kinds.incidents import Incident
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.statuses import Severity
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.source_pages import SourceChange
from lambdas.errors import Refused
from lambdas.sources.adapters import push_of
from tests.fakes.sources.opsgenie import ALERT_ID, SOMEBODY, STEPS, OpsgenieFake, Pushed
from tests.unit.sources.harness import NOW, made_of

PUSH = push_of(SourceKind.OPSGENIE, load_sources_config())
ACCOUNT = SourceAccount(owner="ada", source_id="opsgenie", kind=SourceKind.OPSGENIE, name="Opsgenie", connected_at=NOW)
FAKE = OpsgenieFake(NOW)
BEGAN = NOW - timedelta(hours=3)
GONE = SourceChange(closed=((RecordKind.INCIDENTS, ALERT_ID),))
NOTHING = SourceChange()
PUBLISHED = {
    *("updatedAt", "tags", "teams", "recipients", "message", "username", "alertId", "source", "alias", "tinyId"),
    *("createdAt", "userId", "entity", "note"),
}
SENT_SINCE = {"priority", "oldPriority", "responders", "owner", "description", "details"}


def change(pushed: Pushed) -> SourceChange:
    headers, body = pushed
    return PUSH.change(ACCOUNT, {}, headers, body, NOW)


def after(action: str, **alert: Any) -> SourceChange:
    return change(FAKE.step(action, **alert))


def record(told: SourceChange) -> Incident:
    assert told.closed == ()
    (made,), refused = made_of(ACCOUNT, told.rows, NOW)
    assert refused == ()
    assert isinstance(made.record, Incident)
    return made.record


def test_an_alert_is_one_record_from_being_opened_to_being_closed() -> None:
    opened, taken, noted, worse, closed = map(change, FAKE.story())
    assert noted == NOTHING
    told = [record(one) for one in (opened, taken, worse, closed)]
    assert {one.record_id for one in told} == {f"opsgenie:{ALERT_ID}"}
    assert {one.opened_at for one in told} == {BEGAN}
    assert [one.severity for one in told] == [Severity.SEV3, Severity.SEV3, Severity.SEV2, Severity.SEV2]
    assert [one.resolved_at for one in told] == [None, None, None, BEGAN + timedelta(minutes=80)]
    assert [one.owner for one in told] == ["Logistics", SOMEBODY, "Logistics", "Logistics"]
    assert [one.as_of for one in told] == [BEGAN + timedelta(minutes=20 * n) for n in (0, 1, 3, 4)]
    assert {one.note for one in told} == {"warehouse-feed; tags: stock, prod"}


def test_the_stand_in_sends_the_published_fields() -> None:
    for _, body in FAKE.story():
        message = json.loads(body)
        assert {"source", "alert", "action", "integrationId", "integrationName"} <= set(message)
        assert set(message["source"]) == {"name", "type"}
        assert set(message["alert"]) <= PUBLISHED | SENT_SINCE
        assert PUBLISHED - {"recipients", "note"} <= set(message["alert"])


@pytest.mark.parametrize(
    ("priority", "severity"), [("P1", "SEV1"), ("P2", "SEV2"), ("p3", "SEV3"), (1, "SEV1"), ("2", "SEV2")]
)
def test_severity_is_what_the_configuration_says_of_the_priority(priority: object, severity: str) -> None:
    assert record(after("Create", priority=priority)).severity == severity


@pytest.mark.parametrize("priority", ["P4", "P5", 4, "5"])
def test_what_is_not_worth_a_meeting_gives_no_change_and_is_gone_once_lowered(priority: object) -> None:
    assert after("Create", priority=priority) == NOTHING
    assert after("Acknowledge", priority=priority) == NOTHING
    assert after("UpdatePriority", priority=priority, oldPriority="P2") == GONE
    assert after("Close", priority=priority) == GONE


def test_an_alert_that_was_raised_is_known_from_then_on() -> None:
    assert record(after("UpdatePriority", priority="P1", oldPriority="P5")).severity is Severity.SEV1


def test_opened_without_a_priority_it_has_the_services_default() -> None:
    assert record(after("Create", priority=None)).severity is Severity.SEV3
    assert record(after("Create", priority="urgent")).severity is Severity.SEV3


@pytest.mark.parametrize("lacking", ["priority", "message", "createdAt"])
def test_closed_by_a_message_that_lacks_what_it_was_it_is_gone(lacking: str) -> None:
    assert after("Close", **{lacking: None}) == GONE


@pytest.mark.parametrize("action", ["Acknowledge", "UpdatePriority", "Escalate", "AssignOwnership"])
def test_without_its_priority_no_other_action_says_enough(action: str) -> None:
    assert after(action, priority=None) == NOTHING


@pytest.mark.parametrize("action", ["AddNote", "AddTags", "RemoveTags", "AddDetails", "UpdateMessage", "Restart host"])
def test_what_also_befalls_closed_alerts_opens_none_again(action: str) -> None:
    assert after(action) == NOTHING


def test_deleted_it_is_gone() -> None:
    assert after("Delete", priority=None, message=None, createdAt=None) == GONE


def test_whoever_it_was_given_to_answers_for_it() -> None:
    assert record(after("AssignOwnership", owner="noor@northwind.example")).owner == "noor@northwind.example"
    assert record(after("TakeOwnership")).owner == SOMEBODY
    assert record(after("Create", responders=None, team="operations")).owner == "operations"


def test_a_close_that_does_not_say_when_is_of_now() -> None:
    assert record(after("Close", updatedAt=None)).resolved_at == NOW
    assert record(after("Create", createdAt=None)).opened_at == NOW


@pytest.mark.parametrize(
    "moment", [1512559548447, "1512559548447", 1512559548447000000, "1512559548447000101", 1512559548]
)
def test_moments_are_told_apart_by_their_size(moment: object) -> None:
    opened = record(after("Create", createdAt=moment)).opened_at
    assert opened.replace(microsecond=0).isoformat() == "2017-12-06T11:25:48+00:00"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"action": "Create"}',
        b'{"action": "Create", "alert": {}}',
        b'{"action": "Create", "alert": {"alertId": 7}}',
        b'{"action": "Create", "alert": {"alertId": "a b"}}',
        b'{"action": null, "alert": {"alertId": "a-b"}}',
        b"[" * 100_000,
    ],
)
def test_what_nobody_can_read_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="Opsgenie sent something AMO cannot read") as told:
        change(({}, body))
    assert told.value.__cause__ is None


@pytest.mark.parametrize("name", sorted((PUBLISHED | SENT_SINCE) - {"alertId"}))
@pytest.mark.parametrize("hostile", [7, 1e400, -1, 10**30, "\u202e\x00 <b>", [[]], [7, None], {"name": {}}, True])
def test_a_field_of_any_shape_costs_no_more_than_its_row(name: str, hostile: Any) -> None:
    for action in STEPS:
        told = after(action, **{name: hostile})
        made, refused = made_of(ACCOUNT, told.rows, NOW)
        assert len(made) + len(refused) == len(told.rows) <= 1

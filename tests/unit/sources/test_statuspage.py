"""Statuspage's webhooks: an incident from being opened to being looked back upon, and whatever else may come.

The published messages are not on this machine. They were read in Atlassian's documentation as it is restated in
github.com/api-evangelist/statuspage, asyncapi/statuspage-webhooks-asyncapi.yml, and in messages that came, in
github.com/zulip/zulip, zerver/webhooks/statuspage/fixtures. What was read is written down below.
"""

import json
from datetime import timedelta
from typing import Any

import pytest

from lambdas.config_files import load_sources_config
from lambdas.domain.context.kinds.incidents import Incident
from lambdas.domain.records.statuses import Severity
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.source_pages import SourceChange
from lambdas.errors import Refused
from lambdas.sources.adapters import push_of
from tests.fakes.sources.statuspage import INCIDENT_ID, SAID, Pushed, StatuspageFake
from tests.unit.sources.harness import NOW, made_of

PUSH = push_of(SourceKind.STATUSPAGE, load_sources_config())
ACCOUNT = SourceAccount(
    owner="ada", source_id="statuspage", kind=SourceKind.STATUSPAGE, name="Statuspage", connected_at=NOW
)
FAKE = StatuspageFake(NOW)
INCIDENT_FIELDS = {
    *("backfilled", "created_at", "impact", "impact_override", "monitoring_at", "postmortem_body"),
    *("postmortem_body_last_updated_at", "postmortem_ignored", "postmortem_notified_subscribers"),
    *("postmortem_notified_twitter", "postmortem_published_at", "resolved_at", "scheduled_auto_transition"),
    *("scheduled_for", "scheduled_remind_prior", "scheduled_reminded_at", "scheduled_until", "shortlink", "status"),
    *("updated_at", "id", "organization_id", "incident_updates", "name"),
}
SENT_TODAY = {"components", "started_at"}
UPDATE_FIELDS = {
    *("body", "created_at", "display_at", "status", "twitter_updated_at", "updated_at", "wants_twitter_update"),
    *("id", "incident_id"),
}


def change(pushed: Pushed) -> SourceChange:
    headers, body = pushed
    return PUSH.change(ACCOUNT, {}, headers, body, NOW)


def changed(**incident: Any) -> SourceChange:
    return change(FAKE.incident("monitoring", **incident))


def record(told: SourceChange) -> Incident:
    (made,), refused = made_of(ACCOUNT, told.rows, NOW)
    assert refused == ()
    assert isinstance(made.record, Incident)
    return made.record


def test_an_incident_is_one_record_from_beginning_to_end() -> None:
    told = [record(made) for made in map(change, FAKE.story()) if made.rows]
    assert {one.record_id for one in told} == {f"statuspage:{INCIDENT_ID}"}
    assert {one.opened_at for one in told} == {NOW - timedelta(hours=6)}
    over = NOW - timedelta(hours=4)
    assert [one.resolved_at for one in told] == [None, None, None, over, over]
    assert {one.severity for one in told} == {Severity.SEV2}
    assert [one.as_of for one in told] == sorted(one.as_of for one in told)
    assert told[2].note == (
        "Monitoring (Card payments): The certificate is replaced. Payments go through again; we keep watching."
    )


def test_a_component_gives_no_change() -> None:
    assert change(FAKE.component()) == SourceChange()


def test_the_stand_in_sends_the_published_fields() -> None:
    for status in SAID:
        message = json.loads(FAKE.incident(status)[1])
        assert set(message) == {"meta", "page", "incident"}
        assert set(message["page"]) == {"id", "status_indicator", "status_description"}
        assert set(message["incident"]) <= INCIDENT_FIELDS | SENT_TODAY
        assert all(set(one) == UPDATE_FIELDS for one in message["incident"]["incident_updates"])
    component = json.loads(FAKE.component()[1])
    assert set(component) == {"meta", "page", "component_update", "component"}
    assert set(component["component_update"]) == {"created_at", "new_status", "old_status", "id", "component_id"}


@pytest.mark.parametrize(
    ("impact", "severity"), [("critical", "SEV1"), ("Major", "SEV2"), ("minor", "SEV3"), ("none", "SEV4")]
)
def test_severity_is_what_the_configuration_says_of_the_impact(impact: str, severity: str) -> None:
    assert record(changed(impact=impact)).severity == severity


def test_an_impact_nobody_knows_is_refused_by_its_row() -> None:
    made, refused = made_of(ACCOUNT, changed(impact="apocalyptic").rows, NOW)
    assert (made, refused) == ((), (f"{INCIDENT_ID}: severity is empty",))


def test_it_began_when_it_says_and_else_when_it_was_written_down() -> None:
    assert record(changed(started_at=None)).opened_at == NOW - timedelta(hours=6)
    began = "2026-11-28T14:03:25.363-03:00"
    assert record(changed(started_at=began)).opened_at.isoformat() == "2026-11-28T17:03:25.363000+00:00"


def test_over_without_a_time_is_over_when_it_was_changed() -> None:
    told = change(FAKE.incident("resolved", resolved_at=None, updated_at="2026-11-30T08:00:00Z"))
    assert record(told).resolved_at == NOW - timedelta(hours=1)
    assert record(changed(resolved_at="2026-11-30T08:00:00Z")).resolved_at is None


def test_maintenance_is_an_incident_once_it_has_begun() -> None:
    assert change(FAKE.maintenance("scheduled", NOW + timedelta(days=3))) == SourceChange()
    under_way = record(change(FAKE.maintenance("in_progress", NOW - timedelta(hours=1))))
    assert (under_way.severity, under_way.resolved_at) == (Severity.SEV4, None)
    over = record(change(FAKE.maintenance("completed", NOW - timedelta(hours=2))))
    assert (over.opened_at, over.resolved_at) == (NOW - timedelta(hours=2), NOW - timedelta(hours=1))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"incident": null}',
        b'{"incident": {"name": "no id"}}',
        b'{"incident": {"id": {"a": 1}}}',
        b'{"incident": {"id": "../x"}}',
        b'{"component_update": []}',
        b"[" * 100_000,
        b'{"incident": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_nobody_can_read_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="Statuspage sent something AMO cannot read") as told:
        change(({}, body))
    assert told.value.__cause__ is None


@pytest.mark.parametrize("name", sorted(INCIDENT_FIELDS - {"id"} | SENT_TODAY))
@pytest.mark.parametrize(
    "hostile",
    [None, 7, 1e400, "\u202e\x00 <b>", [[]], [7, None], {"status": {}}, True, pytest.param("9" * 5000, id="long")],
)
def test_a_field_of_any_shape_costs_no_more_than_its_row(name: str, hostile: Any) -> None:
    made, refused = made_of(ACCOUNT, changed(**{name: hostile}).rows, NOW)
    assert len(made) + len(refused) == 1


def test_half_a_character_is_left_out() -> None:
    headers, body = FAKE.incident("monitoring")
    torn = body.replace(b"Card payments time out", b"Card \\ud83d payments")
    assert record(change((headers, torn))).title == "Card payments in Brazil"

"""Sources of figures by the API: connecting, how each stands, disconnecting, and what of all that is secret."""

import json
from datetime import timedelta
from typing import Any

import pytest

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.sources.account import SourceStatus
from lambdas.domain.sources.kinds import SPECS, SourceKind
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.edges.api.sources import ConnectedFigureSource, NewSource, SourceValues
from lambdas.errors import NeedsConsent, NotFound, Retryable
from lambdas.source_readings.rows import records_of
from tests.unit.edges.harness import ADA, EVE, NOW, Answer, Harness, a_source

SECRET = "u+sEcReT-of-theirs"
PAGERDUTY: dict[str, Any] = {"kind": "pagerduty", "name": "Pager", "values": {"token": SECRET}}


def connect(harness: Harness, user: str = ADA, **body: Any) -> Answer:
    return harness.call("POST", "/api/sources", {**PAGERDUTY, **body}, user)


def sources(harness: Harness, user: str = ADA) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = harness.call("GET", "/api/sources", None, user).json["sources"]
    return found


def an_incident(harness: Harness, source_id: str = "pagerduty", owner: str = ADA) -> None:
    row = SourceRow(
        RecordKind.INCIDENTS, "P1", {"title": "Outage", "severity": "SEV1", "opened_at": "2026-01-05T09:30Z"}
    )
    account = a_source(SourceKind.PAGERDUTY, owner, source_id=source_id)
    harness.source_records.put_all(owner, records_of(account, [row], NOW).records)


def team_up(harness: Harness, role: str = "reviewer") -> None:
    for user in (ADA, EVE):
        harness.users.patch(user, {"team_id": "ops", "role": role if user == ADA else "member"})


def test_every_kind_is_told_with_the_fields_that_connecting_it_takes(harness: Harness) -> None:
    kinds = harness.call("GET", "/api/sources").json["kinds"]
    assert [kind["kind"] for kind in kinds] == [kind.value for kind in SPECS]
    (jira,) = (kind for kind in kinds if kind["kind"] == "jira")
    assert [field["name"] for field in jira["fields"] if field["is_secret"]] == ["token"]
    assert (jira["records"], jira["is_pushed"]) == (["big_rocks", "decisions"], False)


def test_a_source_is_tried_then_connected_and_its_first_reading_asked_for(harness: Harness) -> None:
    made = connect(harness)
    assert (made.status, made.json["said"], made.json["hook"]) == (200, "amo-reader of Example Inc.", "")
    assert harness.source_reader.asked == [{"token": SECRET}]
    assert harness.syncs.bodies == [{"owner": ADA, "source_id": "pagerduty"}]
    (there,) = sources(harness)
    assert (there["name"], there["owner"], there["status"], there["may_manage"]) == ("Pager", "you", "new", True)
    assert there["settings"] == {"address": "https://api.pagerduty.com"}
    assert (there["read_at"], there["age_seconds"], there["records"], there["place"]) == (None, None, {}, None)


def test_no_secret_is_in_an_answer_a_repr_or_a_row(harness: Harness, caplog: pytest.LogCaptureFixture) -> None:
    answers = [connect(harness), harness.call("GET", "/api/sources")]
    answers.append(harness.call("PUT", "/api/sources/pagerduty", {"values": {"token": SECRET}}))
    harness.source_reader.refusal = NeedsConsent("PagerDuty does not take what it was connected with.")
    answers += [connect(harness), harness.call("POST", "/api/sources/pagerduty/test")]
    answers.append(connect(harness, values={"token": SECRET, "x" * 41: SECRET}))
    said = " ".join(answer.text for answer in answers)
    said += f"{NewSource(**PAGERDUTY)}{SourceValues(values={'token': SECRET})}{harness.source_accounts.of(ADA)}"
    assert SECRET not in said + caplog.text
    assert SECRET not in json.dumps(list(harness.source_accounts.table.rows.values()))


@pytest.mark.parametrize(
    ("error", "status"),
    [(NeedsConsent("No."), 400), (Retryable("Later."), 503), (NotFound("Nothing there."), 400)],
)
def test_of_one_that_does_not_answer_nothing_is_stored(harness: Harness, error: Any, status: int) -> None:
    harness.source_reader.refusal = error
    answer = connect(harness)
    assert (answer.status, answer.json["message"]) == (status, str(error))
    assert (sources(harness), harness.syncs.bodies, harness.source_vault.kept) == ([], [], {})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"values": {}}, "API key is missing."),
        ({"values": {"token": SECRET, "address": "http://127.0.0.1/"}}, "An address begins with https://"),
        ({"values": {"token": SECRET, "address": "https://evil.example"}}, "is not a host of PagerDuty"),
        ({"values": {"token": SECRET, "hook": "x"}}, "hook is no setting of PagerDuty."),
        ({"for_team": True}, "You are in no team."),
    ],
)
def test_what_cannot_be_connected_is_said_in_a_line(harness: Harness, body: dict[str, Any], said: str) -> None:
    answer = connect(harness, **body)
    assert (answer.status, said in answer.json["message"]) == (400, True)
    assert harness.source_reader.asked == []


def test_what_tells_by_itself_gets_an_address_that_is_shown_once(harness: Harness) -> None:
    made = connect(harness, kind="statuspage", values={})
    assert made.json["hook"].startswith("https://amo.example/hooks/sources/")
    token = made.json["hook"].rpartition("/")[2]
    assert token not in harness.call("GET", "/api/sources").text
    assert token not in repr(ConnectedFigureSource.model_validate(made.json))
    assert token not in json.dumps(list(harness.source_accounts.table.rows.values()))
    refused = harness.call("POST", "/api/sources/statuspage/refresh")
    assert (refused.status, "tells AMO by itself" in refused.json["message"]) == (400, True)


def test_a_role_is_told_its_external_id_and_a_file_its_place(harness: Harness) -> None:
    values = {"account_number": "123456789012", "role_arn": "arn:aws:iam::123456789012:role/amo-costs"}
    connect(harness, kind="aws_costs", values=values)
    connect(harness, kind="hr_files", values={})
    costs, files = sources(harness)
    assert len(costs["settings"]["external_id"]) > 30
    assert files["place"] == {"bucket": "amo-sessions", "key": "sources/ada/hr_files/staffing.csv"}


def test_connected_again_it_keeps_what_is_not_sent(harness: Harness) -> None:
    address = {"address": "https://api.eu.pagerduty.com"}
    connect(harness, values={"token": SECRET, "teams": "P1", **address})
    harness.source_reader.asked.clear()
    again = harness.call("PUT", "/api/sources/pagerduty", {"values": {"teams": "P2", "token": ""}})
    assert again.json["source"]["settings"] == {**address, "teams": "P2"}
    assert harness.source_reader.asked == [{"token": SECRET}]
    cleared = harness.call("PUT", "/api/sources/pagerduty", {"values": {"teams": "", "token": "another"}})
    assert cleared.json["source"]["settings"] == address
    assert harness.source_reader.asked[-1] == {"token": "another"}


def test_how_it_stands_is_told_with_what_it_filled_in(harness: Harness) -> None:
    trouble = {"status": SourceStatus.RECONNECT, "problem": "The key was refused.", "failing_since": NOW}
    refused = {"rows": 3, "refused": 1, "refused_rows": ("P9: title is empty",), "is_whole": False}
    harness.source_accounts.connect(
        a_source(SourceKind.PAGERDUTY, ADA, read_at=NOW - timedelta(days=2), **trouble, **refused)
    )
    an_incident(harness)
    (there,) = sources(harness)
    assert (there["status"], there["problem"], there["age_seconds"]) == ("reconnect", "The key was refused.", 172800)
    assert (there["rows"], there["refused_rows"], there["is_whole"]) == (3, ["P9: title is empty"], False)
    assert there["records"] == {"incidents": 1}


def test_a_test_says_whom_it_takes_amo_for_or_what_is_wrong(harness: Harness) -> None:
    connect(harness)
    assert harness.call("POST", "/api/sources/pagerduty/test").json == {
        "ok": True,
        "said": "amo-reader of Example Inc.",
    }
    for error in (NeedsConsent("The key was refused."), Retryable("Busy."), NotFound("No such team.")):
        harness.source_reader.refusal = error
        tried = harness.call("POST", "/api/sources/pagerduty/test")
        assert (tried.status, tried.json) == (200, {"ok": False, "said": str(error)})


def test_it_is_read_when_somebody_asks_for_it(harness: Harness) -> None:
    connect(harness)
    harness.syncs.bodies.clear()
    answer = harness.call("POST", "/api/sources/pagerduty/refresh")
    assert (answer.status, answer.json) == (202, {"source_id": "pagerduty"})
    assert harness.syncs.bodies == [{"owner": ADA, "source_id": "pagerduty"}]


@pytest.mark.parametrize(("keep", "left"), [("true", ["pagerduty:P1"]), ("false", []), ("", ["pagerduty:P1"])])
def test_what_it_filled_in_is_kept_or_goes_with_it(harness: Harness, keep: str, left: list[str]) -> None:
    connect(harness)
    an_incident(harness)
    query = f"?keep_records={keep}" if keep else ""
    assert harness.call("DELETE", f"/api/sources/pagerduty{query}").json == {"records": 1}
    assert (sources(harness), harness.source_vault.kept) == ([], {})
    records = harness.call("GET", "/api/records/incidents").json
    assert [(record["record_id"], "origin" in record) for record in records] == [(name, False) for name in left]


def test_a_team_s_source_is_seen_by_all_and_managed_by_its_reviewers(harness: Harness) -> None:
    team_up(harness)
    assert connect(harness, for_team=True).json["source"]["owner"] == "team"
    (seen,) = sources(harness, EVE)
    assert (seen["source_id"], seen["owner"], seen["may_manage"]) == ("team-pagerduty", "team", False)
    assert harness.call("POST", "/api/sources/team-pagerduty/test", None, EVE).json["ok"]
    assert harness.call("PUT", "/api/sources/team-pagerduty", {"values": {}}, EVE).status == 403
    assert harness.call("DELETE", "/api/sources/team-pagerduty", None, EVE).status == 403
    assert connect(harness, EVE, for_team=True).status == 403
    assert harness.call("DELETE", "/api/sources/team-pagerduty").status == 200


def test_a_source_of_somebody_else_is_not_there(harness: Harness) -> None:
    connect(harness)
    for method, path in (("PUT", ""), ("DELETE", ""), ("POST", "/test"), ("POST", "/refresh")):
        body = {"values": {"token": "t"}} if method == "PUT" else None
        assert harness.call(method, f"/api/sources/pagerduty{path}", body, EVE).status == 404
    assert sources(harness, EVE) == []


def test_records_say_where_they_come_from(harness: Harness) -> None:
    connect(harness)
    an_incident(harness)
    own = {"record_id": "I-1", "title": "Mine", "severity": "SEV3", "opened_at": "2026-01-05T09:30Z"}
    harness.call("POST", "/api/records/incidents", {"values": own})
    mine, theirs = harness.call("GET", "/api/records/incidents").json
    assert (mine["record_id"], "origin" in mine) == ("I-1", False)
    assert theirs["origin"] == {"source": "Pager", "source_id": "pagerduty", "read_at": None, "corrected": []}


def test_saving_a_source_s_record_corrects_it_and_deleting_it_is_refused(harness: Harness) -> None:
    connect(harness)
    an_incident(harness)
    values = {"record_id": "pagerduty:P1", "owner": "Bo"}
    assert harness.call("POST", "/api/records/incidents", {"values": values}).json["owner"] == "Bo"
    (record,) = harness.call("GET", "/api/records/incidents").json
    assert (record["owner"], record["title"], record["origin"]["corrected"]) == ("Bo", "Outage", ["owner"])
    wrong = harness.call("POST", "/api/records/incidents", {"values": {**values, "severity": "bad"}})
    assert (wrong.status, "severity “bad” is not known" in wrong.json["message"]) == (400, True)
    harness.call("POST", "/api/records/incidents", {"values": {**values, "owner": None}})
    assert harness.call("GET", "/api/records/incidents").json[0]["origin"]["corrected"] == []
    refused = harness.call("DELETE", "/api/records/incidents?record_id=pagerduty:P1")
    assert (refused.status, refused.json["message"]) == (
        400,
        "Pager says this: delete it there, or disconnect Pager. What it says wrong can be corrected here.",
    )
    assert "pagerduty:P1" in harness.call("GET", "/api/records/incidents/export").text

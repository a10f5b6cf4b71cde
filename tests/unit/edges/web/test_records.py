from lambdas.domain.kernel.context_kinds import RecordKind
from tests.unit.edges.harness import ADA, NOW, Harness

CSV = "title,raised_on,owner\nHire two,2026-01-05,Ada\nBroken,not a date,Ada\n"


def titles(harness: Harness) -> set[str]:
    return {record.title for record in harness.records.of_kind(ADA, RecordKind.DECISIONS)}  # type: ignore[attr-defined]  # records of this kind have it


def test_an_import_is_seen_before_it_is_stored(harness: Harness) -> None:
    preview = harness.post("/records/decisions/preview", text=CSV).text
    assert "Import 1 record" in preview
    assert "is not a date" in preview
    assert titles(harness) == set()
    assert harness.post("/records/decisions/import", text=CSV).status == 303
    assert titles(harness) == {"Hire two"}


def test_a_file_that_cannot_be_used_is_refused_with_what_to_do(harness: Harness) -> None:
    text = harness.post("/records/decisions/preview", text="colour,size\nred,3\n").text
    assert "missing" in text
    assert "colour,size" in text


def test_a_record_is_added_edited_found_exported_and_deleted(harness: Harness) -> None:
    assert harness.post("/records/decisions/save", title="Remote work", raised_on="2026-01-05").status == 303
    (record,) = harness.records.of_kind(ADA, RecordKind.DECISIONS)
    assert 'value="Remote work"' in harness.get(f"/records/decisions/edit?id={record.record_id}").text
    harness.post(
        "/records/decisions/save", id=record.record_id, title="Remote work", raised_on="2026-01-05", owner="Bo"
    )
    assert "Bo" in harness.get("/records/decisions?q=remote+bo").text
    assert "Nothing matches" in harness.get("/records/decisions?q=zebra").text
    assert "Remote work" in harness.get("/records/decisions/export").text
    harness.post("/records/decisions/delete", id=record.record_id)
    assert titles(harness) == set()


def test_an_edited_record_holds_from_now_on_unless_another_day_is_written(harness: Harness) -> None:
    harness.post("/records/decisions/save", title="Remote", raised_on="2026-01-05", as_of="2026-02-01 09:00")
    (before,) = harness.records.of_kind(ADA, RecordKind.DECISIONS)
    form = harness.get(f"/records/decisions/edit?id={before.record_id}").text
    assert "Until now it says 2026-02-01 09:00" in form
    edited = {"id": before.record_id, "title": "Remote", "raised_on": "2026-01-05", "owner": "Bo"}
    harness.post("/records/decisions/save", **edited, as_of="")
    (renewed,) = harness.records.of_kind(ADA, RecordKind.DECISIONS)
    assert renewed.as_of >= NOW
    harness.post("/records/decisions/save", **edited, as_of="2026-02-03 10:00")
    (dated,) = harness.records.of_kind(ADA, RecordKind.DECISIONS)
    assert f"{dated.as_of:%Y-%m-%d %H:%M}" == "2026-02-03 10:00"


def test_a_refused_record_comes_back_as_it_was_typed(harness: Harness) -> None:
    text = harness.post("/records/decisions/save", title="Remote work", raised_on="yesterday-ish").text
    assert 'role="alert"' in text
    assert 'value="Remote work"' in text


def test_an_incident_keeps_its_follow_ups(harness: Harness) -> None:
    fields = {
        "record_id": "I-1",
        "severity": "SEV1",
        "title": "Outage",
        "opened_at": "2026-01-05 09:30",
        "follow_ups-0-what": "Add an alert",
        "follow_ups-0-status": "open",
        "follow_ups-1-status": "open",
    }
    assert harness.post("/records/incidents/save", **fields).status == 303
    (incident,) = harness.records.of_kind(ADA, RecordKind.INCIDENTS)
    assert [follow_up.what for follow_up in incident.follow_ups] == ["Add an alert"]  # type: ignore[attr-defined]  # records of this kind have it
    assert "Add an alert" in harness.get("/records/incidents/edit?id=I-1").text


def test_the_api_does_the_same(harness: Harness) -> None:
    saved = harness.call("POST", "/api/records/decisions", {"values": {"title": "Remote", "raised_on": "2026-01-05"}})
    record_id = saved.json["record_id"]
    assert [record["title"] for record in harness.call("GET", "/api/records/decisions").json] == ["Remote"]
    assert harness.call("GET", "/api/records/decisions/export").text.startswith("id,")
    assert harness.call("DELETE", f"/api/records/decisions?record_id={record_id}").json == {"record_id": record_id}
    assert harness.call("GET", "/api/records/decisions").json == []

"""The page of where figures come from: how each source stands in words, the forms that connect one, and the records."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest

from lambdas.accounts.tokens import Identity
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.notifications.messages import MessageKind
from lambdas.domain.sources.account import ReadingUnderWay, SourceAccount, SourceStatus
from lambdas.domain.sources.kinds import SPECS, SourceKind
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.edges.http.form_tokens import form_token
from lambdas.edges.web.source_words import summary_of
from lambdas.errors import NeedsConsent, Retryable
from lambdas.source_readings.notices import trouble_message
from lambdas.source_readings.rows import records_of
from tests.unit.edges.harness import ADA, EVE, KEYS, NOW, PUBLIC, READY, Answer, Harness, a_source

SECRET = "u+sEcReT-of-theirs"
PLACE = "/settings/sources"
OLD = NOW - timedelta(days=3)
EPIC = {"name": "Migration", "owner": "Priya", "progress": 40, "status": "on track", "note": "By March"}


def connected(harness: Harness, kind: SourceKind = SourceKind.PAGERDUTY, owner: str = ADA, **fields: Any) -> None:
    fields.setdefault("name", SPECS[kind].label)
    fields.setdefault("status", SourceStatus.OK)
    harness.source_accounts.connect(a_source(kind, owner, **fields))


def say(harness: Harness, *rows: SourceRow, source: SourceKind = SourceKind.JIRA, gone: bool = False) -> None:
    """A source of Ada's fills these in; or they are gone there."""
    records = records_of(a_source(source, ADA), rows, NOW).records
    closed = {"closed_at": NOW - timedelta(days=1)} if gone else {}
    harness.source_records.put_all(ADA, [one.model_copy(update=closed) for one in records])


def epic(external_id: str = "AMO-1", **values: Any) -> SourceRow:
    return SourceRow(RecordKind.BIG_ROCKS, external_id, {**EPIC, "as_of": "2026-01-05T09:30:15Z", **values})


def connect(harness: Harness, path: str, user: str = ADA, **fields: str) -> Answer:
    """Sends the form; a field of it has the name of the harness's own for the form's token."""
    right = form_token(Identity(user, f"s-{user}"), KEYS)
    body = urlencode({"form_token": right, "token": SECRET, **fields}).encode()
    return harness.send(
        "POST",
        f"{PLACE}/{path}",
        body,
        user,
        {"content-type": "application/x-www-form-urlencoded", "origin": PUBLIC},
    )


def text_of(harness: Harness, path: str = PLACE, user: str = ADA) -> str:
    """All that stands on the page, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", harness.get(path, user).text)).split())


def test_without_a_source_the_page_says_how_to_begin(harness: Harness) -> None:
    text = text_of(harness)
    assert "None yet" in text
    for spec in SPECS.values():
        assert f"Connect {spec.label}" in text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, ("Works", "read 15 min ago", "read again in 45 min")),
        ({"read_at": NOW - timedelta(days=2)}, ("Works", "2 days old")),
        ({"read_at": None, "status": SourceStatus.NEW}, ("Not read yet", "read in 45 min")),
        (
            {"status": SourceStatus.NEW, "reading": ReadingUnderWay(began_at=NOW, page=2, rows=120)},
            ("Being read for the first time", "being read now, 120 rows so far"),
        ),
        (
            {"status": SourceStatus.RECONNECT, "problem": "The key was refused.", "failing_since": NOW},
            ("Needs you", "The key was refused. Since", "make a new key there, and connect it again"),
        ),
        (
            {"status": SourceStatus.REFUSED, "problem": "It leads elsewhere.", "failing_since": NOW},
            ("Needs you", "look at what it is connected with"),
        ),
        (
            {"status": SourceStatus.THROTTLED, "problem": "It asks to wait.", "failing_since": NOW},
            ("Asks AMO to wait", "Nothing to do: AMO tries again by itself."),
        ),
        (
            {"status": SourceStatus.UNREACHABLE, "problem": "It is away.", "failing_since": NOW},
            ("Cannot be reached", "Nothing to do"),
        ),
        ({"is_whole": False}, ("it has more rows than it gave",)),
        (
            {"refused": 2, "refused_rows": ("P1: title is empty", "P2: severity is odd")},
            ("2 rows could not be used", "P1: title is empty", "P2: severity is odd"),
        ),
        ({"settings": {"teams": "P1,P2"}}, ("What it is connected with", "Teams P1,P2")),
    ],
)
def test_a_source_stands_there_in_words(harness: Harness, fields: dict[str, Any], said: tuple[str, ...]) -> None:
    connected(harness, **fields)
    text = text_of(harness)
    assert [words for words in said if words not in text] == []


def test_what_it_filled_in_is_counted_by_kind_and_leads_there(harness: Harness) -> None:
    connected(harness, SourceKind.JIRA)
    decision = SourceRow(RecordKind.DECISIONS, "AMO-7", {"title": "Which database?", "raised_on": "2026-01-05"})
    say(harness, epic(), epic("AMO-2", name="Audit log"), decision)
    say(harness, epic("AMO-3", name="Gone"), gone=True)
    answer = harness.get(PLACE).text
    assert 'href="/records/big_rocks?source=jira">2 big rocks</a>' in answer
    assert 'href="/records/decisions?source=jira">1 decision</a>' in answer


def test_what_needs_the_person_stands_first(harness: Harness) -> None:
    connected(harness, SourceKind.GITHUB)
    trouble: dict[str, Any] = {"status": SourceStatus.RECONNECT, "problem": "Refused.", "failing_since": NOW}
    connected(harness, SourceKind.PAGERDUTY, **trouble)
    text = harness.get(PLACE).text
    assert text.index("<h3>PagerDuty") < text.index("<h3>GitHub")


@pytest.mark.parametrize("kind", SourceKind)
def test_a_form_has_every_field_of_its_kind_and_no_secret_in_it(harness: Harness, kind: SourceKind) -> None:
    form = harness.get(f"{PLACE}/new/{kind}").text
    for field in SPECS[kind].fields:
        (tag,) = re.findall(rf'<(?:input|textarea)[^>]* name="{field.name}"[^>]*>', form)
        assert f'<label for="f-{field.name}">' in form
        assert ("required" in tag) == field.is_required
        if field.is_secret:
            assert 'type="password"' in tag or tag.startswith("<textarea")
            assert 'autocomplete="off"' in tag


def test_a_kind_nobody_reads_is_not_here(harness: Harness) -> None:
    assert harness.get(f"{PLACE}/new/fax").status == 404
    assert harness.post(f"{PLACE}/new/fax").status == 404


def test_connecting_tries_it_stores_it_and_says_so(harness: Harness) -> None:
    answer = connect(harness, "new/pagerduty", name="Pager")
    assert (answer.status, answer.headers["Location"]) == (303, f"{PLACE}?done=source-connected")
    (account,) = harness.source_accounts.of(ADA)
    assert (account.name, account.settings) == ("Pager", {"address": "https://api.pagerduty.com"})
    assert harness.syncs.bodies == [{"owner": ADA, "source_id": "pagerduty"}]


def test_a_refused_form_comes_back_as_it_was_typed_without_its_secret(harness: Harness) -> None:
    harness.source_reader.refusal = NeedsConsent("PagerDuty does not take what it was connected with.")
    text = connect(harness, "new/pagerduty", name="Pager", teams="P1,P2").text
    assert 'role="alert">PagerDuty does not take what it was connected with.' in text
    assert 'value="P1,P2"' in text
    assert 'value="Pager"' in text
    assert SECRET not in text
    assert harness.source_accounts.of(ADA) == ()


@pytest.mark.parametrize(
    ("kind", "fields", "label", "said"),
    [
        ("statuspage", {}, "Address", r"https://amo\.example/hooks/sources/[\w-]{40,}"),
        ("hr_files", {}, "Place of the file", r"amo-sessions/sources/ada/hr_files/staffing\.csv"),
        ("aws_costs", {"account_number": "123456789012", "role_arn": "arn:x"}, "External id", r"[\w-]{40,}"),
    ],
)
def test_what_a_service_has_to_be_told_is_shown_once_it_is_connected(
    harness: Harness, kind: str, fields: dict[str, str], label: str, said: str
) -> None:
    answer = harness.post(f"{PLACE}/new/{kind}", **fields)
    assert answer.status == 200
    assert f"{SPECS[SourceKind(kind)].label} is connected; one thing is left to do there" in answer.text
    (shown,) = re.findall(rf">{label}</b></p>\s*<p><code[^>]*>({said})</code>", answer.text)
    assert (shown in harness.get(PLACE).text) == (kind != "statuspage")


def test_a_source_is_connected_again_in_a_form_with_its_settings(harness: Harness) -> None:
    connect(harness, "new/pagerduty", teams="P1")
    form = harness.get(f"{PLACE}/pagerduty").text
    assert 'value="P1"' in form
    assert SECRET not in form
    assert "Kept as it is where you leave this empty." in form
    elsewhere = {"address": "https://api.eu.pagerduty.com"}
    assert "has to be given again at another address" in connect(harness, "pagerduty", **elsewhere, token="").text
    answer = connect(harness, "pagerduty", teams="", token="")
    assert answer.headers["Location"] == f"{PLACE}?done=source-again"
    assert harness.source_accounts.of(ADA)[0].settings == {"address": "https://api.pagerduty.com"}
    assert harness.source_reader.asked[-1] == {"token": SECRET}
    assert connect(harness, "pagerduty", **elsewhere, token="other").headers["Location"]
    assert harness.source_accounts.of(ADA)[0].settings == elsewhere
    harness.source_reader.refusal = Retryable("PagerDuty could not be reached; AMO tries again.")
    assert "could not be reached" in connect(harness, "pagerduty", token="other").text


def test_a_test_says_on_the_page_what_it_answered(harness: Harness) -> None:
    connect(harness, "new/pagerduty")
    assert "PagerDuty answers: amo-reader of Example Inc." in harness.post(f"{PLACE}/pagerduty/test").text
    harness.source_reader.refusal = NeedsConsent("The key was refused.")
    text = harness.post(f"{PLACE}/pagerduty/test").text
    assert 'role="alert">PagerDuty, asked just now: The key was refused.' in text


def test_it_is_read_now(harness: Harness) -> None:
    connected(harness)
    assert harness.post(f"{PLACE}/pagerduty/refresh").headers["Location"] == f"{PLACE}?done=source-read"
    assert harness.syncs.bodies == [{"owner": ADA, "source_id": "pagerduty"}]


@pytest.mark.parametrize(("keep", "done", "left"), [("1", "source-kept", 1), ("0", "source-gone", 0)])
def test_disconnected_what_it_filled_in_stays_or_goes(harness: Harness, keep: str, done: str, left: int) -> None:
    connected(harness, SourceKind.JIRA)
    say(harness, epic())
    assert harness.post(f"{PLACE}/jira/disconnect", keep=keep).headers["Location"] == f"{PLACE}?done={done}"
    assert harness.source_accounts.of(ADA) == ()
    assert len(harness.records.of_kind(ADA, RecordKind.BIG_ROCKS)) == left


def test_a_team_s_source_is_managed_by_who_may_and_seen_by_all(harness: Harness) -> None:
    for user, role in ((ADA, "reviewer"), (EVE, "member")):
        harness.users.patch(user, {"team_id": "ops", "role": role})
    assert "For your team" in harness.get(f"{PLACE}/new/pagerduty").text
    assert "For your team" not in harness.get(f"{PLACE}/new/pagerduty", EVE).text
    connect(harness, "new/pagerduty", for_team="1")
    assert "your team’s" in text_of(harness, user=EVE)
    assert f"{PLACE}/team-pagerduty/disconnect" in harness.get(PLACE).text
    assert f"{PLACE}/team-pagerduty/disconnect" not in harness.get(PLACE, EVE).text
    assert harness.get(f"{PLACE}/team-pagerduty", EVE).status == 403
    assert connect(harness, "team-pagerduty", EVE).status == 403
    assert harness.post(f"{PLACE}/team-pagerduty/disconnect", EVE, keep="0").status == 403
    assert harness.post(f"{PLACE}/team-pagerduty/test", EVE).status == 200


def account(kind: SourceKind = SourceKind.PAGERDUTY, **fields: Any) -> SourceAccount:
    return a_source(kind, ADA, **{"name": SPECS[kind].label, "status": SourceStatus.OK, **fields})


@pytest.mark.parametrize(
    ("accounts", "line"),
    [
        ([], "None yet: what AMO knows of your figures is what you import by hand."),
        ([account()], "1 source, read within the hour."),
        ([account(), account(SourceKind.JIRA)], "2 sources, all read within the hour."),
        ([account(), account(SourceKind.JIRA, read_at=OLD)], "2 sources, the oldest figures 3 days old."),
        ([account(read_at=None, status=SourceStatus.NEW)], "1 source, not read yet."),
        ([account(SourceKind.STATUSPAGE, read_at=None)], "1 source, told by the service itself."),
        ([account(status=SourceStatus.RECONNECT), account(SourceKind.JIRA)], "PagerDuty needs you."),
        (
            [account(status=SourceStatus.RECONNECT), account(SourceKind.JIRA, status=SourceStatus.REFUSED)],
            "PagerDuty and Jira need you.",
        ),
        (
            [account(status=SourceStatus.UNREACHABLE)],
            "PagerDuty cannot be read at the moment; AMO tries again by itself.",
        ),
    ],
)
def test_all_of_them_in_a_line(accounts: list[SourceAccount], line: str) -> None:
    assert summary_of(accounts, NOW).line == line


def test_the_settings_say_it_in_a_line_and_lead_there(harness: Harness) -> None:
    connected(harness, status=SourceStatus.RECONNECT, problem="Refused.", failing_since=NOW)
    text = harness.get("/settings").text
    assert 'id="sources"' in text
    assert "PagerDuty needs you." in text
    assert f'href="{PLACE}"' in text


def test_a_source_that_needs_somebody_waits_for_them_until_it_is_well(harness: Harness) -> None:
    failing = account(status=SourceStatus.RECONNECT, problem="The key was refused.", failing_since=NOW)
    harness.source_accounts.connect(failing)
    message = trouble_message(harness.users.get(ADA), failing, NOW)
    assert message.kind is MessageKind.SOURCE_PROBLEM
    harness.inbox.put(ADA, message)
    text = harness.get("/").text
    assert "Source needs you" in text
    assert f'href="{PLACE}"' in text
    harness.source_accounts.connect(account())
    assert "Source needs you" not in harness.get("/").text


def test_records_say_which_source_they_are_from_and_how_old(harness: Harness) -> None:
    connected(harness, SourceKind.JIRA)
    say(harness, epic())
    harness.post("/records/big_rocks/save", name="By hand", owner="Ada", progress="10", status="on_track")
    text = text_of(harness, "/records/big_rocks")
    assert "Jira, read 15 min ago" in text
    assert "Filled in by Jira (read 15 min ago)" in text
    for source, there, away in (("jira", "Migration", "By hand"), ("by-hand", "By hand", "Migration")):
        rows = re.findall(r'<th scope="row">(.*?)</th>', harness.get(f"/records/big_rocks?source={source}").text)
        assert (there in " ".join(rows), away in " ".join(rows)) == (True, False)


def corrected(harness: Harness, **fields: str) -> int:
    """Sends the form as a browser does, with these fields changed."""
    form = harness.get("/records/big_rocks/edit?id=jira:AMO-1").text
    values = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', form))
    values |= {name: unescape(text) for name, text in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>([^<]*)<', form)}
    for name, options in re.findall(r'<select[^>]* name="(\w+)">(.*?)</select>', form):
        values[name] = re.findall(r'value="(\w*)" selected', options)[0]
    values.pop("form_token")
    return harness.post("/records/big_rocks/correct", **{**values, **fields}).status


def test_a_source_s_record_is_corrected_field_by_field_and_that_is_taken_back(harness: Harness) -> None:
    connected(harness, SourceKind.JIRA)
    say(harness, epic())
    form = text_of(harness, "/records/big_rocks/edit?id=jira:AMO-1")
    assert "Correct the big rock" in form
    assert "Delete this record" not in form
    assert corrected(harness) == 303
    assert "You corrected" not in text_of(harness, "/records/big_rocks")
    assert corrected(harness, progress="60", note="By\r\nApril") == 303
    assert "You corrected: note (source says By March) and progress (source says 40 %)" in text_of(
        harness, "/records/big_rocks"
    )
    back = {"id": "jira:AMO-1", "field": "progress"}
    assert harness.post("/records/big_rocks/take-back", **back).status == 303
    assert "You corrected: note (source says By March) By" not in text_of(harness, "/records/big_rocks")
    assert "progress (source says" not in text_of(harness, "/records/big_rocks")


def test_a_correction_of_what_changed_meanwhile_is_shown_again_first(harness: Harness) -> None:
    connected(harness, SourceKind.JIRA)
    say(harness, epic())
    answer = harness.post("/records/big_rocks/correct", id="jira:AMO-1", seen="0" * 64, progress="61")
    assert "Its source said something else meanwhile" in answer.text
    assert 'value="61"' in answer.text
    assert "You corrected" not in text_of(harness, "/records/big_rocks")


def test_a_correction_that_makes_no_record_comes_back_as_it_was_typed(harness: Harness) -> None:
    connected(harness, SourceKind.JIRA)
    say(harness, epic())
    assert corrected(harness, progress="lots") == 200
    assert harness.post("/records/big_rocks/correct", id="nothing").status == 404


def test_a_source_s_record_is_not_deleted_here(harness: Harness) -> None:
    connected(harness, SourceKind.JIRA)
    say(harness, epic())
    answer = harness.post("/records/big_rocks/delete", id="jira:AMO-1")
    assert answer.status == 400
    assert "Jira says this: delete it there, or disconnect Jira." in unescape(answer.text)


def test_what_is_gone_at_its_source_stands_in_a_fold_and_is_exported_no_more(harness: Harness) -> None:
    connected(harness, SourceKind.JIRA)
    say(harness, epic())
    say(harness, epic("AMO-2", name="Audit log"), gone=True)
    assert "Gone at the source: 1" in text_of(harness, "/records/big_rocks")
    assert "Audit log Jira, seen no more 24 h ago" in text_of(harness, "/records/big_rocks")
    exported = harness.get("/records/big_rocks/export").text
    assert ("Migration" in exported, "Audit log" in exported) == (True, False)


def test_an_import_counts_one_s_own_records_alone(harness: Harness) -> None:
    connected(harness, SourceKind.JIRA)
    say(harness, epic())
    csv = "name,owner,progress,status\nBy hand,Ada,10,on track\n"
    assert "Import 1 record" in harness.post("/records/big_rocks/preview", text=csv).text
    assert harness.post("/records/big_rocks/import", text=csv).status == 303
    assert [record.natural_key for record in harness.records.of_kind(ADA, RecordKind.BIG_ROCKS)] == ["By hand"]


def test_preparing_again_counts_what_sources_say(furnished: Harness) -> None:
    connected(furnished, SourceKind.JIRA)
    say(furnished, epic(as_of=(NOW + timedelta(minutes=5)).isoformat()))
    assert "1 big rock" in text_of(furnished, f"/meetings/{READY}/again")


def test_a_source_that_is_paused_says_so(harness: Harness) -> None:
    harness.users.patch(ADA, {"role": "operator"})
    harness.post("/settings/switches/sources", on="0")
    assert "Sources are not read at the moment" in text_of(harness)
    assert "Sources of figures are not read at the moment" in text_of(harness, "/settings")


def test_what_was_exported_and_imported_again_is_told_once_and_goes_with_its_source(harness: Harness) -> None:
    connected(harness)
    row = SourceRow(
        RecordKind.INCIDENTS, "P1", {"title": "Outage", "severity": "SEV1", "opened_at": "2026-01-05T09:30Z"}
    )
    say(harness, row, source=SourceKind.PAGERDUTY)
    exported = harness.get("/records/incidents/export").text
    assert harness.post("/records/incidents/import", text=exported).status == 303
    assert len(harness.call("GET", "/api/records/incidents").json) == 1
    say(harness, row, source=SourceKind.PAGERDUTY, gone=True)
    assert harness.call("GET", "/api/records/incidents").json == []

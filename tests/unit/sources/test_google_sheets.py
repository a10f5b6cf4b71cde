"""Sheets as a CSV import would have them: the same records, its own row numbers, a key that Google alone gets."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

from lambdas.domain.context.kinds.budget import BudgetLine
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.relative_days import absolute_day, absolute_period
from lambdas.domain.records.records import Record
from lambdas.domain.sources.kinds import SourceKind
from lambdas.errors import NeedsConsent, Refused, Retryable
from lambdas.outbound.json_http import JsonHttp
from lambdas.records.import_file import read_import
from lambdas.sources.google_sheets import GoogleSheetsReader
from lambdas.sources.google_sheets_access import GoogleTokens
from tests.fakes.google.discovery import TYPES
from tests.fakes.sources.base import SourceFault, SourceRequest
from tests.fakes.sources.google_sheets import EMAIL, SPREADSHEET, TOKEN_URI, GoogleSheetsFake, Sheet, sheet_of
from tests.fakes.sources.google_sheets_cells import CURRENCY, PERCENT, Cell, day, moment, rows_of_csv
from tests.fakes.stores import FakeRecords
from tests.unit.sources.harness import NOW, Trial, made_of, trying

SHEETS = SourceKind.GOOGLE_SHEETS
BERLIN = ZoneInfo("Europe/Berlin")
EXAMPLES = Path(__file__).parents[3] / "examples" / "records"


def holding(kind: RecordKind, rows: list[list[Any]]) -> tuple[GoogleSheetsFake, dict[str, str]]:
    fake = GoogleSheetsFake(NOW)
    fake.sheets = {"Here": sheet_of(rows)}
    return fake, {"ranges": f"{kind}=Here"}


def read_of(kind: RecordKind, rows: list[list[Any]]) -> tuple[list[Any], list[str]]:
    fake, settings = holding(kind, rows)
    with trying(SHEETS, fake, settings=settings) as trial:
        return records_in(trial)


def records_in(trial: Trial) -> tuple[list[Any], list[str]]:
    rows, refused, is_whole = trial.read_all()
    assert is_whole
    records, problems = made_of(trial.account, rows, NOW)
    assert problems == ()
    return [one.record for one in records], refused


def reader_in(trial: Trial) -> GoogleSheetsReader:
    assert isinstance(trial.reader, GoogleSheetsReader)
    return trial.reader


def said(record: Record) -> dict[str, Any]:
    return record.model_dump(exclude={"record_id"})


def test_the_demonstration_is_read_as_it_is_meant() -> None:
    with trying(SHEETS, GoogleSheetsFake(NOW)) as trial:
        records, refused = records_in(trial)
    assert (len(records), refused) == (6, [])
    compute = next(one for one in records if isinstance(one, BudgetLine) and one.line == "Cloud compute")
    assert (compute.period, compute.planned, compute.currency) == ("2026-11", Decimal(376_000), "USD")
    assert next(one for one in records if getattr(one, "line", "") == "Conferences").period == "2026"
    assert next(one for one in records if getattr(one, "role", "") == "Team lead").opened_on == date(2026, 11, 18)


@pytest.mark.parametrize("kind", RecordKind)
@pytest.mark.parametrize("is_absolute", [True, False], ids=["dates", "words"])
def test_the_same_rows_by_csv_and_by_sheet_give_equal_records(kind: RecordKind, is_absolute: bool) -> None:
    """As dates a person types they are numbers in a sheet; ``today-3`` is text in both."""
    text = (EXAMPLES / f"{kind}.csv").read_text(encoding="utf-8")
    if is_absolute:
        today = NOW.date()
        lines = [line.split(",") for line in text.splitlines()]
        text = "\n".join(
            ",".join(str(absolute_period(absolute_day(cell, today), today)) for cell in line) for line in lines
        )
    imported = read_import(FakeRecords(), "ada", kind, text.encode(), BERLIN, NOW)
    assert imported.report.refused_rows == 0
    records, refused = read_of(kind, list(rows_of_csv(text)))
    assert refused == []
    assert [said(one) for one in records] == [said(one) for one in imported.records]
    by_id = {one.record_id: said(one) for one in records}
    assert by_id == {f"google_sheets:{one.record_id}": said(one) for one in imported.records}


def test_rows_that_moved_are_the_same_records() -> None:
    header, first, second = ["Line", "Period", "Planned", "Actual"], ["A", "2026", 1, 1], ["B", "2026", 2, 2]
    before, _ = read_of(RecordKind.BUDGET, [header, first, second])
    after, _ = read_of(RecordKind.BUDGET, [header, [], second, first])
    assert {one.record_id: said(one) for one in before} == {one.record_id: said(one) for one in after}


@pytest.mark.parametrize(
    ("cell", "progress"),
    [
        (Cell(0.45, PERCENT), 45),
        (Cell(1, PERCENT), 100),
        (Cell(0.07, PERCENT), 7),
        (Cell(45), 45),
        (Cell(1), 1),
        (Cell(0), 0),
        (Cell("45 %"), 45),
    ],
)
def test_a_percentage_is_what_its_cell_shows(cell: Cell, progress: int) -> None:
    """Both 1 % and 100 % are the number 1 to the API: the cell's format tells them apart."""
    ((record,), refused) = read_of(RecordKind.BIG_ROCKS, [["Name", "Progress"], ["Search", cell]])
    assert (record.progress, refused) == (progress, [])


def test_a_share_without_a_format_is_refused_as_in_a_file() -> None:
    records, refused = read_of(
        RecordKind.BIG_ROCKS, [["Name", "Progress"], ["Search", 0.45], ["Log", Cell(1, PERCENT)]]
    )
    assert [one.progress for one in records] == [100]
    assert refused == ["Here row 2: progress “0.45” could be 0.45 % or a share: write a number from 0 to 100"]


def test_a_column_that_changed_between_two_questions_is_read_again() -> None:
    class Edited(GoogleSheetsFake):
        def reply(self, request: SourceRequest) -> Any:
            if "formattedValue" in request.one("fields"):
                self.sheets["Here"].rows.insert(1, [Cell("New"), Cell(0.9, PERCENT)])
            return super().reply(request)

    fake = Edited(NOW)
    fake.sheets = {"Here": sheet_of([["Name", "Progress"], ["Search", Cell(0.45, PERCENT)]])}
    with (
        trying(SHEETS, fake, settings={"ranges": "big_rocks=Here"}) as trial,
        pytest.raises(Retryable, match="changed"),
    ):
        trial.read_all()


def test_a_currency_is_read_from_how_amounts_look_unless_a_column_says_it() -> None:
    amounts = [Cell(1000, CURRENCY), Cell(900, CURRENCY)]
    ((shown,), _) = read_of(RecordKind.BUDGET, [["Line", "Period", "Planned", "Actual"], ["A", 2026, *amounts]])
    header = ["Line", "Period", "Planned", "Actual", "Currency"]
    ((stated,), _) = read_of(RecordKind.BUDGET, [header, ["A", 2026, *amounts, "EUR"]])
    assert (shown.currency, stated.currency) == ("USD", "EUR")


def test_times_are_by_the_spreadsheets_own_clock() -> None:
    opened = moment(datetime(2026, 7, 1, 9, 12, tzinfo=UTC))
    header = ["id", "severity", "title", "opened_at", "follow_up", "follow_up_due"]
    row: list[Any] = [118, 1, "Checkout errors", opened, "Alert", day(date(2026, 7, 9))]
    fake, settings = holding(RecordKind.INCIDENTS, [header, row])
    for zone, hour in (("Europe/Berlin", 7), ("America/New_York", 13), ("GMT-07:00", 16), ("Asia/Kolkata", 3)):
        fake.time_zone = zone
        with trying(SHEETS, fake, settings=settings) as trial:
            ((incident,), _) = records_in(trial)
        assert (incident.opened_at.hour, incident.opened_at.minute) == (hour, 42 if hour == 3 else 12)
        assert incident.record_id == "google_sheets:118"
        assert incident.follow_ups[0].due == date(2026, 7, 9)


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "GMT+99:00"])
def test_a_zone_nobody_knows_is_refused_and_not_guessed(zone: str) -> None:
    fake = GoogleSheetsFake(NOW)
    fake.time_zone = zone
    with trying(SHEETS, fake) as trial, pytest.raises(Refused, match="time zone"):
        trial.read_all()


def test_an_incidents_follow_ups_are_grouped_however_far_apart_their_rows_are() -> None:
    header = ["id", "severity", "title", "opened_at", "follow_up"]
    opened = moment(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
    others = [[f"I-{n}", "SEV3", f"Slow page {n}", opened] for n in range(1, 2400)]
    rows: list[list[Any]] = [
        header,
        ["I-0", "SEV1", "Checkout", opened, "Alert"],
        *others,
        ["I-0", "", "", "", "Roll back by command"],
    ]
    fake, settings = holding(RecordKind.INCIDENTS, rows)
    fake.sheets["Here"].row_count = 3000
    with trying(SHEETS, fake, settings=settings) as trial:
        records, refused = records_in(trial)
    assert (len(records), refused) == (2400, [])
    assert [one.what for one in records[0].follow_ups] == ["Alert", "Roll back by command"]


def test_a_refused_row_is_named_by_the_sheets_own_number() -> None:
    rows: list[list[Any]] = [
        ["Line", "Period", "Planned", "Actual"],
        ["Compute", "2026-11", 10, 9],
        [],
        ["Storage", "2026-11", "lots", 9],
        ["Line", "Period", "Planned", "Actual"],
        ["Travel", "2026-11", True, 9],
        ["People", "2026-11", "#REF!", 9],
        ["Compute", "2026-11", 11, 9],
        ["Total", "", 21, 18],
    ]
    records, refused = read_of(RecordKind.BUDGET, rows)
    assert [one.line for one in records] == ["Compute"]
    assert [line.partition(":")[0] for line in refused] == [f"Here row {n}" for n in (4, 5, 6, 7, 8, 9)]
    assert refused[2] == "Here row 6: planned is neither text nor a number (a tick box?)"
    assert "#REF!" in refused[3]
    assert refused[4] == "Here row 8: line and period the same as in row 2"


def test_a_table_that_begins_elsewhere_keeps_the_sheets_numbers() -> None:
    fake = GoogleSheetsFake(NOW)
    table: list[list[Any]] = [["Line", "Period", "Planned", "Actual"], ["A", 2026, 5, 4], ["B", 2026, "x", 4]]
    rows: list[list[Any]] = [["Northwind"], [], *(["", *row] for row in table)]
    fake.sheets = {"Q4, final": sheet_of(rows)}
    with trying(SHEETS, fake, settings={"ranges": "Budget='Q4, final'!b3:E100"}) as trial:
        records, refused = records_in(trial)
    assert [one.line for one in records] == ["A"]
    assert refused[0].startswith("Q4, final row 5: planned")


def test_cells_missing_at_a_rows_end_are_empty() -> None:
    header = ["Team", "Role", "Headcount", "Open reqs", "Stage"]
    ((record,), _) = read_of(RecordKind.STAFFING, [header, ["Checkout", "Engineer"]])
    assert (record.headcount, record.open_requisitions, record.stage) == (0, 0, None)


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([], "no row that names the columns"),
        ([["Line", "Period", "Planned"]], "Column “actual” missing"),
        ([["Line", "Period", "Planned", "Actual", "Forcast"]], "did you mean “forecast”"),  # codespell:ignore
        ([["Line", "Period", "Planned", "Actual", "Actual"]], "Two columns are called “actual”"),
    ],
)
def test_a_sheet_that_cannot_be_used_gets_one_line_that_names_it(rows: list[list[Any]], line: str) -> None:
    with pytest.raises(Refused) as refused:
        read_of(RecordKind.BUDGET, rows)
    assert line in str(refused.value)
    assert "“Here”" in str(refused.value)


def test_ten_thousand_rows_come_within_one_minutes_requests_and_again_from_any_page() -> None:
    fake = GoogleSheetsFake(NOW, rows=10_000)
    with trying(SHEETS, fake) as trial:
        pages, cursors = [trial.reader.page(trial.account, trial.secret, "", NOW)], [""]
        while (cursor := pages[-1].cursor) is not None:
            cursors.append(cursor)
            pages.append(trial.reader.page(trial.account, trial.secret, cursor, NOW))
        assert trial.quota.taken == 12 <= 50
        assert len({row.external_id for page in pages for row in page.rows}) == 10_000
        assert max(len(page.rows) for page in pages) == 1000
        for place in (1, 6, 9):
            fresh = GoogleSheetsReader(reader_in(trial).http)
            assert fresh.page(trial.account, trial.secret, cursors[place], NOW) == pages[place]


def test_more_rows_than_a_file_may_have_are_refused() -> None:
    with trying(SHEETS, GoogleSheetsFake(NOW, rows=10_001)) as trial, pytest.raises(Refused, match="10,000 rows"):
        trial.read_all()


def test_a_grid_that_is_far_longer_is_not_read_to_its_end() -> None:
    fake = GoogleSheetsFake(NOW)
    fake.sheets["Budget"].row_count = 900_000
    with trying(SHEETS, fake) as trial, pytest.raises(Refused, match=r"budget=Budget!A1:H5000"):
        trial.read_all()


def test_a_check_says_what_is_read_and_as_whom() -> None:
    with trying(SHEETS, GoogleSheetsFake(NOW)) as trial:
        assert trial.reader.check(trial.account, trial.secret, NOW) == f"reads “Northwind figures” as {EMAIL}"
        assert trial.quota.taken == 1


@pytest.mark.parametrize(
    ("what", "refusal", "line"),
    [
        ({"is_shared": False}, NeedsConsent, f"share it with {EMAIL} as a viewer"),
        ({"is_switched_off": True}, NeedsConsent, "Sheets API is switched off"),
        ({"is_office_file": True}, Refused, "Save as Google Sheets"),
        ({"remaining": 0}, Retryable, "left alone"),
    ],
)
def test_what_a_person_can_mend_is_said(what: dict[str, Any], refusal: type[Exception], line: str) -> None:
    fake = GoogleSheetsFake(NOW)
    for name, value in what.items():
        setattr(fake, name, value)
    with trying(SHEETS, fake) as trial, pytest.raises(refusal) as told:
        trial.reader.check(trial.account, trial.secret, NOW)
    assert line in str(told.value)


def test_a_quota_that_is_used_up_is_a_minutes_pause() -> None:
    fake = GoogleSheetsFake(NOW)
    fake.remaining = 1
    with trying(SHEETS, fake) as trial, pytest.raises(Retryable) as busy:
        trial.read_all()
    assert (busy.value.after, trial.quota.closed) == (60.0, [60.0])


def test_a_spreadsheet_google_does_not_know_and_a_sheet_that_it_has_not() -> None:
    unknown = {"spreadsheet": "x" * 44}
    with (
        trying(SHEETS, GoogleSheetsFake(NOW), settings=unknown) as trial,
        pytest.raises(Refused, match="no spreadsheet"),
    ):
        trial.reader.check(trial.account, trial.secret, NOW)
    elsewhere = {"ranges": "budget=Budgets"}
    with trying(SHEETS, GoogleSheetsFake(NOW), settings=elsewhere) as trial, pytest.raises(Refused) as refused:
        trial.reader.check(trial.account, trial.secret, NOW)
    assert str(refused.value) == "The spreadsheet has no sheet “Budgets”; it has “Budget”, “Hiring”, “To decide”."


def test_a_sheet_is_found_whatever_its_case_and_a_range_beyond_it_is_refused() -> None:
    with trying(SHEETS, GoogleSheetsFake(NOW), settings={"ranges": "budget=budget!A:ZZ"}) as trial:
        assert len(records_in(trial)[0]) == 3
    beyond = {"ranges": "budget=Budget!A2000:H"}
    with (
        trying(SHEETS, GoogleSheetsFake(NOW), settings=beyond) as trial,
        pytest.raises(Refused, match="only 1,000 rows"),
    ):
        trial.reader.check(trial.account, trial.secret, NOW)


@pytest.mark.parametrize(
    "spreadsheet",
    [
        SPREADSHEET,
        f"https://docs.google.com/spreadsheets/d/{SPREADSHEET}/edit?gid=0#gid=0",
        f"https://docs.google.com/spreadsheets/u/1/d/{SPREADSHEET}",
    ],
)
def test_a_spreadsheet_is_named_by_its_address_or_its_id(spreadsheet: str) -> None:
    with trying(SHEETS, GoogleSheetsFake(NOW), settings={"spreadsheet": spreadsheet}) as trial:
        assert len(records_in(trial)[0]) == 6


@pytest.mark.parametrize(
    "settings",
    [
        {"spreadsheet": ""},
        {"spreadsheet": f"https://evil.example/spreadsheets/d/{SPREADSHEET}"},
        {"spreadsheet": f"{SPREADSHEET}/../x"},
        {"spreadsheet": "https://docs.google.com/spreadsheets/d/e/2PACX-abcdefghijklmnopqrstuvwxyz/pubhtml"},
        {"ranges": ""},
        {"ranges": "Budget!A:H"},
        {"ranges": "money=Budget"},
        {"ranges": "budget=Budget!A:H budget"},
        {"ranges": "budget=Budget!H:A"},
        {"ranges": "budget=Budget!A9:H2"},
        {"ranges": "budget=Budget, budget=Hiring"},
        {"ranges": "budget='Budget"},
        {"ranges": "budget="},
    ],
)
def test_settings_that_name_nothing_are_refused_before_anything_is_asked(settings: dict[str, str]) -> None:
    with trying(SHEETS, GoogleSheetsFake(NOW), settings=settings) as trial:
        with pytest.raises(Refused):
            trial.read_all()
        assert trial.quota.taken == 0


def test_one_token_serves_until_shortly_before_it_ends() -> None:
    fake = GoogleSheetsFake(NOW)
    with trying(SHEETS, fake) as trial:
        trial.read_all()
        trial.read_all(NOW + timedelta(minutes=54))
        assert fake.tokens_given == 1
        trial.read_all(NOW + timedelta(minutes=55))
        assert fake.tokens_given == 2


def test_a_token_that_ended_early_is_exchanged_once() -> None:
    fake = GoogleSheetsFake(NOW)
    with trying(SHEETS, fake) as trial:
        trial.read_all()
        fake.revoke()
        assert len(records_in(trial)[0]) == 6
        assert fake.tokens_given == 2


def test_another_key_with_the_same_name_gets_nothing() -> None:
    ours, others = GoogleSheetsFake(NOW), GoogleSheetsFake(NOW)
    with trying(SHEETS, ours) as trial, pytest.raises(NeedsConsent, match=r"does not take this key \(invalid grant\)"):
        trial.reader.page(trial.account, others.secret, "", NOW)
    assert ours.tokens_given == 0


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (None, "not the JSON file"),
        ({"type": "authorized_user"}, "not the JSON file"),
        ({"client_email": ""}, "not the JSON file"),
        ({"client_email": "a b@c\r\n"}, "not the JSON file"),
        ({"private_key": None}, "not the JSON file"),
        ({"private_key_id": 7}, "not the JSON file"),
        ({"installed": {}}, "OAuth client"),
        ({"private_key": "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n"}, "cannot be used"),
        ({"private_key": "c2VjcmV0"}, "cannot be used"),
        ({"token_uri": "https://evil.example/token"}, "not Google's"),
        ({"token_uri": "https://oauth2.googleapis.com.evil.example/token"}, "not Google's"),
        ({"token_uri": None}, "not Google's"),
    ],
)
def test_a_key_that_is_none_is_refused_in_words_and_quoted_nowhere(change: dict[str, Any] | None, line: str) -> None:
    fake = GoogleSheetsFake(NOW)
    text = "not json c2VjcmV0" if change is None else json.dumps({**fake.key, **change})
    with trying(SHEETS, fake) as trial:
        with pytest.raises(Refused) as refused:
            trial.reader.page(trial.account, {"key": text}, "", NOW)
        assert trial.server.asked["google_sheets"] == []
    assert line in str(refused.value)
    assert "c2VjcmV0" not in f"{refused.value}{refused.value.__cause__}"
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_googles_own_address_has_googles_own_token_endpoint() -> None:
    asked: list[str] = []

    def post(url: str, _body: str) -> tuple[int, str]:
        asked.append(url)
        return 200, json.dumps({"access_token": "ya29.x", "expires_in": 3599})

    fake = GoogleSheetsFake(NOW)
    with trying(SHEETS, fake) as trial:
        address, nobody = (lambda _: "https://sheets.googleapis.com"), cast("JsonHttp", _Nobody())
        http = replace(reader_in(trial).http, address=address, connections=lambda _url: nobody)
        reader = GoogleSheetsReader(http, GoogleTokens(post))
        with pytest.raises(Retryable):
            reader.check(trial.account, trial.secret, NOW)
    assert asked == [TOKEN_URI]


class _Nobody:
    def fetch_json(self, *_: Any, **__: Any) -> Any:
        raise Retryable("nobody is asked here")


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        (SourceFault.UNAUTHORIZED, NeedsConsent),
        (SourceFault.BUSY, Retryable),
        (SourceFault.PAGE, Retryable),
        (SourceFault.HALF, Retryable),
        (SourceFault.ERROR, Retryable),
    ],
)
@pytest.mark.parametrize("after", [0, 1, 2], ids=["token", "facts", "values"])
def test_what_breaks_is_told_apart_wherever_it_breaks(fault: SourceFault, refusal: type[Exception], after: int) -> None:
    fake = GoogleSheetsFake(NOW)
    with trying(SHEETS, fake) as trial:
        trial.server.break_("google_sheets", fault, after)
        with pytest.raises(refusal) as told:
            trial.read_all()
        assert "PRIVATE" not in str(told.value)
        assert "ya29" not in str(told.value)
        trial.server.mend("google_sheets")
        assert len(records_in(trial)[0]) == 6


@pytest.mark.parametrize(
    "content",
    [
        [],
        {},
        {"valueRanges": []},
        {"valueRanges": [7]},
        {"valueRanges": [{"values": "x"}]},
        {"valueRanges": [{"values": [{"a": 1}]}]},
    ],
)
def test_an_answer_of_another_shape_is_not_read(content: Any) -> None:
    class Odd(GoogleSheetsFake):
        def _values(self, request: SourceRequest) -> Any:
            return replace(super()._values(request), content=content)

    with trying(SHEETS, Odd(NOW)) as trial, pytest.raises(Retryable):
        trial.read_all()


def test_cells_of_every_kind_refuse_their_row_and_end_nothing() -> None:
    strange: list[Any] = [float("nan"), float("inf"), 1e300, -5, 10**30, "x" * 40_000, "\u202ea", "=1+1", False]
    for kind in RecordKind:
        text = (EXAMPLES / f"{kind}.csv").read_text(encoding="utf-8")
        header, first = rows_of_csv(text)[:2]
        places = [(n, cell) for n in range(len(first)) for cell in strange]
        rows: list[list[Any]] = [header, first, *([*first[:n], Cell(cell), *first[n + 1 :]] for n, cell in places)]
        records, _ = read_of(kind, rows)
        alone, _ = read_of(kind, [list(header), list(first)])
        assert (records[0].record_id, records[0].note) == (alone[0].record_id, alone[0].note)


def test_the_stand_in_answers_in_googles_published_shapes() -> None:
    """Held against sheets.v4.json, the discovery document that google-api-python-client brings."""
    folder = files("googleapiclient.discovery_cache.documents")
    document = json.loads(folder.joinpath("sheets.v4.json").read_text(encoding="utf-8"))
    methods = document["resources"]["spreadsheets"]
    with trying(SHEETS, GoogleSheetsFake(NOW)) as trial:
        trial.read_all()
        asked = [request for _, request in trial.server.asked["google_sheets"] if request.path != "/token"]
        for request in asked:
            is_values = request.path.endswith(":batchGet")
            method = methods["resources"]["values"]["methods"]["batchGet"] if is_values else methods["methods"]["get"]
            known: dict[str, Any] = {**method["parameters"], **document["parameters"]}
            assert {name for name in request.query if name not in known} == set()
            assert {n for n, given in request.query.items() if given[0] not in known[n].get("enum", given)} == set()
            content = trial.server.fakes["google_sheets"].reply(request).content
            wrong = strange_parts(document["schemas"], content, {"$ref": method["response"]["$ref"]})
            assert wrong == []
            assert is_values or request.one("fields")
    assert len(asked) == 7


def strange_parts(schemas: dict[str, Any], value: Any, schema: dict[str, Any]) -> list[str]:
    whole = value
    if "$ref" in schema:
        schema = schemas[schema["$ref"]]
    kind = schema.get("type", "any")
    if kind == "any":
        return []
    if not isinstance(value, TYPES[kind]) or (kind in ("integer", "number") and isinstance(value, bool)):
        return [f"{value!r} is not {kind}"]
    if kind == "array":
        return [wrong for one in whole for wrong in strange_parts(schemas, one, schema["items"])]
    if kind == "object":
        known: dict[str, Any] = schema.get("properties", {})
        unknown = [f"{name} is unknown" for name in whole if name not in known]
        inner = [w for n, v in whole.items() if n in known for w in strange_parts(schemas, v, known[n])]
        return [*unknown, *inner]
    return [] if value in schema.get("enum", [value]) else [f"{value} is none of the values"]


def test_an_assertion_is_refused_for_what_is_wrong_with_it() -> None:
    """The stand-in as the judge of the key's use: lifetime, scope, audience and grant are each looked at."""
    import jwt

    fake = GoogleSheetsFake(NOW)
    good: dict[str, Any] = {
        "iss": EMAIL,
        "aud": TOKEN_URI,
        "scope": "https://www.googleapis.com/auth/spreadsheets.readonly",
        "iat": 1_796_000_000,
        "exp": 1_796_003_600,
    }
    changes: tuple[dict[str, Any], ...] = (
        {"iss": "x@y.z"},
        {"aud": "https://evil.example"},
        {"scope": "https://www.googleapis.com/auth/drive"},
        {"exp": 1_796_003_601},
    )
    unchanged: dict[str, Any] = {}
    for change in (unchanged, *changes):
        assertion = jwt.encode({**good, **change}, fake.key["private_key"], algorithm="RS256")
        form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion}
        reply = fake.reply(SourceRequest.of("POST", "/token", {}, urlencode(form).encode()))
        assert reply.status == (400 if change else 200)


def test_a_sheet_of_a_grid_larger_than_its_rows_is_read_to_its_last_row() -> None:
    fake = GoogleSheetsFake(NOW)
    rows: list[list[Any]] = [["Line", "Period", "Planned", "Actual"], *([] for _ in range(1500)), ["Late", 2026, 2, 1]]
    fake.sheets = {"Here": Sheet(sheet_of(rows).rows, row_count=2000)}
    with trying(SHEETS, fake, settings={"ranges": "budget=Here"}) as trial:
        records, _ = records_in(trial)
    assert [one.line for one in records] == ["Late"]

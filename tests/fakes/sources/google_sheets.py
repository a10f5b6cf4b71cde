"""Google's token endpoint and Sheets API v4 as far as AMO asks them, with one spreadsheet behind them.

It checks an assertion's signature with the public half of the key it hands out. As Google does, it leaves out empty
cells at a row's end and empty rows at the end, and refuses a range that begins beyond a sheet's grid.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from tests.fakes.sources.base import SourceReply, SourceRequest
from tests.fakes.sources.google_sheets_cells import CURRENCY, Cell, day

SPREADSHEET = "1AmoNorthwindFiguresDemonstrationSheetForMeet"
EMAIL = "amo-reader@northwind-figures.iam.gserviceaccount.com"
TOKEN_URI = "https://oauth2.googleapis.com/token"
SCOPE = "https://www.googleapis.com/auth/spreadsheets.readonly"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
MAX_LIFETIME = 3600
PARAMETERS = {
    "get": {"ranges", "fields", "includeGridData"},
    "batchGet": {"ranges", "majorDimension", "valueRenderOption", "dateTimeRenderOption", "fields"},
}
_A1 = re.compile(r"'((?:[^']|'')+)'!([A-Z]+)(\d+):([A-Z]+)(\d+)")


@dataclass
class Sheet:
    """``rows`` may be shorter than its grid, and each of them than its columns."""

    rows: list[list[Cell]]
    row_count: int = 1000
    column_count: int = 26


@dataclass(frozen=True, slots=True)
class Box:
    title: str
    left: int
    top: int
    right: int
    bottom: int


class GoogleSheetsFake:
    """``rows`` above 0 makes a sheet of so many budget lines in place of the demonstration."""

    def __init__(self, now: datetime, rows: int = 0) -> None:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa

        self.now = now
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = serialization.Encoding.PEM
        unlocked = serialization.NoEncryption()
        text = private.private_bytes(pem, serialization.PrivateFormat.PKCS8, unlocked).decode()
        self._public = private.public_key()
        self.key = {
            "type": "service_account",
            "project_id": "northwind-figures",
            "private_key_id": "4f0ac1d2e3b4",
            "private_key": text,
            "client_email": EMAIL,
            "client_id": "114370000000000000000",
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": TOKEN_URI,
        }
        self.secret: Mapping[str, str] = {"key": json.dumps(self.key)}
        self.time_zone = "Europe/Berlin"
        self.is_shared = True
        self.is_switched_off = False
        self.is_office_file = False
        self.remaining = 10_000
        self._tokens: list[str] = []
        self._good: set[str] = set()
        self.sheets: dict[str, Sheet] = {"Budget": _lines(rows)} if rows else _demonstration(now)
        ranges = "budget=Budget!A:H" if rows else "budget=Budget!A:H, staffing=Hiring, decisions='To decide'!A:F"
        self.settings: Mapping[str, str] = {"spreadsheet": SPREADSHEET, "ranges": ranges}

    @property
    def tokens_given(self) -> int:
        return len(self._tokens)

    def revoke(self) -> None:
        """The tokens given so far are good no longer; the key is."""
        self._good.clear()

    def reply(self, request: SourceRequest) -> SourceReply:
        if request.path == "/token":
            return self._token(request)
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self._good:
            return error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
        if self.remaining <= 0:
            return error(429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric 'Read requests'")
        self.remaining -= 1
        if self.is_switched_off:
            info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED"}
            return error(403, "PERMISSION_DENIED", "Google Sheets API has not been used in this project.", [info])
        found = re.fullmatch(r"/v4/spreadsheets/([A-Za-z0-9_-]+)(/values:batchGet)?", request.path)
        if not found or request.method != "GET" or found[1] != SPREADSHEET:
            return error(404, "NOT_FOUND", "Requested entity was not found.")
        if not self.is_shared:
            return error(403, "PERMISSION_DENIED", "The caller does not have permission")
        if self.is_office_file:
            return error(400, "FAILED_PRECONDITION", "This operation is not supported for this document")
        if strange := request.query.keys() - PARAMETERS["batchGet" if found[2] else "get"]:
            return error(400, "INVALID_ARGUMENT", f'Invalid JSON payload received. Unknown name "{min(strange)}"')
        return self._values(request) if found[2] else self._spreadsheet(request)

    def _token(self, request: SourceRequest) -> SourceReply:
        import jwt

        form = parse_qs(request.body.decode())
        if request.method != "POST" or form.get("grant_type") != [GRANT]:
            return SourceReply(400, {"error": "unsupported_grant_type", "error_description": "Invalid grant_type"})
        try:
            claims = jwt.decode(
                form.get("assertion", [""])[0],
                self._public,
                algorithms=["RS256"],
                audience=TOKEN_URI,
                options={"require": ["iss", "iat", "exp", "aud"], "verify_exp": False, "verify_iat": False},
            )
        except jwt.InvalidTokenError:
            return SourceReply(400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."})
        if claims["iss"] != EMAIL:
            said = "Invalid grant: account not found"
            return SourceReply(400, {"error": "invalid_grant", "error_description": said})
        if not claims["iat"] < claims["exp"] <= claims["iat"] + MAX_LIFETIME:
            said = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
            return SourceReply(400, {"error": "invalid_grant", "error_description": said})
        if claims.get("scope") != SCOPE:
            return SourceReply(400, {"error": "invalid_scope", "error_description": "Some scopes are not valid"})
        self._tokens.append(f"ya29.c.demonstration-{len(self._tokens)}")
        self._good.add(self._tokens[-1])
        return SourceReply(200, {"access_token": self._tokens[-1], "expires_in": 3599, "token_type": "Bearer"})

    def _values(self, request: SourceRequest) -> SourceReply:
        if request.one("majorDimension", "ROWS") != "ROWS":
            return error(400, "INVALID_ARGUMENT", "the stand-in knows rows only")
        is_plain = request.one("valueRenderOption") == "UNFORMATTED_VALUE"
        ranges = []
        for a1 in request.query.get("ranges", []):
            box = self._box(a1)
            if isinstance(box, SourceReply):
                return box
            rows = [[cell.value if is_plain else cell.shown for cell in row] for row in self._cells(box)]
            values = _trimmed(rows)
            named = {"range": a1, "majorDimension": "ROWS"}
            ranges.append({**named, "values": values} if values else named)
        return SourceReply(200, {"spreadsheetId": SPREADSHEET, "valueRanges": ranges})

    def _spreadsheet(self, request: SourceRequest) -> SourceReply:
        boxes = []
        for a1 in request.query.get("ranges", []):
            box = self._box(a1)
            if isinstance(box, SourceReply):
                return box
            boxes.append(box)
        sheets = [self._sheet(n, title, boxes) for n, title in enumerate(self.sheets)]
        whole = {
            "spreadsheetId": SPREADSHEET,
            "properties": {"title": "Northwind figures", "locale": "en_GB", "timeZone": self.time_zone},
            "sheets": [sheet for sheet in sheets if not boxes or sheet.get("data")],
        }
        return SourceReply(200, _masked(whole, _mask(request.one("fields"))) if request.one("fields") else whole)

    def _sheet(self, number: int, title: str, boxes: list[Box]) -> dict[str, Any]:
        sheet = self.sheets[title]
        size = {"rowCount": sheet.row_count, "columnCount": sheet.column_count}
        about = {"sheetId": number * 1_000_003, "title": title, "index": number, "sheetType": "GRID"}
        made: dict[str, Any] = {"properties": {**about, "gridProperties": size}}
        grids = [self._grid(box) for box in boxes if box.title == title]
        return {**made, "data": grids} if grids else made

    def _grid(self, box: Box) -> dict[str, Any]:
        rows = [{"values": [cell.data for cell in row]} if row else {} for row in self._cells(box)]
        return {"startRow": box.top - 1, "startColumn": box.left - 1, "rowData": rows}

    def _cells(self, box: Box) -> list[list[Cell]]:
        rows = self.sheets[box.title].rows[box.top - 1 : box.bottom]
        return [row[box.left - 1 : box.right] for row in rows]

    def _box(self, a1: str) -> Box | SourceReply:
        found = _A1.fullmatch(a1)
        title = found[1].replace("''", "'") if found else ""
        if not found or title not in self.sheets:
            return error(400, "INVALID_ARGUMENT", f"Unable to parse range: {a1}")
        sheet = self.sheets[title]
        box = Box(title, _column(found[2]), int(found[3]), _column(found[4]), int(found[5]))
        if box.top > sheet.row_count or box.left > sheet.column_count:
            limits = f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
            return error(400, "INVALID_ARGUMENT", f"Range ({a1}) exceeds grid limits. {limits}")
        return box


def error(status: int, name: str, message: str, details: list[dict[str, str]] | None = None) -> SourceReply:
    content: dict[str, Any] = {"code": status, "message": message, "status": name}
    return SourceReply(status, {"error": {**content, "details": details} if details else content})


def _trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    """Without empty cells at the end of rows, and without empty rows at the end."""
    short = [row[: max((n + 1 for n, value in enumerate(row) if value != ""), default=0)] for row in rows]
    return short[: max((n + 1 for n, row in enumerate(short) if row), default=0)]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


@dataclass
class _Mask:
    """The fields of a field mask; one without fields of its own stands for all of it."""

    fields: dict[str, "_Mask"] = field(default_factory=dict)


def _mask(text: str) -> _Mask:
    return _read_mask(iter(re.findall(r"[A-Za-z]+|[(),]", text)))


def _read_mask(words: Iterator[str]) -> _Mask:
    mask, last = _Mask(), ""
    for word in words:
        if word == "(":
            mask.fields[last] = _read_mask(words)
        elif word == ")":
            return mask
        elif word != ",":
            mask.fields[word] = _Mask()
            last = word
    return mask


def _masked(content: Any, mask: _Mask) -> Any:
    if not mask.fields:
        return content
    if isinstance(content, list):
        return [_masked(one, mask) for one in content]
    return {name: _masked(content[name], inner) for name, inner in mask.fields.items() if name in content}


def _lines(rows: int) -> Sheet:
    header = ["line", "period", "planned", "actual", "forecast", "currency", "owner", "note"]
    sheet = sheet_of([header, *([f"Service {n:05}", 2026, 1000 + n, 900.5 + n, "", "USD", "Ana"] for n in range(rows))])
    sheet.row_count = rows + 500
    return sheet


def _demonstration(now: datetime) -> dict[str, Sheet]:
    month = day(now.replace(day=1))
    budget: list[list[Any]] = [
        ["Line", "Period", "Planned", "Actual", "Forecast", "Owner", "Note"],
        ["Cloud compute", month, _money(376_000), _money(421_200), _money(437_000)],
        ["Office in Lisbon", month, _money(48_000), _money(31_900), "", "Rui Matos"],
        ["Conferences", now.year, _money(90_000), _money(61_250.5), "", "", "two are still to come"],
    ]
    hiring: list[list[Any]] = [
        ["Team", "Role", "Headcount", "Open reqs", "Open since", "Pipeline", "Stage"],
        ["Checkout", "Senior engineer", 6, 2, day(now - timedelta(days=41)), 3, "interview"],
        ["Support", "Team lead", 1, 1, day(now - timedelta(days=12)), 0, "sourcing"],
    ]
    raised, needed = day(now - timedelta(days=16)), day(now + timedelta(days=9))
    decisions: list[list[Any]] = [
        ["Decision", "Raised", "Needed by", "Decider", "Options"],
        ["Keep the second warehouse", raised, needed, "Rui Matos", "keep | sublet"],
    ]
    return {"Budget": sheet_of(budget), "Hiring": sheet_of(hiring), "To decide": sheet_of(decisions)}


def sheet_of(rows: list[list[Any]]) -> Sheet:
    """Cells as they are, and anything else as a value of no format."""
    return Sheet([[value if isinstance(value, Cell) else Cell(value) for value in row] for row in rows])


def _money(amount: float) -> Cell:
    return Cell(amount, CURRENCY)

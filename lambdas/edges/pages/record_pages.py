"""Records: list, filter, edit, import with a look before, export."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.records import RecordKind
from lambdas.edges import record_commands
from lambdas.edges.pages.record_form import form_of, label_of, values_of
from lambdas.edges.pages.record_table import COLUMNS, LABELS, ONE, matching, rows_of, statuses_of
from lambdas.edges.responses import download, page, see
from lambdas.edges.visits import Visit
from lambdas.errors import Refused
from lambdas.records.columns import columns_of, required_columns
from lambdas.records.sheets import text_of

SAMPLE = 8
PROBLEMS_SHOWN = 100


def show_first(_visit: Visit) -> Response[str]:
    return see(f"/records/{next(iter(RecordKind))}")


def show(visit: Visit, kind: str) -> Response[str]:
    chosen = record_commands.kind_of(kind)
    records = record_commands.of_kind(visit.user_id, chosen)
    words, status = visit.query.get("q", "")[:200], visit.query.get("status", "")[:40]
    found = matching(records, words, status)
    rows = rows_of(found, _timezone(visit), visit.now)
    columns = [label_of(column) for column in COLUMNS[chosen]]
    content = {"rows": rows, "columns": columns, "total": len(records), "words": words, "status": status}
    return _page("records.html", visit, chosen, {**content, "statuses": statuses_of(chosen)})


def edit(visit: Visit, kind: str) -> Response[str]:
    """A new one where no id is given."""
    chosen, record_id = record_commands.kind_of(kind), visit.query.get("id", "")
    record = record_commands.record(visit.user_id, chosen, record_id) if record_id else None
    form = form_of(chosen, record, {}, _timezone(visit))
    return _page("record_form.html", visit, chosen, {"form": form, "problem": ""})


def save(visit: Visit, kind: str) -> Response[str]:
    """What cannot be stored is said above the form, with everything that was typed still in it."""
    chosen, record_id = record_commands.kind_of(kind), visit.fields.get("id", "")
    record = record_commands.record(visit.user_id, chosen, record_id) if record_id else None
    values = values_of(chosen, visit.fields)
    if record_id and chosen is not RecordKind.INCIDENTS:
        values["record_id"] = record_id
    try:
        record_commands.save(visit.user_id, chosen, values)
    except Refused as problem:
        form = form_of(chosen, record, visit.fields, _timezone(visit))
        return _page("record_form.html", visit, chosen, {"form": form, "problem": str(problem)})
    return see(f"/records/{chosen}", "saved")


def delete(visit: Visit, kind: str) -> Response[str]:
    chosen = record_commands.kind_of(kind)
    record_commands.delete(visit.user_id, chosen, visit.fields.get("id", ""))
    return see(f"/records/{chosen}", "deleted")


def show_import(visit: Visit, kind: str) -> Response[str]:
    return _import_page(visit, record_commands.kind_of(kind))


def preview_import(visit: Visit, kind: str) -> Response[str]:
    """Nothing is stored yet: the file comes back with the next form."""
    chosen, content = record_commands.kind_of(kind), _content(visit)
    try:
        found = record_commands.preview(visit.user_id, chosen, content)
    except Refused as problem:
        return _import_page(visit, chosen, problem=str(problem))
    rows = rows_of(found.records[:SAMPLE], _timezone(visit), visit.now)
    columns = [label_of(column) for column in COLUMNS[chosen]]
    seen = {"report": found.report, "rows": rows, "columns": columns, "count": len(found.records)}
    shown = {"text": text_of(content), "problems_shown": PROBLEMS_SHOWN}
    return _page("record_preview.html", visit, chosen, {**seen, **shown})


def import_file(visit: Visit, kind: str) -> Response[str]:
    chosen = record_commands.kind_of(kind)
    record_commands.import_file(visit.user_id, chosen, _content(visit))
    return see(f"/records/{chosen}", "imported")


def export(visit: Visit, kind: str) -> Response[str]:
    chosen = record_commands.kind_of(kind)
    text = record_commands.export(visit.user_id, chosen)
    return download(text, "text/csv; charset=utf-8", f"{chosen.value}.csv")


def _content(visit: Visit) -> bytes:
    """The file, or what was pasted."""
    return visit.files.get("file") or visit.fields.get("text", "").encode()


def _import_page(visit: Visit, kind: RecordKind, problem: str = "") -> Response[str]:
    required = required_columns(kind)
    optional = [column for column in columns_of(kind) if column not in required]
    content = {"required": required, "optional": optional, "problem": problem}
    return _page("record_import.html", visit, kind, {**content, "typed": visit.fields.get("text", "")})


def _page(template: str, visit: Visit, kind: RecordKind, content: dict[str, Any]) -> Response[str]:
    frame = {"kind": kind, "label": LABELS[kind], "one": ONE[kind], "kinds": tuple(LABELS.items())}
    return page(template, {**frame, **content}, visit, section="records")


def _timezone(visit: Visit) -> str:
    return wiring.users().get(visit.user_id).timezone

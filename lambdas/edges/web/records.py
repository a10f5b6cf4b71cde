"""Records: list, filter, edit, import with a look before, export."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.context.kinds.sheets import sheet_of
from lambdas.domain.context.kinds.spec import spec_of
from lambdas.domain.kernel.context_kinds import ContextKind, RecordKind
from lambdas.domain.records.records import Record
from lambdas.domain.sources.known_records import KnownRecords, RecordOrigin
from lambdas.edges.commands import records as record_commands
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.record_correction import changes_in, corrected_fields, correction_form, seen_of
from lambdas.edges.web.record_form import form_of, label_of, values_of
from lambdas.edges.web.record_origins import filling, gone_rows, of_source, source_choices, source_of
from lambdas.edges.web.record_table import matching, message_of, rows_of, statuses_of
from lambdas.edges.web.responses import download, page, see
from lambdas.errors import Refused
from lambdas.record_tables.columns import columns_of, required_columns
from lambdas.record_tables.sheets import text_of

SAMPLE = 8
CHANGED = "Its source said something else meanwhile. This is how it is now, with what you typed: look, and save again."
OWN = "No source fills this in: edit it."
PROBLEMS_SHOWN = 100


def show_first(_visit: PageRequest) -> Response[str]:
    return see(f"/records/{next(iter(RecordKind))}")


def show(request: PageRequest, kind: str) -> Response[str]:
    chosen = record_commands.kind_of(kind)
    known, timezone = record_commands.known(request.user_id, chosen), _timezone(request)
    words, status = request.query.get("q", "")[:200], request.query.get("status", "")[:40]
    source = request.query.get("source", "")[:80]
    found = matching(of_source(known, source), words, status)
    rows = rows_of(found, timezone, request.now, known.origins)
    columns = [label_of(column) for column in sheet_of(chosen).columns]
    found_by = {"words": words, "status": status, "source": source, "total": len(known.records)}
    by_source = {"sources": source_choices(known.accounts), "filling": filling(known.accounts, request.now)}
    content = {"rows": rows, "columns": columns, "says": message_of(chosen, known.records), **found_by, **by_source}
    content["gone"] = gone_rows(known, request.now)
    return _page("records.html", request, chosen, {**content, "statuses": statuses_of(chosen)})


def edit(request: PageRequest, kind: str) -> Response[str]:
    """A new one where no id is given; the form that corrects it where a source fills it in."""
    chosen, record_id = record_commands.kind_of(kind), request.query.get("id", "")
    known = record_commands.known(request.user_id, chosen) if record_id else KnownRecords()
    record = record_commands.known_record(known, record_id) if record_id else None
    if record and (origin := known.origins.get(record_id)):
        return correction_page(request, chosen, record, origin)
    form = form_of(chosen, record, {}, _timezone(request))
    return _page("record_form.html", request, chosen, {"form": form, "problem": ""})


def save(request: PageRequest, kind: str) -> Response[str]:
    """Saves a record. What cannot be stored is said above the form, with everything that was typed still in it."""
    chosen, record_id = record_commands.kind_of(kind), request.fields.get("id", "")
    known = record_commands.known(request.user_id, chosen) if record_id else KnownRecords()
    record = record_commands.known_record(known, record_id) if record_id else None
    values = values_of(chosen, request.fields)
    if record_id and chosen is not RecordKind.INCIDENTS:
        values["record_id"] = record_id
    try:
        record_commands.save(request.user_id, chosen, values)
    except Refused as error:
        form = form_of(chosen, record, request.fields, _timezone(request))
        return _page("record_form.html", request, chosen, {"form": form, "problem": str(error)})
    return see(f"/records/{chosen}", "saved")


def delete(request: PageRequest, kind: str) -> Response[str]:
    chosen = record_commands.kind_of(kind)
    record_id = request.fields.get("id", "")
    record_commands.delete(request.user_id, chosen, record_id)
    return see(f"/records/{chosen}", "deleted", undo=f"{chosen} {record_id}")


def correct(request: PageRequest, kind: str) -> Response[str]:
    """Keeps what was changed in the form as the person's own word; said above the form where it cannot be."""
    chosen, record_id = record_commands.kind_of(kind), request.fields.get("id", "")
    known = record_commands.known(request.user_id, chosen)
    record = record_commands.known_record(known, record_id)
    origin = known.origins.get(record_id)
    if origin is None:
        raise Refused(OWN)
    try:
        if request.fields.get("seen") != seen_of(record):
            raise Refused(CHANGED)
        changed = changes_in(chosen, record, request.fields, _timezone(request))
        record_commands.correct_record(request.user_id, chosen, record_id, changed)
    except Refused as error:
        return correction_page(request, chosen, record, origin, str(error))
    return see(f"/records/{chosen}", "record-corrected")


def take_back(request: PageRequest, kind: str) -> Response[str]:
    """One corrected field says again what the source says."""
    chosen, record_id = record_commands.kind_of(kind), request.fields.get("id", "")
    record_commands.take_correction_back(request.user_id, chosen, record_id, [request.fields.get("field", "")])
    return see(f"/records/{chosen}", "correction-over")


def correction_page(
    request: PageRequest, kind: RecordKind, record: Record, origin: RecordOrigin, problem: str = ""
) -> Response[str]:
    timezone = _timezone(request)
    form = correction_form(kind, record, request.fields, timezone)
    said = {"source": source_of(origin, request.now), "name": origin.account.name, "seen": seen_of(record)}
    content = {"form": form, "problem": problem, "corrected": corrected_fields(origin, timezone), **said}
    return _page("record_correction.html", request, kind, content)


def show_import(request: PageRequest, kind: str) -> Response[str]:
    return _import_page(request, record_commands.kind_of(kind))


def preview_import(request: PageRequest, kind: str) -> Response[str]:
    """Nothing is stored yet: the file comes back with the next form."""
    chosen, content = record_commands.kind_of(kind), _content(request)
    try:
        found = record_commands.preview(request.user_id, chosen, content)
    except Refused as error:
        return _import_page(request, chosen, error=str(error))
    rows = rows_of(found.records[:SAMPLE], _timezone(request), request.now)
    columns = [label_of(column) for column in sheet_of(chosen).columns]
    seen = {"report": found.report, "rows": rows, "columns": columns, "count": len(found.records)}
    shown = {"text": text_of(content), "problems_shown": PROBLEMS_SHOWN, "label_of": label_of}
    return _page("record_preview.html", request, chosen, {**seen, **shown})


def import_file(request: PageRequest, kind: str) -> Response[str]:
    chosen = record_commands.kind_of(kind)
    record_commands.import_file(request.user_id, chosen, _content(request))
    return see(f"/records/{chosen}", "imported")


def export(request: PageRequest, kind: str) -> Response[str]:
    chosen = record_commands.kind_of(kind)
    text = record_commands.export(request.user_id, chosen)
    return download(text, "text/csv; charset=utf-8", f"{chosen.value}.csv")


def _content(request: PageRequest) -> bytes:
    """The file, or what was pasted."""
    return request.files.get("file") or request.fields.get("text", "").encode()


def _import_page(request: PageRequest, kind: RecordKind, error: str = "") -> Response[str]:
    required = required_columns(kind)
    optional = [label_of(column) for column in columns_of(kind) if column not in required]
    content = {"required": [label_of(column) for column in required], "optional": optional, "problem": error}
    return _page("record_import.html", request, kind, {**content, "typed": request.fields.get("text", "")})


def _page(template: str, request: PageRequest, kind: RecordKind, content: dict[str, Any]) -> Response[str]:
    specs = {each: spec_of(ContextKind(each)) for each in RecordKind}
    frame = {"kind": kind, "spec": specs[kind], "label": specs[kind].label, "one": sheet_of(kind).one}
    return page(template, {**frame, "kinds": tuple(specs.items()), **content}, request, section="records")


def _timezone(request: PageRequest) -> str:
    return wiring.users().get(request.user_id).timezone

"""Gives all that AMO holds of one person, a part in each call: a function's answer has an end."""

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from lambdas.domain.kernel.model import Model
from lambdas.domain.meeting_notes.voice import output_folder
from lambdas.domain.personal_data.document import ExportedDocument
from lambdas.domain.personal_data.places import BUCKETS, SECTIONS
from lambdas.domain.personal_data.shown import shown
from lambdas.errors import NotFound, Refused
from lambdas.store.documents import Documents
from lambdas.store.personal_rows import Person, PersonalRows, key_of

MAX_PART = 2_500_000
"""Characters of JSON; one document alone may be more, in base64 as well: Lambda answers with six million bytes."""
MAX_DOCUMENT = 4_000_000
"""Bytes of one: the page takes no larger upload, so only copies of very large calendars are left out."""
TEXTS = (".json", ".md", ".html", ".ics", ".txt")
SHARED_FOLDERS = frozenset({"uploads", "transcriptions", "sources"})
KINDS = (*SECTIONS, *(name for name, bucket in BUCKETS.items() if bucket.section))
"""In this order: sections, then buckets."""


class ExportPlace(Model):
    """The last thing that was given: its kind, one of ``KINDS``, and its key; the next call goes on behind it."""

    kind: str = KINDS[0]
    key: tuple[str, ...] = ()


class ExportPart(Model):
    """``after`` is None with the last part."""

    sections: dict[str, list[dict[str, Any]]]
    documents: list[ExportedDocument]
    after: ExportPlace | None


@dataclass(frozen=True, slots=True)
class PersonalDataExports:
    rows: PersonalRows
    buckets: Mapping[str, Documents]

    def part(self, person: Person, after: ExportPlace | None) -> ExportPart:
        sections: dict[str, list[dict[str, Any]]] = {}
        documents: list[ExportedDocument] = []
        size, last = 0, after
        for place, given in self._things(person, after or ExportPlace()):
            more = len(given.content) if isinstance(given, ExportedDocument) else len(json.dumps(given))
            if size and size + more > MAX_PART:
                return ExportPart(sections=sections, documents=documents, after=last)
            if isinstance(given, ExportedDocument):
                documents.append(given)
            else:
                sections.setdefault(place.kind, []).append(given)
            size, last = size + more, place
        return ExportPart(sections=sections, documents=documents, after=None)

    def _things(
        self, person: Person, after: ExportPlace
    ) -> Iterator[tuple[ExportPlace, dict[str, Any] | ExportedDocument]]:
        for kind in KINDS[KINDS.index(after.kind) :]:
            behind = after.key if kind == after.kind else ()
            found = self._rows(kind, person, behind) if kind in SECTIONS else self._documents(kind, person, behind)
            for key, given in found:
                yield ExportPlace(kind=kind, key=key), given

    def _rows(
        self, section: str, person: Person, behind: tuple[str, ...]
    ) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
        table = SECTIONS[section]
        rows = {key_of(table, row): row for row in self.rows.of(table, person)}
        for key in sorted(rows):
            if key > behind and (given := shown(table, rows[key])):
                yield key, given

    def _documents(
        self, bucket: str, person: Person, behind: tuple[str, ...]
    ) -> Iterator[tuple[tuple[str, ...], ExportedDocument]]:
        for key in sorted(keys_of(self.buckets[bucket], bucket, person.user_id, self.rows)):
            if (key,) > behind and (document := self._document(bucket, key)):
                yield (key,), document

    def _document(self, bucket: str, key: str) -> ExportedDocument | None:
        """None where it went meanwhile."""
        try:
            body = self.buckets[bucket].get(key)
        except NotFound:
            return None
        if len(body) > MAX_DOCUMENT:
            return ExportedDocument(bucket=bucket, key=key, encoding="left out", size=len(body))
        encoding, content = _written(key, body)
        return ExportedDocument(bucket=bucket, key=key, encoding=encoding, content=content, size=len(body))


def own_folders(user_id: str) -> tuple[tuple[str, str], ...]:
    """Buckets, and in each a folder that holds one person's objects. Raises Refused for an id that is a folder's."""
    if user_id in SHARED_FOLDERS:
        raise Refused(f"{user_id} is what a folder of everybody's files is called: no person can have that id")
    of_sessions = (f"{user_id}/", f"uploads/{user_id}/", f"sources/{user_id}/")
    return (("documents", f"{user_id}/"), *(("sessions", folder) for folder in of_sessions))


def keys_of(documents: Documents, bucket: str, user_id: str, rows: PersonalRows) -> Iterator[str]:
    """Yields the keys of a person's objects, those of words of recordings on their way among them."""
    for name, folder in own_folders(user_id):
        if name == bucket:
            yield from documents.keys(folder)
    if bucket == "documents":
        for meeting in rows.meetings(user_id):
            yield from documents.keys(output_folder(meeting["meeting_id"]))


def _written(key: str, body: bytes) -> tuple[Literal["text", "base64"], str]:
    with suppress(UnicodeDecodeError):
        if key.endswith(TEXTS):
            return "text", body.decode()
    return "base64", base64.b64encode(body).decode()

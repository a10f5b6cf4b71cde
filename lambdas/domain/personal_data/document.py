"""All that AMO holds of one person, as one document: made by an export, taken in by an import."""

from typing import Any, Literal

from pydantic import Field

from lambdas.domain.kernel.canonical import canonical, digest
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.personal_data.places import BUCKETS, PLACES, SECTIONS
from lambdas.domain.personal_data.refusals import UnfitFile

FORMAT: Literal["amo-personal-data"] = "amo-personal-data"
SCHEMA = 1
"""Another number is another shape: whoever changes a section's shape counts it up."""
MAX_ROWS = 100_000
"""Of one section."""
ANOTHER = "this file is of schema {}, and this AMO takes in schema {}: export it anew with this version"
CHANGED = "this file is not as AMO wrote it: its sha256 is that of another content; export it anew"


class ExportedDocument(Model):
    """An object of a bucket. ``content`` is its text, or its bytes in base64; one that is too large has none."""

    bucket: Literal["documents", "sessions"]
    key: str = Field(max_length=1024)
    encoding: Literal["text", "base64", "left out"]
    content: str = ""
    size: int = Field(ge=0)


class PersonalData(Model):
    """``sections`` are rows by what they are; ``withheld`` says what is not in here, and why.

    ``sha256`` is of everything else in its canonical form: it shows that the file is whole, not who wrote it.
    """

    format: Literal["amo-personal-data"] = FORMAT
    schema_version: int
    stage: str
    at: Instant
    user_id: str
    sections: dict[str, list[dict[str, Any]]]
    documents: list[ExportedDocument]
    withheld: tuple[str, ...] = ()
    sha256: str = ""


def sealed(document: PersonalData) -> PersonalData:
    return document.model_copy(update={"sha256": seal_of(document)})


def seal_of(document: PersonalData) -> str:
    return digest(canonical(document.model_dump(mode="json", exclude={"sha256"})))


def require_whole(document: PersonalData) -> PersonalData:
    """Raises UnfitFile for another schema, another content than was sealed, and what AMO never wrote."""
    if document.schema_version != SCHEMA:
        raise UnfitFile(ANOTHER.format(document.schema_version, SCHEMA))
    if document.sha256 != seal_of(document):
        raise UnfitFile(CHANGED)
    if unknown := sorted(document.sections.keys() - SECTIONS.keys()):
        raise UnfitFile(f"this file has sections AMO does not write: {', '.join(unknown)}")
    if large := [name for name, rows in document.sections.items() if len(rows) > MAX_ROWS]:
        raise UnfitFile(f"more than {MAX_ROWS} rows in {', '.join(sorted(large))}: no person has so many")
    return document


def withheld_lines() -> tuple[str, ...]:
    """Returns why tables and buckets are in no export."""
    places = {**PLACES, **BUCKETS}
    return tuple(f"{name}: {place.withheld}" for name, place in places.items() if place.withheld)

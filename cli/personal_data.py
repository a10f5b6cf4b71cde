"""The file of one person's data: put together out of a function's answers, read and checked, cut for another. Pure."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from lambdas.domain.personal_data.document import (
    SCHEMA,
    PersonalData,
    require_whole,
    sealed,
    withheld_lines,
)
from lambdas.domain.personal_data.places import NEVER_GIVEN, PLACES, SECTIONS
from lambdas.domain.personal_data.refusals import UnfitFile
from lambdas.domain.personal_data.take_in import READERS
from lambdas.errors import Refused

MAX_FILE = 512 * 1024 * 1024
MAX_PART = 2_500_000
"""Characters in one call: a function takes six million bytes."""
MAX_ROWS = 2_000
"""In one call: each may be a write."""
TAKEN = ("profile", *READERS)
"""Sections, in the order in which they are taken in."""
NO_FILE = "this is no file of ./amo data export: {}"


def joined(answers: Sequence[dict[str, Any]], stage: str) -> PersonalData:
    """Every answer of an export, in their order, as one sealed document. Raises Refused for answers of two people."""
    first = answers[0]
    if any(answer["user_id"] != first["user_id"] for answer in answers):
        raise Refused("whose address this is changed meanwhile: export by the id that ./amo users shows")
    sections: dict[str, list[Any]] = {name: [] for name in SECTIONS}
    for answer in answers:
        for name, rows in answer["sections"].items():
            sections[name] += rows
    return sealed(
        PersonalData.model_validate(
            {
                "schema_version": SCHEMA,
                "stage": stage,
                "at": datetime.fromisoformat(first["at"]),
                "user_id": first["user_id"],
                "sections": sections,
                "documents": [document for answer in answers for document in answer["documents"]],
                "withheld": (*NEVER_GIVEN, *withheld_lines()),
            }
        )
    )


def read_document(content: bytes) -> PersonalData:
    """Raises Refused, in one line, for what is no export, is not whole, or is of another schema."""
    if len(content) > MAX_FILE:
        raise Refused(NO_FILE.format("it is larger than 512 MB"))
    try:
        given = json.loads(content)
        if isinstance(given, dict) and isinstance(given.get("schema_version"), int):
            _require_schema(given["schema_version"])
        return require_whole(PersonalData.model_validate(given))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise Refused(NO_FILE.format("it is not JSON")) from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise Refused(NO_FILE.format(f"{'.'.join(map(str, first['loc']))}: {first['msg']}")) from None
    except UnfitFile as error:
        raise Refused(str(error)) from None
    except ValueError:
        raise Refused(NO_FILE.format("it holds numbers that JSON has not")) from None


def _require_schema(version: int) -> None:
    """Before the shape is looked at: another schema may have another one."""
    if version != SCHEMA:
        raise Refused(f"this file is of schema {version}, and this AMO takes in schema {SCHEMA}: export it anew")


def cut(rows: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """In pieces that one call takes."""
    piece: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        more = len(json.dumps(row))
        if piece and (size + more > MAX_PART or len(piece) == MAX_ROWS):
            yield piece
            piece, size = [], 0
        piece.append(row)
        size += more
    if piece:
        yield piece


def not_taken(document: PersonalData) -> list[str]:
    """Why what is in the file is not, or not all, taken in: one line for each kind that it has any of."""
    sections = {place.section: place.not_taken for place in PLACES.values() if place.not_taken}
    lines = [f"{name}: {sections[name]}" for name, rows in document.sections.items() if rows and name in sections]
    if document.documents:
        lines.append("documents: materials are written anew; the file holds them to be read")
    return lines

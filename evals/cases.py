"""The cases of a purpose: what a model is given, and what must be true of what is then shown."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.llm.purposes import Purpose

FOLDER = Path(__file__).parent
PASSED = "pass"


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Some = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ExactItem(_Part):
    """``words`` all stand in it; ``owner`` and ``due`` are exactly so, empty for none."""

    kind: str = "item"
    words: Some
    owner: str = ""
    due: str = ""


class Expectation(_Part):
    """``must_mention`` are references that lines rest on, or words after ``"``. ``is_exact``: no other items either.

    ``max_written``: lines in a model's words.
    """

    must_mention: Some = ()
    must_not_mention: Some = ()
    items: tuple[ExactItem, ...] = ()
    is_exact: bool = False
    type: Some = ()
    max_lines: int | None = None
    max_written: int | None = None


class EvalCase(_Part):
    """``why`` is what it tries. ``given`` is read by the purpose."""

    name: str
    why: str
    given: dict[str, Any]
    expect: Expectation = Field(default_factory=Expectation)


def notes_of(case: EvalCase, gathered_at: datetime) -> tuple[ContextNote, ...]:
    """The ``facts`` of a case, each with its ``kind`` and ``ref``, as what was gathered."""
    by_kind: dict[ContextKind, list[Fact]] = {}
    for given in case.given["facts"]:
        fact = Fact.model_validate({name: value for name, value in given.items() if name != "kind"})
        by_kind.setdefault(ContextKind(given["kind"]), []).append(fact)
    return tuple(
        ContextNote(kind=kind, source="records", gathered_at=gathered_at, facts=tuple(facts))
        for kind, facts in by_kind.items()
    )


@cache
def cases_of(purpose: Purpose) -> tuple[EvalCase, ...]:
    files = sorted((FOLDER / purpose.value).glob("*.yaml"))
    found = tuple(EvalCase(name=file.stem, **yaml.safe_load(file.read_text(encoding="utf-8"))) for file in files)
    assert len({case.name for case in found}) == len(found)
    return found

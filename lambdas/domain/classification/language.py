"""Describes one file of config/titles/languages/: what a language adds to the keywords and to the lists."""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field, GetPydanticSchema
from pydantic_core import core_schema

from lambdas.domain.classification.lexicon_parts import Asides, MeetingPhrases, Objections, SmallWords
from lambdas.domain.classification.phrases import Phrases
from lambdas.domain.classification.rows import Pattern, patterns_in, phrases_in
from lambdas.domain.kernel.model import Model


def _rows(value: object) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        raise ValueError("must name lists: write papers: one, another")
    for name, row in value.items():
        if not isinstance(row, str):
            raise ValueError(f"{name} must be one row of words with commas between them")
        yield str(name), row


def _patterns(value: object) -> dict[str, tuple[Pattern, ...]]:
    return {name: patterns_in(row) for name, row in _rows(value)}


def _lists_of(part: type[Model]) -> Callable[[object], dict[str, Phrases]]:
    def read(value: object) -> dict[str, Phrases]:
        rows = dict(_rows(value))
        if unknown := next((name for name in rows if name not in part.model_fields), None):
            raise ValueError(f"{unknown} is no list here; there are {', '.join(part.model_fields)}")
        return {name: phrases_in(name, row) for name, row in rows.items()}

    return read


def _sorted_keys(lists: Mapping[str, Phrases]) -> dict[str, list[str]]:
    return {
        name: sorted([*phrases.groups_by_key, *(" ".join(stem) for stem in phrases.stems)])
        for name, phrases in sorted(lists.items())
    }


def _sorted_patterns(types: Mapping[str, tuple[Pattern, ...]]) -> dict[str, list[str]]:
    return {
        name: sorted(f"{'|'.join(sorted(each.heads))} {'|'.join(sorted(each.tails))}" for each in patterns)
        for name, patterns in sorted(types.items())
    }


# As in word_lists.py: PlainValidator would do the same and take longer to build.
Patterns = Annotated[
    Mapping[str, tuple[Pattern, ...]],
    GetPydanticSchema(
        lambda _type, _handler: core_schema.no_info_plain_validator_function(
            _patterns, serialization=core_schema.plain_serializer_function_ser_schema(_sorted_patterns)
        )
    ),
]


def _lists(part: type[Model]) -> GetPydanticSchema:
    return GetPydanticSchema(
        lambda _type, _handler: core_schema.no_info_plain_validator_function(
            _lists_of(part), serialization=core_schema.plain_serializer_function_ser_schema(_sorted_keys)
        )
    )


EMPTY: Any = Field(default_factory=dict)


class Language(Model):
    """Holds the words of one language; docs/titles.md explains how one is added."""

    keywords: Patterns = EMPTY
    subjects: Patterns = EMPTY
    works: Patterns = EMPTY
    objections: Annotated[Mapping[str, Phrases], _lists(Objections)] = EMPTY
    meetings: Annotated[Mapping[str, Phrases], _lists(MeetingPhrases)] = EMPTY
    asides: Annotated[Mapping[str, Phrases], _lists(Asides)] = EMPTY
    small_words: Annotated[Mapping[str, Phrases], _lists(SmallWords)] = EMPTY

"""Checks a list of config/titles/ and makes of it what rules look words up in: a group of phrases, or single words."""

from typing import Annotated

from pydantic import GetPydanticSchema, ValidationInfo
from pydantic_core import core_schema

from lambdas.domain.classification.phrases import Phrases
from lambdas.domain.classification.titles import words_of


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise ValueError("must be a list: write [one, another]")
    for text in value:
        if not isinstance(text, str):
            raise ValueError(f"{text!r} is no word: put no, on, off, yes and numbers in quotes")
        if not text.strip():
            raise ValueError("has an empty word: take it out")
        if text != text.lower():
            raise ValueError(f'"{text}" must be in lower case: titles are compared so')
    return value


def _phrases(value: object, info: ValidationInfo) -> Phrases:
    return Phrases.of(str(info.field_name), _texts(value))


def _words(value: object) -> frozenset[str]:
    texts = _texts(value)
    if _read("\n".join(texts)) != texts:  # all at once: one by one they take ten times as long
        text = next(text for text in texts if _read(text) != [text])
        read = ", ".join(_read(text)) or "nothing"
        raise ValueError(f'"{text}" can never be found: titles are read word by word, here as {read}')
    words = frozenset(texts)
    if len(words) < len(texts):
        raise ValueError(f'"{next(text for text in texts if texts.count(text) > 1)}" is there twice')
    return words


def _read(text: str) -> list[str]:
    return [word.text for word in words_of(text)]


def _keys(phrases: Phrases) -> list[str]:
    return sorted(phrases.groups_by_key)


# PlainValidator and PlainSerializer would do the same, but take 10 ms more of a cold start for so many fields.
PhraseGroup = Annotated[
    Phrases,
    GetPydanticSchema(
        lambda _type, _handler: core_schema.with_info_plain_validator_function(
            _phrases, serialization=core_schema.plain_serializer_function_ser_schema(_keys)
        )
    ),
]
Words = Annotated[
    frozenset[str],
    GetPydanticSchema(
        lambda _type, _handler: core_schema.no_info_plain_validator_function(
            _words, serialization=core_schema.plain_serializer_function_ser_schema(sorted)
        )
    ),
]

"""The schema of an answer is in one piece, without what models stumble over."""

import json

import pytest
from pydantic import Field

from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.answer_schema import answer_schema


class Point(Model):
    title: str = Field(default="", max_length=10)
    refs: tuple[str, ...] = ()


class Points(Model):
    default: Point
    points: tuple[Point, ...]


class Tree(Model):
    children: "tuple[Tree, ...]"


def test_it_refers_to_nothing_and_names_every_field_also_one_called_title() -> None:
    schema = answer_schema(Points)
    assert "$ref" not in json.dumps(schema)
    assert "$defs" not in schema
    assert "title" not in schema
    assert set(schema["properties"]) == {"default", "points"}
    point = schema["properties"]["points"]["items"]
    assert point["properties"]["title"] == {"maxLength": 10, "type": "string"}
    assert point == schema["properties"]["default"]
    assert point["additionalProperties"] is False


def test_a_type_that_holds_itself_has_none() -> None:
    with pytest.raises(RecursionError):
        answer_schema(Tree)

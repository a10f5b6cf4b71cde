"""JSON that anybody may have sent is taken up to each bound and refused beyond it."""

import pytest

from lambdas.edges.http.json_body import MAX_DEPTH, MAX_DIGITS, MAX_LENGTH, read_json
from lambdas.errors import Refused


def test_what_is_at_a_bound_is_read() -> None:
    assert read_json("9" * MAX_DIGITS) == int("9" * MAX_DIGITS)
    assert read_json("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert len(read_json(f"[{','.join(['[]', '{}'] * MAX_DEPTH)}]")) == 2 * MAX_DEPTH, "beside each other is not deep"
    assert read_json(f'"{"x" * (MAX_LENGTH - 2)}"')
    assert read_json(r'["\ud83d\ude00", "\\ud83d"]') == ["\U0001f600", r"\ud83d"], "whole, and no escape at all"
    assert read_json('{"a": [1, {"b": "[[[[{{{{"}], "c": -2.5}') == {"a": [1, {"b": "[[[[{{{{"}], "c": -2.5}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9" * (MAX_DIGITS + 1), "more than 38 digits"),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "nested more than 32 deep"),
        (f'"{"x" * (MAX_LENGTH - 1)}"', "longer than 1,048,576 characters"),
        ("1e999", "a number that is too large"),
        ("-1e999", "a number that is too large"),
        ("NaN", "NaN, which is no number"),
        ("[Infinity]", "Infinity, which is no number"),
        ('{"a": 1,\n "b"}', "not JSON: .* line 2"),
        ("", "not JSON"),
        (r'"\ud83d"', "half a character"),
        (r'{"a\uDe00": [1]}', "half a character"),
        ('["\ud800"]', "half a character"),
    ],
    ids=[
        *("digits", "depth", "length", "large", "small", "NaN", "infinity", "torn", "nothing"),
        *("half in an escape", "half in a name", "half as it is"),
    ],
)
def test_what_is_beyond_a_bound_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(Refused, match=said) as refused:
        read_json(text)
    assert "\n" not in str(refused.value)

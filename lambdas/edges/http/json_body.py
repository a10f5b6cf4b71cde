"""JSON that anybody may have sent, read within bounds. Standard library only: the webhooks' endpoint starts with it."""

import json
import math
import re
from typing import Any, NoReturn

from lambdas.errors import Refused

MAX_LENGTH = 1024 * 1024
"""Characters: room for the thousand change notifications that one delivery of Microsoft's is read for."""
MAX_DEPTH = 32
"""Nothing AMO takes is half as deep, and DynamoDB stores no more."""
MAX_DIGITS = 38
"""Of a whole number: as many as DynamoDB stores."""
# Also one that never ends, and possessive: whatever stands in it, each character is looked at once.
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")


def read_json(text: str) -> Any:
    """Raises Refused, in one line, for what is no JSON or beyond these bounds."""
    if len(text) > MAX_LENGTH:
        raise Refused(f"The JSON is longer than {MAX_LENGTH:,} characters.")
    if _depth(text) > MAX_DEPTH:
        raise Refused(f"The JSON is nested more than {MAX_DEPTH} deep.")
    try:
        found = json.loads(text, parse_int=_whole, parse_float=_finite, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise Refused(f"This is not JSON: {error.msg.lower()}, line {error.lineno}.") from None
    if _SURROGATE.search(text):
        _must_be_whole_characters(found)
    return found


def _must_be_whole_characters(found: Any) -> None:
    """A half of one, as ``"\\ud83d"`` is, can be neither stored nor compared, whatever field it stands in."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Refused("The JSON holds half a character: a surrogate by itself.") from None


def _depth(text: str) -> int:
    """Told from the brackets outside strings, before anything recursive sees them."""
    depth = deepest = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if bracket[0] in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise Refused(f"The JSON holds a number of more than {MAX_DIGITS} digits.")
    return int(digits)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise Refused("The JSON holds a number that is too large.")
    return number


def _no_number(name: str) -> NoReturn:
    raise Refused(f"The JSON holds {name}, which is no number.")

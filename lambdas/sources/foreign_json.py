"""Other people's JSON, of whatever shape: short plain text, lists and mappings, or nothing where it is none of them."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from lambdas.domain.kernel.plain_text import clip, one_line, plain
from lambdas.errors import Refused

MAX_LINE = 200
MAX_READ = 4000
"""Characters of a text that are looked at; nothing AMO keeps is longer."""
UNREADABLE = "{} sent something AMO cannot read."
NOTHING: Mapping[str, Any] = {}

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,119}")
_WHOLE_NUMBER = re.compile(r"\d{9,19}")
_NANOSECONDS = 10**17
_MILLISECONDS = 10**11


def message_of(body: bytes, service: str) -> Mapping[str, Any]:
    """A pushed message. Raises Refused for what is no JSON object."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(UNREADABLE.format(service)) from None
    if not isinstance(message, dict):
        raise Refused(UNREADABLE.format(service))
    return message


def mapping_of(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else NOTHING


def list_of(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def line_of(value: object, max_length: int = MAX_LINE) -> str:
    """One plain line, cut at a word; empty for what is no text."""
    return clip(plain(value[:MAX_READ]), max_length) if isinstance(value, str) else ""


def text_of(value: object, max_length: int = MAX_LINE) -> str:
    """As :func:`line_of`, without addresses; whole numbers are text as well."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return one_line(str(value)[:MAX_READ], max_length) if is_number or isinstance(value, str) else ""


def whole_number_of(value: object) -> int | None:
    """None for anything but a whole number from 0 on, also as text."""
    text = text_of(value, 20)
    return int(text) if text.isascii() and text.isdecimal() else None


def id_of(value: object) -> str:
    """Empty for what no service has as an id: it becomes part of a key."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


def moment_of_epoch(value: object) -> str:
    """ISO from seconds, milliseconds or nanoseconds since 1970, told apart by their size; a number or its digits.

    Empty for anything else.
    """
    digits = "" if isinstance(value, bool | float) else str(value) if isinstance(value, int | str) else ""
    if not _WHOLE_NUMBER.fullmatch(digits):
        return ""
    number = int(digits)
    seconds = number / 10**9 if number >= _NANOSECONDS else number / 1000 if number >= _MILLISECONDS else number
    return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds < _MILLISECONDS else ""

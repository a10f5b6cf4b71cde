"""Property values that are encoded for transport: quoted-printable (vCalendar 1.0) and base64 (RFC 5545, 3.1.3).

Outlook, phones and Lotus write quoted-printable in iCalendar 2.0 too, where no RFC allows it.
"""

import base64
import binascii
import re
from collections.abc import Mapping

_CHARSET = re.compile(
    r"(?:utf-?(?:8|16)|us-ascii|iso-?8859-\d{1,2}|latin-?1|(?:windows-|cp)\d{3,4}|koi8-[ru]|shift_?jis|euc-(?:jp|kr)"
    r"|iso-2022-(?:jp|kr)|gb(?:k|2312|18030)|big5)",
    re.IGNORECASE,
)
"""Those of text; Python knows codecs that are none (idna takes its time, hex is no text)."""
_ALONE = ("QUOTED-PRINTABLE", "BASE64")
"""vCalendar 1.0 lets an encoding stand without the parameter's name."""


def is_encoded(params: Mapping[str, str]) -> bool:
    return "ENCODING" in params or any(name in params for name in _ALONE)


def decoded(value: str, params: Mapping[str, str]) -> str:
    """The value as text. Raises ValueError for an encoding that is unknown or broken."""
    encoding = params.get("ENCODING", "").upper() or next(name for name in _ALONE if name in params)
    if encoding in ("8BIT", "7BIT"):
        return value
    return _text(_bytes(value, encoding), params.get("CHARSET", "")).replace("\r\n", "\n")


def _bytes(value: str, encoding: str) -> bytes:
    if encoding == "QUOTED-PRINTABLE":
        return binascii.a2b_qp(value.encode())
    if encoding in ("BASE64", "B"):
        return base64.b64decode("".join(value.split()), validate=True)
    raise ValueError("not an encoding of calendars")


def _text(content: bytes, charset: str) -> str:
    """A charset that nobody knows, or that is not the text's own, is taken for UTF-8, or else for Windows' Latin."""
    for candidate in (charset if _CHARSET.fullmatch(charset) else "utf-8", "utf-8"):
        try:
            return content.decode(candidate)
        except (LookupError, UnicodeError):
            continue
    return content.decode("cp1252", "replace")

"""Reads what all HTTP endpoints need out of an HTTP API event (payload format 2.0)."""

import base64
from collections.abc import Mapping
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import parse_qs, parse_qsl, urlsplit

from lambdas.errors import Forbidden, Refused

Event = Mapping[str, Any]
COOKIE = "amo_session"
MAX_COOKIES = 64 * 1024
"""Characters of one line; a browser's are a few thousand."""
MAX_FORM = 64 * 1024
MAX_UPLOAD = 4 * 1024 * 1024
"""Bytes; Lambda takes 6 MB, of which a third goes into base64."""
MAX_FIELDS = 700
UNREADABLE = "What was sent could not be read; reload the page and try again."


def headers(event: Event) -> dict[str, str]:
    return {name.lower(): value for name, value in (event.get("headers") or {}).items()}


def cookie(event: Event, name: str) -> str:
    """From the event's ``cookies`` on AWS; the embedded engine leaves them in the header.

    The last of that name, whatever stands around it: other programs of the same host write what no standard allows.
    """
    lines = [*(event.get("cookies") or []), headers(event).get("cookie", "")]
    pairs = (pair.partition("=") for line in lines for pair in line[:MAX_COOKIES].split(";"))
    return next((value.strip() for key, _, value in reversed([*pairs]) if key.strip() == name), "")


def bearer(event: Event) -> str:
    scheme, _, token = headers(event).get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def require_own_origin(event: Event, public_url: str) -> None:
    """A browser names the origin of every form and script that posts; a foreign one is refused (fault 117)."""
    origin = headers(event).get("origin")
    if origin is not None and origin != _origin(public_url):
        raise Forbidden("This request comes from another site and was refused.")


def queries(event: Event) -> dict[str, str]:
    """The query string's values, the last one where a name is repeated."""
    return dict(parse_qsl(event.get("rawQueryString") or "", keep_blank_values=True, errors="replace"))


class PostedForm(NamedTuple):
    """The first value of each name. ``file_names`` are what the browser calls the files: hostile, as all of it is."""

    fields: dict[str, str]
    files: dict[str, bytes]
    file_names: dict[str, str]


def form(event: Event) -> dict[str, str]:
    """The fields of a posted form. Raises Refused when it is too large or not a form."""
    return posted_form(event).fields


def posted_form(event: Event) -> PostedForm:
    """A form with files may be larger than others. Raises Refused."""
    body, content_type = raw_body(event), headers(event).get("content-type", "")
    if content_type.lower().startswith("multipart/form-data"):
        if len(body) > MAX_UPLOAD:
            raise Refused(f"That file is larger than {MAX_UPLOAD // 1024 // 1024} MB: split it into smaller ones.")
        return _parts(body, content_type)
    if len(body) > MAX_FORM:
        raise Refused(
            f"That is more text than one form takes: {len(body):,} bytes, and {MAX_FORM:,} fit. "
            "Go back, where your browser still has it, and shorten it."
        )
    try:
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise Refused(UNREADABLE) from error
    return PostedForm({name: values[0] for name, values in fields.items()}, {}, {})


def _parts(body: bytes, content_type: str) -> PostedForm:
    """Each part of a multipart form: with a file name it is a file, left out where none was chosen."""
    from multipart import MultipartParser, parse_options_header  # few forms have files

    _, options = parse_options_header(content_type)
    limits = {"part_limit": MAX_FIELDS, "spool_limit": MAX_UPLOAD, "memory_limit": MAX_UPLOAD}
    posted = PostedForm({}, {}, {})
    try:
        for part in MultipartParser(BytesIO(body), options.get("boundary", ""), len(body), **limits):
            if part.filename is None:
                posted.fields.setdefault(part.name, part.raw.decode("utf-8", errors="replace"))
            elif part.size:
                posted.files.setdefault(part.name, part.raw)
                posted.file_names.setdefault(part.name, part.filename)
    except ValueError as error:  # every error of the parser is one
        raise Refused(UNREADABLE) from error
    if not posted.fields and not posted.files:
        raise Refused(UNREADABLE)
    return posted


def raw_body(event: Event) -> bytes:
    """Raises Refused for what is said to be packed and cannot be unpacked, and for half a character."""
    body = event.get("body") or ""
    try:
        return base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
    except ValueError as error:
        raise Refused(UNREADABLE) from error


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"

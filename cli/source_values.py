"""Collects what connecting a source takes: settings by name, secrets unseen or out of a file, never as an argument."""

import sys
from collections.abc import Iterable, Sequence
from getpass import getpass
from pathlib import Path
from typing import Any

from lambdas.errors import Refused

STANDARD_INPUT = "-"
MAX_SECRET_BYTES = 8000
"""As the API takes them."""
ADDRESS = "address"
"""What every kind can be given, also those that have one address for everybody: a stand-in has another."""
KEPT = "Nothing typed keeps the one it has."

Field = dict[str, Any]
"""One of a kind's fields, as ``GET /api/sources`` has them."""


def given_values(fields: Sequence[Field], settings: Iterable[str], secret_files: Iterable[str]) -> dict[str, str]:
    """``NAME=VALUE`` of settings, ``NAME=PATH`` of secrets. Raises Refused without a word of a value."""
    secrets = {field["name"] for field in fields if field["is_secret"]}
    known = {field["name"] for field in fields}
    named = dict(_pair(text, "--set") for text in settings)
    files = dict(_pair(text, "--secret-file") for text in secret_files)
    for name in (*named, *files):
        if name not in known | {ADDRESS}:
            raise Refused(f"it has no setting of the name {name}; there are {', '.join(sorted(known)) or 'none'}")
    if seen := sorted(secrets & named.keys()):
        raise Refused(
            f"{seen[0]} is a secret, and others on this machine see a command line: leave it out to be asked for it, "
            f"or give --secret-file {seen[0]}=FILE"
        )
    if shown := sorted(files.keys() - secrets):
        raise Refused(f"{shown[0]} is no secret: --set {shown[0]}=VALUE")
    if list(files.values()).count(STANDARD_INPUT) > 1:
        raise Refused("standard input holds one secret; give the others out of files")
    return named | {name: _secret_in(path) for name, path in files.items()}


def missing(fields: Sequence[Field], values: dict[str, str]) -> list[Field]:
    """The fields that somebody has to fill in."""
    return [one for one in fields if one["is_required"] and not (values.get(one["name"]) or one["default"])]


def ask_for(fields: Sequence[Field], *, is_kept: bool = False) -> dict[str, str]:
    """Asks at the terminal, with the hints. Raises Refused where nobody can be asked, naming all that is missing.

    ``is_kept``: there is a value already, and nothing typed keeps it.
    """
    if not fields:
        return {}
    if not sys.stdin.isatty():
        raise Refused(f"still to be said: {', '.join(map(_as_option, fields))}")
    asked = {field["name"]: _asked(field, KEPT if is_kept else "") for field in fields}
    if empty := [field for field in fields if not asked[field["name"]] and not is_kept]:
        raise Refused(f"{empty[0]['label']} is missing")
    return {name: value for name, value in asked.items() if value}


def _as_option(field: Field) -> str:
    return f"--secret-file {field['name']}=FILE" if field["is_secret"] else f"--set {field['name']}=VALUE"


def _asked(field: Field, kept: str) -> str:
    """A secret of several lines cannot be typed unseen: its file is asked for."""
    hint = " ".join(filter(None, (field["hint"], kept)))
    question = f"{field['label']} ({hint})" if hint else field["label"]
    if field["is_secret"] and field["is_long"]:
        path = _typed(f"{question}, the path of its file: ")
        return _secret_in(path) if path else ""
    if field["is_secret"]:
        return getpass(f"{question}: ").strip()
    return _typed(f"{question}: ")


def _typed(question: str) -> str:
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def _pair(text: str, option: str) -> tuple[str, str]:
    name, is_there, value = text.partition("=")
    if not (name and is_there):
        raise Refused(f"{option} takes NAME={'PATH' if option == '--secret-file' else 'VALUE'}")
    return name, value


def _secret_in(path: str) -> str:
    try:
        if path == STANDARD_INPUT:
            read = sys.stdin.buffer.read(MAX_SECRET_BYTES + 1)
        else:
            with Path(path).expanduser().open("rb") as file:
                read = file.read(MAX_SECRET_BYTES + 1)
        secret = read.decode().strip()
    except OSError as error:
        raise Refused(f"{path} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        secret = ""
    if not secret or len(read) > MAX_SECRET_BYTES:
        raise Refused(f"{_said(path)} holds no secret: text of 1 to {MAX_SECRET_BYTES} bytes, and nothing else")
    return secret


def _said(path: str) -> str:
    return "standard input" if path == STANDARD_INPUT else path

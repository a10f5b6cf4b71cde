"""The access key of one instance: whoever cannot read its file cannot call its engine.

The file is an AWS configuration with one profile, so that ``aws`` and the SDKs take it as it is
(docs/operation.md shows how).
"""

import configparser
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

PROFILE = "amo"
SECTION = f"profile {PROFILE}"
KEY_ID, SECRET = "aws_access_key_id", "aws_secret_access_key"


@dataclass(frozen=True)
class InstanceKey:
    """The key that signs calls of the engine (AWS Signature Version 4)."""

    access_key_id: str
    secret_access_key: str = field(repr=False)


def make_key() -> InstanceKey:
    return InstanceKey(f"AMO{secrets.token_hex(8).upper()}", secrets.token_urlsafe(30))


def read_key(file: Path) -> InstanceKey | None:
    """None where the file is missing or holds no key."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(file)
        return InstanceKey(parser[SECTION][KEY_ID], parser[SECTION][SECRET])
    except (configparser.Error, KeyError, UnicodeDecodeError):
        return None


def write_profile(file: Path, key: InstanceKey, endpoint: str, region: str) -> None:
    """Replaces the file as one step; at no moment can others read it."""
    values = {"region": region, "endpoint_url": endpoint, KEY_ID: key.access_key_id, SECRET: key.secret_access_key}
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as content:
        content.write("\n".join([f"[{SECTION}]", *(f"{name} = {value}" for name, value in values.items()), ""]))
    draft.replace(file)

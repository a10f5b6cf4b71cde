"""The addresses a source may be asked at: its service's own hosts, and those an operator lists."""

import re
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from lambdas.domain.sources.kinds import ADDRESS, SPECS, SourceKind
from lambdas.domain.sources.source_config import SourcesConfig
from lambdas.errors import Refused

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_PATH = re.compile(r"(?:/[A-Za-z0-9_~.-]+)*")
"""Nothing that another library could read otherwise: behind a backslash urllib3 finds another host than urllib."""

NOT_AN_ADDRESS = "An address begins with https:// and names a host, such as {}."
NOT_ITS_HOST = "{} is not a host of {}; an operator can add it to config/sources.yaml."


def checked_address(config: SourcesConfig, kind: SourceKind, address: str, trusted_origins: frozenset[str]) -> str:
    """The address without what follows it. Raises Refused for one that is not the service's.

    ``trusted_origins`` (``127.0.0.1:8080``) may be anything, and plain HTTP: stand-ins on a laptop.
    """
    spec = SPECS[kind]
    example = next((field.hint or field.default for field in spec.fields if field.name == ADDRESS), "")
    try:
        parts = urlsplit(address.strip())
        host, port, path = (parts.hostname or "").rstrip("."), parts.port, parts.path.rstrip("/")
    except ValueError:
        raise Refused(NOT_AN_ADDRESS.format(example)) from None
    if not _HOST.fullmatch(host) or not _PATH.fullmatch(path):
        raise Refused(NOT_AN_ADDRESS.format(example))
    if port and f"{host}:{port}" in trusted_origins and parts.scheme in ("http", "https"):
        return f"{parts.scheme}://{host}:{port}{path}"
    if parts.scheme != "https" or parts.username or parts.password or parts.query or parts.fragment:
        raise Refused(NOT_AN_ADDRESS.format(example))
    if not any(fnmatchcase(host, pattern) for pattern in (*spec.hosts, *config.kinds[kind].hosts)):
        raise Refused(NOT_ITS_HOST.format(host, spec.label))
    return f"https://{host}{f':{port}' if port and port != 443 else ''}{path}"

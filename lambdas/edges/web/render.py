"""Turns a template and its values into HTML; everything is escaped unless the template itself is ours."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

WEB = Path(__file__).parents[3] / "web"
STATIC = WEB / "static"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["static"] = static_address
    return environment


def render(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(values)


@cache
def static_address(name: str) -> str:
    """With the file's own fingerprint, so that a browser may cache it for ever and still gets the next version."""
    fingerprint = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={fingerprint}"

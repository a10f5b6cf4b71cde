"""config/schema.json: what a deployed stage is held to. stacks/configuration_schema.py makes it."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from lambdas.config_files import CONFIG_FOLDER

SCHEMA_FILE = CONFIG_FOLDER / "schema.json"


@cache
def load_schema() -> Mapping[str, Any]:
    return dict(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))

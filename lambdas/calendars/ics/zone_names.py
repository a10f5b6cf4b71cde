"""The names of cities with a time zone in other languages, from Unicode's CLDR (bench/zone_names.py writes it).

Read only when a feed names a zone that nothing else explains.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

NAMES_FILE = Path(__file__).with_suffix(".json")


@dataclass(frozen=True, slots=True)
class ZoneNames:
    """``cities``: the zones of a name in small letters; ``canada``: what that country is called."""

    cities: dict[str, tuple[str, ...]]
    canada: tuple[str, ...]


@lru_cache(maxsize=1)
def zone_names() -> ZoneNames:
    content = json.loads(NAMES_FILE.read_text(encoding="utf-8"))
    cities: dict[str, tuple[str, ...]] = {}
    for zone, names in content["zones"].items():
        for name in names:
            cities[name] = (*cities.get(name, ()), zone)
    return ZoneNames(cities, tuple(content["canada"]))

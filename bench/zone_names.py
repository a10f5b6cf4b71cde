"""Writes lambdas/calendars/ics/zone_names.json from Unicode's CLDR: what cities are called in Outlook's languages.

``npm install cldr-dates-full cldr-localenames-full``, then
``python -m bench.zone_names FOLDER/node_modules`` (CLDR 48.2.0, Unicode License v3, was read last).
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lambdas.calendars.ics.zone_names import NAMES_FILE

LANGUAGES = (
    *("ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fi", "fr", "gl", "he", "hi", "hr", "hu"),
    *("id", "it", "ja", "kk", "ko", "lt", "lv", "ms", "nl", "no", "pl", "pt", "pt-PT", "ro", "ru", "sk", "sl"),
    *("sr", "sr-Latn", "sv", "th", "tr", "uk", "vi", "zh", "zh-Hant"),
)
"""Those of Microsoft's language packs for Office."""
REGIONS = {
    "Europe_Central": "Europe/Berlin",
    "Europe_Eastern": "Europe/Bucharest",
    "America_Eastern": "America/New_York",
    "America_Central": "America/Chicago",
    "America_Mountain": "America/Denver",
    "America_Pacific": "America/Los_Angeles",
}
"""CLDR's name of a region's time: the zone Windows means by it."""
CAPITALS = {
    "America/Sao_Paulo": ("brasilia", "brasília", "бразилиа", "ブラジリア", "巴西利亚"),
    "Asia/Shanghai": ("beijing", "peking", "pekin", "pékin", "pekín", "pechino", "pequim", "пекин", "北京", "베이징"),
    "Asia/Colombo": ("sri jayawardenepura",),
}
"""What Microsoft's display names name where CLDR names another city."""


def main(folder: Path) -> None:
    names = defaultdict(set, {zone: set(capitals) for zone, capitals in CAPITALS.items()})
    canada = set()
    for language in LANGUAGES:
        times = _facts(folder, "cldr-dates-full", language, "timeZoneNames")["dates"]["timeZoneNames"]
        for zone, name in (*_cities(times["zone"]), *_regions(times["metazone"])):
            names[zone].add(name.casefold())
        places = _facts(folder, "cldr-localenames-full", language, "territories")["localeDisplayNames"]
        canada.add(places["territories"]["CA"].casefold())
    lines = (f"    {json.dumps(zone)}: {json.dumps(sorted(names[zone]), ensure_ascii=False)}" for zone in sorted(names))
    head = json.dumps(sorted(canada), ensure_ascii=False)
    text = f'{{\n  "canada": {head},\n  "zones": {{\n' + ",\n".join(lines) + "\n  }\n}\n"
    NAMES_FILE.write_text(text, encoding="utf-8")


def _facts(folder: Path, package: str, language: str, name: str) -> dict[str, Any]:
    content = json.loads((folder / package / "main" / language / f"{name}.json").read_text(encoding="utf-8"))
    return dict(content["main"][language])


def _cities(zones: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """What differs from the name in the IANA database, which is known anyway; and what UTC is called."""
    for part, facts in zones.items():
        zone = f"{path}/{part}".strip("/")
        if facts.get("_type") != "zone":
            yield from _cities(facts, zone)
        elif zone == "Etc/UTC":
            yield "UTC", facts["long"]["standard"]
        elif zone != "Etc/Unknown" and facts.get("exemplarCity", part).casefold() != part.replace("_", " ").casefold():
            yield zone, facts["exemplarCity"]


def _regions(names: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for region, zone in REGIONS.items():
        for form in ("generic", "standard"):
            if name := names.get(region, {}).get("long", {}).get(form):
                yield zone, name


if __name__ == "__main__":
    main(Path(sys.argv[1]))

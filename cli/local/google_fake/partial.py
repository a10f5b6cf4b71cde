"""Google's partial responses: ``fields=nextPageToken,items(id,start)`` keeps just those."""

from typing import Any

Wanted = dict[str, Any]


def parse(fields: str) -> Wanted:
    wanted, _ = _parse(fields, 0)
    return wanted


def partial(content: Any, wanted: Wanted) -> Any:
    if isinstance(content, list):
        return [partial(item, wanted) for item in content]
    if not wanted or not isinstance(content, dict) or "*" in wanted:
        return content
    return {name: partial(value, wanted[name]) for name, value in content.items() if name in wanted}


def _parse(text: str, at: int) -> tuple[Wanted, int]:
    wanted: Wanted = {}
    name = ""
    while at < len(text):
        sign = text[at]
        at += 1
        if sign == "(":
            wanted[name], at = _parse(text, at)
            name = ""
        elif sign in ",)":
            if name:
                wanted[name] = {}
            name = ""
            if sign == ")":
                return wanted, at
        else:
            name += sign
    if name:
        wanted[name] = {}
    return wanted, at

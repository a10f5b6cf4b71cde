"""A strict linter of what Slack takes: no public one exists, and emulators accept anything.

Limits are those of Slack's reference of blocks, elements and composition objects; unknown types and fields are
refused too, since Slack answers ``invalid_blocks`` to them.
"""

import re
from collections.abc import Callable
from typing import Any

Found = list[str]

BLOCK_FIELDS = {
    "section": {"text", "fields", "accessory", "block_id", "type", "expand"},
    "context": {"elements", "block_id", "type"},
    "actions": {"elements", "block_id", "type"},
    "header": {"text", "block_id", "type", "level"},
    "divider": {"block_id", "type"},
    "input": {"label", "element", "optional", "hint", "dispatch_action", "block_id", "type"},
}
ELEMENT_FIELDS = {
    "button": {"type", "text", "action_id", "url", "value", "style", "confirm", "accessibility_label"},
    "static_select": {"type", "action_id", "placeholder", "options", "initial_option", "confirm"},
    "users_select": {"type", "action_id", "placeholder", "initial_user", "confirm"},
    "checkboxes": {"type", "action_id", "options", "initial_options", "confirm"},
    "plain_text_input": {"type", "action_id", "multiline", "max_length", "min_length", "initial_value", "placeholder"},
    "timepicker": {"type", "action_id", "placeholder", "initial_time", "timezone"},
    "datepicker": {"type", "action_id", "placeholder", "initial_date", "confirm"},
    "datetimepicker": {"type", "action_id", "initial_date_time", "confirm"},
}
IN_ACTIONS = set(ELEMENT_FIELDS) - {"plain_text_input"}
DATE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
ESCAPED = re.compile(r"&(?:amp|lt|gt);|\u200b")
ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
ANGLE = re.compile(r"[<>]")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def lint(blocks: list[Any], text: str = "fallback", *, most_blocks: int = 50, most_text: int = 13_200) -> Found:
    """Everything Slack would refuse, or show otherwise than meant; empty when it can be posted.

    What looks escaped in plain text is taken for a mistake; whose source holds ``&amp;`` compares :func:`readable`.
    """
    found: Found = []
    if not 1 <= len(blocks) <= most_blocks:
        found.append(f"{len(blocks)} blocks")
    if not text.strip() or _size(text) > 40_000:
        found.append("fallback text is empty or too long")
    _check_mrkdwn("fallback", text, 40_000, found)
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        found.append("two blocks share a block_id")
    for block in blocks:
        _check_block(block, found)
    if _all_text(blocks) > most_text:
        found.append(f"{_all_text(blocks)} characters in all")
    return found


def _check_block(block: Any, found: Found) -> None:
    _check_kind(block, "block", BLOCK_FIELDS, block.get("block_id", "x"), found)


def _check_element(element: Any, found: Found) -> None:
    _check_kind(element, "element", ELEMENT_FIELDS, element.get("action_id", ""), found)


def _check_kind(part: Any, what: str, fields: dict[str, set[str]], part_id: str, found: Found) -> None:
    kind = part.get("type")
    if kind not in fields:
        found.append(f"unknown {what} {kind}")
        return
    if unknown := set(part) - fields[kind]:
        found.append(f"{kind}: unknown {unknown}")
    if not 1 <= _size(part_id) <= 255:
        found.append(f"{kind}: its id")
    CHECKS[kind](part, found)


def _check_section(block: Any, found: Found) -> None:
    if "text" not in block and "fields" not in block:
        found.append("section without text")
    if "text" in block:
        _check_text(block["text"], 3_000, found)
    fields = block.get("fields", [])
    if len(fields) > 10:
        found.append("more than 10 fields")
    for field in fields:
        _check_text(field, 2_000, found)
    if "accessory" in block:
        _check_element(block["accessory"], found)


def _check_context(block: Any, found: Found) -> None:
    if not 1 <= len(block["elements"]) <= 10:
        found.append("context: elements")
    for element in block["elements"]:
        _check_text(element, 3_000, found)


def _check_actions(block: Any, found: Found) -> None:
    elements = block["elements"]
    if not 1 <= len(elements) <= 25:
        found.append("actions: elements")
    if len({element.get("action_id") for element in elements}) != len(elements):
        found.append("two elements share an action_id")
    for element in elements:
        if element.get("type") not in IN_ACTIONS:
            found.append(f"{element.get('type')} in actions")
        _check_element(element, found)


def _check_header(block: Any, found: Found) -> None:
    _check_plain(block["text"], 150, found)


def _check_nothing(_part: Any, _found: Found) -> None:
    """Its fields are all there is to it."""


def _check_input(block: Any, found: Found) -> None:
    _check_plain(block["label"], 2_000, found)
    if "hint" in block:
        _check_plain(block["hint"], 2_000, found)
    element = block["element"]
    _check_element(element, found)
    if element.get("max_length", 3_000) > 3_000 or _size(element.get("initial_value", "")) > 3_000:
        found.append("input: longer than Slack takes")


def lint_view(view: Any) -> Found:
    """A modal, as ``views.open`` takes it."""
    found = lint(view["blocks"], most_blocks=100, most_text=250_000)
    known = {"type", "callback_id", "private_metadata", "title", "submit", "close", "blocks"}
    if view["type"] != "modal" or set(view) - known:
        found.append("unknown field of a view")
    for name in ("title", "submit", "close"):
        _check_plain(view[name], 24, found)
    if _size(view.get("private_metadata", "")) > 3_000 or not 1 <= _size(view["callback_id"]) <= 255:
        found.append("view: metadata or callback_id")
    return found


def _check_button(element: Any, found: Found) -> None:
    _check_plain(element["text"], 75, found)
    if _size(element.get("value", "")) > 2_000:
        found.append("button: value")
    if _size(element.get("url", "")) > 3_000 or not element.get("url", "https://").startswith(("https://", "http://")):
        found.append("button: url")
    if element.get("style", "primary") not in ("primary", "danger"):
        found.append("button: style")


def _check_options(element: Any, most: int, found: Found) -> None:
    if not 1 <= len(element["options"]) <= most:
        found.append(f"{element['type']}: options")
    for option in element["options"]:
        _check_plain(option["text"], 75, found)
        if not 1 <= _size(option["value"]) <= 150:
            found.append("option: value")


def _check_placeholder(element: Any, found: Found) -> None:
    _check_plain(element["placeholder"], 150, found)


def _check_select(element: Any, found: Found) -> None:
    _check_placeholder(element, found)
    _check_options(element, 100, found)


def _check_checkboxes(element: Any, found: Found) -> None:
    _check_options(element, 10, found)
    ticked = element.get("initial_options", element["options"])
    if not ticked or any(option not in element["options"] for option in ticked):
        found.append("checkboxes: initial options")


def _check_time(element: Any, found: Found) -> None:
    _check_placeholder(element, found)
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", element.get("initial_time", "00:00")):
        found.append("timepicker: initial time")


def _check_date(element: Any, found: Found) -> None:
    if not DATE.fullmatch(element.get("initial_date", "2026-01-01")):
        found.append("datepicker: initial date")
    if "placeholder" in element:
        _check_placeholder(element, found)


def _check_moment(element: Any, found: Found) -> None:
    """Ten digits, says Slack."""
    moment = element.get("initial_date_time", 1_000_000_000)
    if type(moment) is not int or len(str(moment)) != 10:
        found.append("datetimepicker: initial time")


def _check_typed(element: Any, found: Found) -> None:
    if ESCAPED.search(element.get("initial_value", "")):
        found.append("escaped for mrkdwn in what is typed on")


def _check_text(text: Any, max_length: int, found: Found) -> None:
    if text.get("type") == "plain_text":
        _check_plain(text, max_length, found)
    elif text.get("type") == "mrkdwn":
        if text.keys() - {"type", "text", "verbatim"}:
            found.append("mrkdwn: unknown field")
        if text.get("verbatim") is not True:
            found.append("mrkdwn that is not verbatim makes links of addresses")
        _check_mrkdwn("mrkdwn", text["text"], max_length, found)
    else:
        found.append(f"unknown text {text.get('type')}")


def _check_plain(text: Any, max_length: int, found: Found) -> None:
    if text.get("type") != "plain_text" or text.keys() - {"type", "text", "emoji"}:
        found.append("not plain text")
    if not text["text"].strip() or _size(text["text"]) > max_length:
        found.append(f"plain text of {_size(text['text'])} characters")
    if CONTROLS.search(text["text"]):
        found.append("control characters")
    if ESCAPED.search(text["text"]):
        found.append("escaped for mrkdwn in plain text")


def _check_mrkdwn(where: str, text: str, max_length: int, found: Found) -> None:
    if not text.strip() or _size(text) > max_length:
        found.append(f"{where} of {_size(text)} characters")
    if ANGLE.search(text) or ENTITY.search(text):
        found.append(f"{where}: something is not escaped")
    if CONTROLS.search(text):
        found.append(f"{where}: control characters")


def _size(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _all_text(value: Any) -> int:
    if isinstance(value, str):
        return _size(value)
    if isinstance(value, dict):
        return sum(_all_text(part) for part in value.values())
    return sum(_all_text(part) for part in value) if isinstance(value, list) else 0


CHECKS: dict[str, Callable[[Any, Found], None]] = {
    "section": _check_section,
    "context": _check_context,
    "actions": _check_actions,
    "header": _check_header,
    "divider": _check_nothing,
    "input": _check_input,
    "button": _check_button,
    "static_select": _check_select,
    "users_select": _check_placeholder,
    "checkboxes": _check_checkboxes,
    "plain_text_input": _check_typed,
    "timepicker": _check_time,
    "datepicker": _check_date,
    "datetimepicker": _check_moment,
}


def readable(shown: Any) -> list[str]:
    """Every text of blocks or a view as a person reads it in Slack: mrkdwn decoded once, plain text as it is."""
    if isinstance(shown, list):
        return [text for part in shown for text in readable(part)]
    if not isinstance(shown, dict):
        return []
    if shown.get("type") == "mrkdwn":
        decoded = shown["text"].replace("\u200b", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        return [decoded]
    if shown.get("type") == "plain_text":
        return [shown["text"]]
    own = [shown["initial_value"]] if "initial_value" in shown else []
    return own + [text for part in shown.values() for text in readable(part)]

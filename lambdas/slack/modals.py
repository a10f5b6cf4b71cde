"""Modals of Slack's: a view with fields, each named by its block. Pure.

What is typed comes back under :data:`TYPED`. Texts go in as people wrote them: plain text needs no escape.
"""

from collections.abc import Mapping, Sequence

from lambdas.slack.blocks import Block, plain
from lambdas.slack.text import shortened, size

MAX_INPUT = 3_000
MAX_VIEW_TITLE = 24
MAX_VIEW_BLOCKS = 100
MAX_HINT = 300
TYPED = "typed"
TICKED = "yes"
NOTHING_TYPED: Mapping[str, str] = {}
TO_TAKE_AWAY = "To have no date at all, change it on the page."
"""Not every client of Slack's lets a date that was chosen be cleared."""


def modal(callback_id: str, title: str, submit: str, about: str, blocks: Sequence[Block]) -> Block:
    """``about`` comes back with what was typed."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": about,
        "title": plain(title, MAX_VIEW_TITLE),
        "submit": plain(submit, MAX_VIEW_TITLE),
        "close": plain("Cancel", MAX_VIEW_TITLE),
        "blocks": list(blocks),
    }


def input_block(name: str, label: str, element: Block, *, is_needed: bool, hint: str = "") -> Block:
    shown = {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": {**element, "action_id": TYPED},
        "optional": not is_needed,
    }
    return {**shown, "hint": plain(hint, MAX_HINT)} if hint else shown


def text_input(
    name: str, label: str, value: str, max_length: int, *, is_needed: bool, is_long: bool = True, hint: str = ""
) -> Block:
    """Takes at least as much as stands in it already."""
    shown = shortened(value, MAX_INPUT)
    element: Block = {"type": "plain_text_input", "multiline": is_long, "max_length": max(max_length, size(shown))}
    if shown:
        element["initial_value"] = shown
    return input_block(name, label, element, is_needed=is_needed, hint=hint)


def date_input(name: str, label: str, chosen: str, *, is_needed: bool) -> Block:
    """``chosen`` as ``2026-03-05``, or empty."""
    element = {"type": "datepicker", **({"initial_date": chosen} if chosen else {})}
    hint = TO_TAKE_AWAY if chosen and not is_needed else ""
    return input_block(name, label, element, is_needed=is_needed, hint=hint)


def tick_input(name: str, label: str, choice: str, *, is_ticked: bool, hint: str = "") -> Block:
    """One box; ticked, it comes back as :data:`TICKED`, else empty."""
    option = {"text": plain(choice), "value": TICKED}
    initial = {"initial_options": [option]} if is_ticked else {}
    return input_block(name, label, {"type": "checkboxes", "options": [option], **initial}, is_needed=False, hint=hint)

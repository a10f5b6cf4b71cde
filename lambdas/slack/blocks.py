"""Block Kit out of channel-neutral messages, within every limit of Slack's. Pure.

What is too long for one message goes on in the next: nothing is cut off, everything can be posted (fault 61).
Buttons carry ids of conversations and meetings, never a token; an ``actions`` block has its message's name.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lambdas.domain.conversation.snooze import SPOKEN
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.notifications.messages import Button, Message, MessageKind
from lambdas.domain.preferences.material_preferences import WishKind
from lambdas.slack.button_values import ActionButton, SnoozeOption, WishOption
from lambdas.slack.text import clipped, pieces, shortened, size

Block = dict[str, Any]

MAX_BLOCKS = 50
MAX_SECTION = 3_000
MAX_MESSAGE = 12_000
"""All text of a message together; Slack refuses somewhere above 13,200."""
END_BLOCKS, END_LENGTH = 6, 2_400
"""Kept free for the end of a message: its buttons, or what became of it."""
MAX_NOTE = 1_000
MAX_LABEL = 75
MAX_FALLBACK = 300
MAX_ID = 255
NAMELESS = "AMO"
QUESTION_BLOCK, STARS_BLOCK = "-asks-", "-stars"
_PART = re.compile(rf"(?:{QUESTION_BLOCK}\d+|{STARS_BLOCK})$")
PRIMARY = frozenset({"start_prep", "add_notes", "review_notes", "accept_timing"})
STARS = 5
"""Digits of an action's hash in a button: enough to tell two of its wordings apart."""
PATHS = {
    "view_materials": "/meetings/{}",
    "open_meeting": "/meetings/{}",
    "reconnect": "/settings",
    "open_settings": "/settings#{}",
    "review_action": "/approvals/{}",
    "see_all": "/approvals",
    "add_notes": "/meetings/{}?tab=notes#notes",
    "review_notes": "/meetings/{}/review",
    "see_items": "/items",
}
"""The place a button leads to on the page; the other verbs are done in Slack."""
DONE_IN_SLACK = frozenset({"add_notes", "review_notes"})
"""Have a place on the page as well, to which they lead once the message is settled."""


@dataclass(frozen=True, slots=True)
class Post:
    """One Slack message. ``text`` is what a notification shows; ``blocks`` what the conversation shows."""

    text: str
    blocks: tuple[Block, ...]


def posts(message: Message, public_url: str, note: str = "") -> tuple[Post, ...]:
    """``note``, what became of it, stands where Slack's own buttons were; those that lead to the page stay."""
    shown = message.settled if note else message
    head = (*titled(shown.title, shown.lines), *_questions(shown))
    tail = _settled_end(shown, public_url, note) if note else _open_end(shown, public_url)
    pages = _pages(head, tail)
    told = (_unasked(page) or (said(note, MAX_NOTE),) for page in pages) if note else pages
    return tuple(Post(clipped(shown.title, MAX_FALLBACK) or NAMELESS, page) for page in told)


def titled(title: str, lines: Iterable[str]) -> Iterator[Block]:
    """A bold title and lines of text, in as many sections as they need."""
    for part in pieces(title, MAX_SECTION - 2):
        yield section(f"*{part.strip()}*")
    for text in _joined(lines):
        yield section(text)


def said(text: str, max_length: int = MAX_SECTION) -> Block:
    """A small grey line. ``text`` is as people wrote it: it is escaped here."""
    return {"type": "context", "elements": [mrkdwn(clipped(text, max_length))]}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text)}


def divider() -> Block:
    return {"type": "divider"}


def section(text: str) -> Block:
    """``text`` is mrkdwn: :func:`literal` where it is not ours."""
    return {"type": "section", "text": mrkdwn(text)}


def mrkdwn(text: str) -> Block:
    """``verbatim``: Slack makes no links of its own of what looks like an address or a channel."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def button(action_id: str, label: str, value: str, style: str = "") -> Block:
    shown = {"type": "button", "action_id": action_id, "text": plain(label), "value": value}
    return {**shown, "style": style} if style else shown


def link(action_id: str, label: str, url: str, style: str = "") -> Block:
    shown = {"type": "button", "action_id": action_id, "text": plain(label), "url": url}
    return {**shown, "style": style} if style else shown


def menu(action_id: str, placeholder: str, options: Iterable[tuple[str, str]]) -> Block:
    """``options`` are values with what they are called."""
    choices = [{"text": plain(label), "value": value} for value, label in options]
    return {"type": "static_select", "action_id": action_id, "placeholder": plain(placeholder), "options": choices}


def people_menu(action_id: str, placeholder: str) -> Block:
    return {"type": "users_select", "action_id": action_id, "placeholder": plain(placeholder)}


def checkboxes(action_id: str, options: Iterable[tuple[str, str]], ticked: Iterable[str]) -> Block:
    """``options`` as for a menu; Slack refuses an empty list of ticked ones, so it is left out."""
    choices = [{"text": plain(label), "value": value} for value, label in options]
    wanted = set(ticked)
    initial = [choice for choice in choices if choice["value"] in wanted]
    shown: Block = {"type": "checkboxes", "action_id": action_id, "options": choices}
    return {**shown, "initial_options": initial} if initial else shown


def time_of_day(action_id: str, placeholder: str, chosen: str) -> Block:
    """``chosen`` as ``22:00``, or empty."""
    shown: Block = {"type": "timepicker", "action_id": action_id, "placeholder": plain(placeholder)}
    return {**shown, "initial_time": chosen} if chosen else shown


def day_picker(action_id: str, placeholder: str, chosen: str) -> Block:
    """``chosen`` as ``2026-03-05``, or empty."""
    shown: Block = {"type": "datepicker", "action_id": action_id, "placeholder": plain(placeholder)}
    return {**shown, "initial_date": chosen} if chosen else shown


def actions(block_id: str, elements: Iterable[Block]) -> Block:
    return {"type": "actions", "block_id": block_id[:MAX_ID], "elements": list(elements)}


def plain(text: str, max_length: int = MAX_LABEL) -> Block:
    label = shortened(text, max_length)
    return {"type": "plain_text", "text": label if label.strip() else NAMELESS, "emoji": False}


def _questions(message: Message) -> Iterator[Block]:
    """Each with its answers to tap; what was answered can be answered otherwise until the message is settled."""
    for number, asked in enumerate(message.questions):
        for text in pieces(f"{asked.text}\n✓ {asked.said}" if asked.said else asked.text, MAX_SECTION):
            yield section(text)
        if asked.answers:
            answers = [button(one.verb, one.label, one.target) for one in asked.answers]
            yield actions(f"{message.message_id}{QUESTION_BLOCK}{number}", _told_apart(answers))


def _unasked(page: tuple[Block, ...]) -> tuple[Block, ...]:
    """Leaves the answers out once nothing is asked any more."""
    return tuple(block for block in page if QUESTION_BLOCK not in block.get("block_id", ""))


def message_id_of(block_id: str) -> str:
    """Returns the message that a block of buttons belongs to."""
    return _PART.sub("", block_id)


def _settled_end(message: Message, public_url: str, note: str) -> Iterator[Block]:
    if links := [_link(action, public_url) for action in message.actions if action.verb in PATHS]:
        yield actions(message.message_id, _told_apart(links))
    yield said(note, MAX_NOTE)
    if message.kind is MessageKind.MATERIALS_READY and message.meeting_id:
        yield _next_time(message)


def _open_end(message: Message, public_url: str) -> Iterator[Block]:
    if message.actions:
        elements = [_element(action, public_url) for action in message.actions]
        yield actions(message.message_id, _told_apart([*_decisions(message), *elements]))
    if message.kind is MessageKind.MATERIALS_READY and message.meeting_id:
        stars = [button(f"rate_{n}", "★" * n, message.meeting_id) for n in range(1, STARS + 1)]
        yield said("How useful are they?")
        yield actions(f"{message.message_id}{STARS_BLOCK}", stars)
        yield _next_time(message)


def _next_time(message: Message) -> Block:
    return actions(f"{message.message_id}-wishes", [menu("wish", "Next time …", _wishes(message.meeting_id))])


def _wishes(meeting_id: str) -> Iterator[tuple[str, str]]:
    yield str(WishOption(WishKind.SHORTER, "", meeting_id)), "Shorter"
    for kind in ContextKind:
        yield str(WishOption(WishKind.LESS_OF, kind, meeting_id)), f"Less of {kind.replace('_', ' ')}"


def _decisions(message: Message) -> Iterator[Block]:
    """Yields the buttons to decide right here, on exactly what this message shows."""
    if not message.payload_hash or not message.actions:
        return
    value = str(ActionButton.of(message.actions[0].target, message.payload_hash))
    yield button("approve_action", "Approve", value, "primary")
    yield button("reject_action", "Reject …", value, "danger")
    yield button("edit_action", "Change first …", value)
    yield button("ask_action", "Ask …", value)


def _link(action: Button, public_url: str) -> Block:
    return link(action.verb, action.label, public_url + PATHS[action.verb].format(action.target))


def _element(action: Button, public_url: str) -> Block:
    if action.verb in PATHS and action.verb not in DONE_IN_SLACK:
        return _link(action, public_url)
    if action.verb == "snooze":
        options = [(str(SnoozeOption(choice, action.target)), spoken) for choice, spoken in SPOKEN.items()]
        return menu("snooze", action.label, options)
    return button(action.verb, action.label, action.target, "primary" if action.verb in PRIMARY else "")


def _told_apart(elements: Iterable[Block]) -> Iterator[Block]:
    """Within a block Slack takes each ``action_id`` once; of those that do the same the further ones are numbered."""
    seen: list[str] = []
    for element in elements:
        name = element["action_id"]
        again = seen.count(name)
        seen.append(name)
        yield {**element, "action_id": f"{name}_{again + 1}"} if again else element


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Lines together in as few sections as fit; one that is too long for a section is continued in the next."""
    current = ""
    for line in lines:
        for part in pieces(line, MAX_SECTION):
            longer = f"{current}\n{part}" if current else part
            if size(longer) > MAX_SECTION:
                yield current
                longer = part
            current = longer
    if current:
        yield current


def _pages(head: Iterable[Block], tail: Iterable[Block]) -> Iterator[tuple[Block, ...]]:
    """The buttons stand on the last page; what is said in their place later finds room there as well."""
    page: list[Block] = []
    for block in head:
        if page and (len(page) == MAX_BLOCKS - END_BLOCKS or text_length([*page, block]) > MAX_MESSAGE - END_LENGTH):
            yield tuple(page)
            page = []
        page.append(block)
    if last := (*page, *tail):
        yield last


def text_length(value: Any) -> int:
    """All text in it: texts, values and addresses."""
    if isinstance(value, str):
        return size(value)
    if isinstance(value, dict):
        return sum(text_length(part) for part in value.values())
    return sum(text_length(part) for part in value) if isinstance(value, list | tuple) else 0

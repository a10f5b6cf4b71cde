"""Slack's deliveries as the work behind the queue reads them: typed, and "" for what is not there.

The fields are those that ``payloads`` keeps. Raises Refused for a delivery that is none of the three kinds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from lambdas.errors import Refused
from lambdas.slack.modals import TICKED, TYPED

Fields = Mapping[str, Any]

PLAIN_MESSAGES = frozenset({"", "file_share", "thread_broadcast"})
"""Subtypes of messages that people write; the rest are edits, deletions, joins, and bots (fault 63)."""
MAX_SHARED_FILES = 5
"""Of one message; a menu's choice has room for the ids of as many."""


@dataclass(frozen=True, slots=True)
class SharedLinks:
    """Links to AMO's page in one message, posted or being written. ``is_in_channel``: AMO was invited there."""

    channel: str
    message_ts: str
    unfurl_id: str
    source: str
    urls: tuple[str, ...]
    is_in_channel: bool


@dataclass(frozen=True, slots=True)
class MessageChange:
    """The message at ``ts`` was edited; ``text`` is empty where it was deleted."""

    ts: str
    text: str
    before: str


@dataclass(frozen=True, slots=True)
class SlackEvent:
    """``is_end``: the app was taken out, or its token was taken back; users' tokens, of which AMO has none, aside."""

    kind: str
    user: str
    text: str
    channel_id: str
    ts: str
    thread_ts: str
    change: MessageChange | None
    is_of_a_bot: bool
    is_of_a_person: bool
    is_end: bool
    shared: SharedLinks | None = None
    files: tuple[str, ...] = ()
    """The ids of those that a person shared with these words."""

    @property
    def anchor(self) -> str:
        return self.thread_ts


@dataclass(frozen=True, slots=True)
class Command:
    user: str
    text: str
    channel: str = ""
    anchor: str = ""

    @property
    def word(self) -> str:
        return self.text.strip().partition(" ")[0].casefold()

    @property
    def rest(self) -> str:
        return self.text.strip().partition(" ")[2].strip()


@dataclass(frozen=True, slots=True)
class Click:
    """One element that was pressed or chosen: ``value`` is the button's or the choice's, ``ticked`` all boxes'.

    ``message_ts`` is the message that was clicked, ``anchor`` the thread it stands in, or else itself; both are empty
    in the App Home.
    """

    name: str
    block_id: str
    value: str
    ticked: tuple[str, ...]
    trigger_id: str
    anchor: str
    message_ts: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A view that was sent: ``value`` is what its button carried, ``typed`` the texts by their field."""

    callback_id: str
    value: str
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut in the menu of a message."""

    callback_id: str
    message_ts: str
    text: str


@dataclass(frozen=True, slots=True)
class Interaction:
    """``is_home``: done in the App Home."""

    user: str
    channel_id: str
    anchor: str
    clicks: tuple[Click, ...]
    submission: Submission | None
    shortcut: Shortcut | None
    is_home: bool = False


@dataclass(frozen=True, slots=True)
class ConversationMove:
    """AMO's own word, behind what its person did in Slack: their conversation went on elsewhere."""

    user: str
    session_id: str
    anchor: str = ""


Content = SlackEvent | Interaction | Command | ConversationMove


@dataclass(frozen=True, slots=True)
class Delivery:
    team_id: str
    key: str
    content: Content


def read_delivery(body: Fields) -> Delivery:
    kind = _text(body, "kind")
    if kind not in _READERS:
        raise Refused("Slack sent something AMO does not know.")
    return Delivery(_text(body, "team_id"), _text(body, "key"), _READERS[kind](_fields(body, kind)))


def within(content: Content, channel_id: str) -> Content:
    """As it is to be answered in that channel: a message's ``ts`` says nothing in another one."""
    if isinstance(content, SlackEvent) and content.channel_id != channel_id:
        return replace(content, thread_ts="")
    if isinstance(content, Interaction) and content.channel_id != channel_id:
        clicks = tuple(replace(one, anchor="", message_ts="") for one in content.clicks)
        return replace(content, anchor="", clicks=clicks)
    return content


def _event(event: Fields) -> SlackEvent:
    kind, subtype = _text(event, "type"), _text(event, "subtype")
    is_direct = kind == "message" and _text(event, "channel_type") == "im"
    change = _change(event) if is_direct else None
    is_written = is_direct and subtype in PLAIN_MESSAGES
    is_home = kind == "app_home_opened" and _text(event, "tab") == "home"
    before = _fields(event, "previous_message")
    was_revoked = kind == "tokens_revoked" and bool(_fields(event, "tokens").get("bot"))
    return SlackEvent(
        kind=kind,
        user=_text(event, "user"),
        text=_text(event, "text"),
        channel_id=_text(event, "channel"),
        ts=_text(event, "ts"),
        thread_ts=_text(event, "thread_ts"),
        change=change,
        is_of_a_bot=any(_text(one, "bot_id") for one in (event, _fields(event, "message"), before)),
        is_of_a_person=is_written or is_home or change is not None or kind == "link_shared",
        is_end=was_revoked or kind == "app_uninstalled",
        shared=_shared(event) if kind == "link_shared" else None,
        files=tuple(_text(one, "id") for one in _list(event, "files")[:MAX_SHARED_FILES]) if is_written else (),
    )


def _shared(event: Fields) -> SharedLinks:
    return SharedLinks(
        channel=_text(event, "channel"),
        message_ts=_text(event, "message_ts"),
        unfurl_id=_text(event, "unfurl_id"),
        source=_text(event, "source"),
        urls=tuple(_text(one, "url") for one in _list(event, "links")),
        is_in_channel=event.get("is_bot_user_member") is True,
    )


def _change(event: Fields) -> MessageChange | None:
    """None for anything else. A parent whose thread lives on is not deleted, it becomes a tombstone."""
    before = _text(_fields(event, "previous_message"), "text")
    after = _fields(event, "message")
    subtype, ts = _text(event, "subtype"), _text(after, "ts")
    if subtype == "message_deleted" and (deleted := _text(event, "deleted_ts")):
        return MessageChange(deleted, "", before)
    if subtype != "message_changed" or not ts:
        return None
    is_gone = _text(after, "subtype") == "tombstone"
    return MessageChange(ts, "" if is_gone else _text(after, "text"), before)


def _command(command: Fields) -> Command:
    return Command(_text(command, "user_id"), _text(command, "text"), _text(command, "channel_id"))


def _move(move: Fields) -> ConversationMove:
    return ConversationMove(_text(move, "user"), _text(move, "session_id"))


def _interaction(interaction: Fields) -> Interaction:
    container = _fields(interaction, "container")
    message_ts = _text(container, "message_ts")
    anchor = _text(container, "thread_ts") or message_ts
    trigger_id = _text(interaction, "trigger_id")
    return Interaction(
        user=_text(_fields(interaction, "user"), "id"),
        channel_id=_text(container, "channel_id"),
        anchor=anchor,
        clicks=tuple(_click(action, trigger_id, anchor, message_ts) for action in _list(interaction, "actions")),
        submission=_submission(_fields(interaction, "view")) if interaction.get("type") == "view_submission" else None,
        shortcut=_shortcut(interaction) if interaction.get("callback_id") else None,
        is_home=_text(_fields(interaction, "view"), "type") == "home",
    )


def _click(action: Fields, trigger_id: str, anchor: str, message_ts: str) -> Click:
    option = _text(_fields(action, "selected_option"), "value")
    picked = (_text(action, f"selected_{what}") for what in ("time", "date", "user"))
    chosen = next(filter(None, picked), option)
    return Click(
        name=_text(action, "action_id"),
        block_id=_text(action, "block_id"),
        value=_text(action, "value") or chosen,
        ticked=tuple(_text(one, "value") for one in _list(action, "selected_options")),
        trigger_id=trigger_id,
        anchor=anchor,
        message_ts=message_ts,
    )


def _submission(view: Fields) -> Submission:
    values = _fields(_fields(view, "state"), "values")
    typed = {name: _typed(_fields(block, TYPED)) for name, block in values.items()}
    return Submission(_text(view, "callback_id"), _text(view, "private_metadata"), typed)


def _typed(element: Fields) -> str:
    """Returns what was entered: a text as it was typed, a date as 2026-03-05, a time as an instant in UTC, a tick as
    ``yes``.
    """
    if _list(element, "selected_options"):
        return TICKED
    seconds = element.get("selected_date_time")
    if isinstance(seconds, int):
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    return _text(element, "value") or _text(element, "selected_date")


def _shortcut(interaction: Fields) -> Shortcut:
    message = _fields(interaction, "message")
    return Shortcut(_text(interaction, "callback_id"), _text(message, "ts"), _text(message, "text"))


def _fields(source: Fields, name: str) -> Fields:
    found = source.get(name)
    return found if isinstance(found, Mapping) else {}


def _list(source: Fields, name: str) -> list[Fields]:
    found = source.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _text(source: Fields, name: str) -> str:
    found = source.get(name)
    return "" if found is None else str(found)


_READERS: Mapping[str, Callable[[Fields], Content]] = {
    "event": _event,
    "interaction": _interaction,
    "command": _command,
    "move": _move,
}

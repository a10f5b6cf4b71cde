"""Reads what somebody writes to AMO while nothing is asked of them: a command in plain words, or something to look for.

Pure; only fixed words are commands, everything else is searched for and starts nothing.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Wanted(StrEnum):
    """The purpose of a request; those that are commands too have the command's name."""

    TODAY = "today"
    PREP = "prep"
    AGENDA = "agenda"
    APPROVALS = "approvals"
    ITEMS = "items"
    ASK = "ask"
    NOTES = "notes"
    SETTINGS = "settings"
    CONNECT = "connect"
    SIGN_IN = "sign-in"
    HELP = "help"
    NEXT = "next"
    """The next meeting, to be prepared."""
    WAITING = "waiting"
    """Everything that waits for the person."""
    SEARCH = "search"


class Request(NamedTuple):
    """``words`` are those of a title, or what to look for."""

    wanted: Wanted
    words: str = ""


class SuggestedPrompt(NamedTuple):
    """A request that is offered, as people would write it."""

    title: str
    message: str


PROMPTS = (
    SuggestedPrompt("What is next today?", "What is next today?"),
    SuggestedPrompt("Prepare my next meeting", "Prepare my next meeting"),
    SuggestedPrompt("What waits for me?", "What waits for me?"),
    SuggestedPrompt("Agenda of my next meeting", "Agenda"),
)
SPOKEN: Mapping[str, Wanted] = {
    "what is next": Wanted.TODAY,
    "what is next today": Wanted.TODAY,
    "what's next": Wanted.TODAY,
    "what's next today": Wanted.TODAY,
    "prepare my next meeting": Wanted.NEXT,
    "prep my next meeting": Wanted.NEXT,
    "what waits for me": Wanted.WAITING,
    "what is waiting for me": Wanted.WAITING,
    "what's waiting for me": Wanted.WAITING,
    "prepare": Wanted.PREP,
    "my items": Wanted.ITEMS,
    "action items": Wanted.ITEMS,
    "my action items": Wanted.ITEMS,
    "what did i promise": Wanted.ITEMS,
    "add notes": Wanted.NOTES,
}
ALONE = frozenset(set(Wanted) - {Wanted.SEARCH})
"""Commands where they are all that is written; more words around them are no command."""
WITH_TITLE = re.compile(r"(?:(prep)(?:are)?|(agenda)(?: (?:of|for))?) (.+)", re.IGNORECASE)


def request_of(text: str) -> Request:
    said = " ".join(text.replace("’", "'").split())
    said = said.removeprefix("/amo ").strip()
    plain = said.casefold().rstrip("?!. ")
    if wanted := SPOKEN.get(plain) or (Wanted(plain) if plain in ALONE else None):
        return Request(wanted)
    if titled := WITH_TITLE.fullmatch(said):
        return Request(Wanted.PREP if titled[1] else Wanted.AGENDA, titled[3].rstrip("?!. "))
    return Request(Wanted.SEARCH, said)

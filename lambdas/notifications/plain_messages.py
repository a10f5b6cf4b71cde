"""Messages as plain text, for channels whose readers make links of whatever looks like an address. Pure.

The only address in it is AMO's own page: in other people's words no dot stands between two words any more.
"""

import re
from collections.abc import Iterator

from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.notifications.messages import Message, MessageQuestion

MAX_LINE = 200
MAX_TEXT_TITLE = 110
"""With the address, two text messages' worth at most."""
_HOST = re.compile(r"(?<=\w)[.\u3002\uff0e\uff61](?=[^\W\d_]{2})")
PLACES = {
    "review_action": "/approvals/{}",
    "reconnect": "/settings",
    "open_settings": "/settings#{}",
    "add_notes": "/meetings/{}?tab=notes#notes",
    "review_notes": "/meetings/{}/review",
    "finish_item": "/items",
    "see_items": "/items",
    "accept_timing": "/settings#timing",
}


def text_message(message: Message, public_url: str) -> str:
    """Returns what happened, and where on the page the rest is."""
    return f"AMO: {unlinked(message.title, MAX_TEXT_TITLE)} {page_address(message, public_url)}"


def subject(message: Message) -> str:
    return unlinked(message.title, MAX_LINE) or "AMO"


def body(message: Message, public_url: str) -> Iterator[str]:
    """All but the subject, which stands above it."""
    lines = [*message.lines, *map(_asked, message.questions)]
    yield from (unlinked(line, MAX_LINE) for line in lines)
    if lines:
        yield ""
    yield f"Answer and read on here: {page_address(message, public_url)}"
    yield f"Where AMO reaches you is up to you: {public_url}/settings#channels"


def _asked(question: MessageQuestion) -> str:
    """Names the answers there are; the place to give one stands below."""
    answers = " / ".join(one.label for one in question.answers)
    return f"{question.line} ({answers})" if answers else question.line


def page_address(message: Message, public_url: str) -> str:
    asked = (one for question in message.questions for one in question.answers)
    for action in (*message.actions, *asked):
        if action.verb in PLACES:
            return public_url + PLACES[action.verb].format(action.target)
    return f"{public_url}/meetings/{message.meeting_id}" if message.meeting_id else f"{public_url}/"


def unlinked(text: str, max_length: int) -> str:
    return _HOST.sub(". ", one_line(text, max_length))

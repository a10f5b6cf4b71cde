"""Messages in as many posts as they need, settled in all of them: nothing is left to press in any part."""

from lambdas.domain.notifications.messages import Message
from lambdas.domain.notifications.slack import Posted, SlackLink
from lambdas.slack.blocks import Post, posts, said
from lambdas.slack.posts import SlackPosts
from lambdas.slack.text import clipped


def show(posting: SlackPosts, link: SlackLink, message: Message, public_url: str, thread_ts: str = "") -> None:
    """The first part is the message, further ones stand in its thread."""
    for number, post in enumerate(posts(message, public_url)):
        name = _part_name(message.message_id, number)
        posted = posting.post(link, name, post, thread_ts, None if number else message)
        thread_ts = thread_ts or posted.ts


def settle(posting: SlackPosts, user_id: str, message_id: str, public_url: str, note: str) -> bool:
    """Puts what became of a message in its place. False where there is none that could say so."""
    parts = _parts(posting, user_id, message_id)
    if not parts or parts[0].message is None:
        return False
    pages = posts(parts[0].message, public_url, note)
    for number, part in enumerate(parts):
        posting.change(part, _page(pages, number, len(parts), note))
    return True


def show_answer(posting: SlackPosts, user_id: str, message_id: str, public_url: str, verb: str, target: str) -> bool:
    """Shows, where it was asked, what was answered. False where nothing there asks it any more."""
    parts = _parts(posting, user_id, message_id)
    before = parts[0].message if parts else None
    given = before.answer(verb, target) if before else None
    if before is None or given is None:
        return False
    message = before.with_answer(given)
    pages = posts(message, public_url)
    if len(pages) != len(parts):
        return False
    posting.records.put_posted(user_id, parts[0].model_copy(update={"message": message}))
    for part, page in zip(parts, pages, strict=True):
        posting.change(part, page)
    return True


def forget(posting: SlackPosts, user_id: str, message_id: str) -> None:
    """Lets what is shown under this name next be posted anew."""
    for part in _parts(posting, user_id, message_id):
        posting.records.forget_posted(user_id, part.message_id)


def _parts(posting: SlackPosts, user_id: str, message_id: str) -> list[Posted]:
    found: list[Posted] = []
    while True:
        part = posting.standing(user_id, _part_name(message_id, len(found)))
        if part is None:
            return found
        found.append(part)


def _page(pages: tuple[Post, ...], number: int, parts: int, note: str) -> Post:
    """The last part ends it, also where a message was posted in other parts than it takes now."""
    if number >= len(pages):
        return Post(clipped(note, 300), (said(note),))
    return pages[-1] if number == parts - 1 else pages[number]


def _part_name(message_id: str, number: int) -> str:
    return f"{message_id}/{number}" if number else message_id

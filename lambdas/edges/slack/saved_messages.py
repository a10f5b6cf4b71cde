"""The shortcut in a message's menu: what it says comes up when its meeting is prepared, as an open item of it.

No view is opened for it: that would need an answer within three seconds of the click, and the work is behind a queue.
"""

import hashlib
from collections.abc import Iterator

from lambdas import wiring
from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.kernel.local_time import span
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.notifications.slack import SavedMessage
from lambdas.edges.commands import queries
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.delivery import Click, Shortcut
from lambdas.edges.slack.mentions import words_of
from lambdas.edges.slack.views import title_of
from lambdas.errors import NotFound, Refused
from lambdas.slack.blocks import Block, actions, menu, people_menu, said, titled
from lambdas.slack.client import SlackRefused
from lambdas.slack.people import UNKNOWN

MAX_ITEM = 280
DAYS_AHEAD = 30
MAX_OFFERED = 20
ASK = "Add this to a meeting"
WRITTEN = frozenset({PrepStatus.GENERATING, PrepStatus.READY})


def save_message(context: SlackContext, shortcut: Shortcut) -> None:
    """Asks, in the direct message, which meeting it is for."""
    text = one_line(words_of(context, shortcut.text), MAX_ITEM)
    if not text:
        raise Refused("This message has no words that could be added to a meeting.")
    place = f"{context.link.team_id}:{shortcut.message_ts}:{text}"
    message = SavedMessage(
        jotting_id=f"jot-{hashlib.sha256(place.encode()).hexdigest()[:20]}", text=text, at=context.now
    )
    wiring.slack_records().save_message(context.user_id, message)
    context.show(ASK, list(_question(context, message)))


def add_with(context: SlackContext, click: Click) -> None:
    """To the next meeting with the account that was chosen."""
    email = _address(context, click.value)
    found = next((t for t in _coming(context) if email and email in _addresses(t)), None)
    if found is None:
        raise NotFound(f"No meeting with them in the next {DAYS_AHEAD} days; choose one from the other list.")
    _add(context, click, found)


def _address(context: SlackContext, account: str) -> str:
    """Returns the address of an account; empty where Slack does not show AMO that account."""
    try:
        person = context.posting.api.call("users_info", user=account)["user"]
    except SlackRefused as error:
        if error.code not in UNKNOWN:
            raise
        return ""
    return str((person.get("profile") or {}).get("email", "")).casefold()


def add_to(context: SlackContext, click: Click) -> None:
    """To the meeting that was chosen. Raises NotFound for somebody else's (fault 57)."""
    _add(context, click, wiring.meetings().get(context.user_id, click.value))


def _add(context: SlackContext, click: Click, tracked: TrackedMeeting) -> None:
    """Once, however often it is clicked: the item is named by the message and the meeting."""
    jotting_id = click.block_id
    message = wiring.slack_records().saved_message(context.user_id, jotting_id, context.now)
    if message is None:
        raise NotFound("That message was set aside too long ago; use its shortcut again.")
    item_id = f"{jotting_id}-{tracked.meeting.meeting_id}"
    if not wiring.action_items().exists(context.user_id, item_id):
        item = ActionItem(
            item_id=item_id,
            user_id=context.user_id,
            what=message.text,
            meeting_id=tracked.meeting.meeting_id,
            created_at=context.now,
        )
        wiring.action_items().put(item)
    timezone = wiring.users().get(context.user_id).timezone
    when = span(tracked.meeting.start, tracked.meeting.end, timezone)
    again = " Its materials are written already: prepare it again to see this in them."
    late = again if tracked.prep_status in WRITTEN else ""
    context.say(f"Added to {title_of(tracked)}, {when}.{late}", click.anchor)


def _question(context: SlackContext, message: SavedMessage) -> Iterator[Block]:
    yield from titled(ASK, [message.text])
    choices = [people_menu("add_with", "The next one with ...")]
    if coming := _coming(context)[:MAX_OFFERED]:
        timezone = wiring.users().get(context.user_id).timezone
        named = [
            (t.meeting.meeting_id, f"{span(t.meeting.start, t.meeting.end, timezone)} {title_of(t)}") for t in coming
        ]
        choices.append(menu("add_to", "Or one of the next meetings", named))
    yield actions(message.jotting_id, choices)
    yield said("It comes up when that meeting is prepared, and stands in its agenda.")


def _coming(context: SlackContext) -> list[TrackedMeeting]:
    found = queries.coming_meetings(context.user_id, DAYS_AHEAD)
    return [tracked for tracked in found if tracked.meeting.start > context.now and not tracked.meeting.all_day]


def _addresses(tracked: TrackedMeeting) -> set[str]:
    return {person.email.casefold() for person in tracked.meeting.people}

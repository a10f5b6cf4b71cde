"""Shows what a link to AMO's page leads to, below the message somebody posted it in.

Whoever reads that message sees it, so a title and a time are shown only where each of them is invited to the meeting,
as far as Slack proves it: in the poster's own direct message with AMO, and in a private channel AMO was invited to.
Everywhere else it is "a meeting in AMO", and of what is not the poster's nothing (docs/decisions).
"""

import re
from collections.abc import Collection
from functools import cached_property
from urllib.parse import SplitResult, urlsplit

from lambdas import wiring
from lambdas.domain.kernel.local_time import span
from lambdas.domain.meetings.circles import are_all_invited
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.delivery import SharedLinks
from lambdas.edges.slack.members import call_if_granted, members_of
from lambdas.edges.slack.views import title_of
from lambdas.errors import NotFound
from lambdas.slack.blocks import Block, said, titled

MEETING = re.compile(r"/meetings/(m[0-9a-f]{20})(?:/.*)?")
DOCUMENT = re.compile(r"/m/.+")
A_MEETING = "A meeting in AMO. Only the person it belongs to can open it."
A_DOCUMENT = "Materials of a meeting in AMO."
READY = "The agenda is ready."


def unfurl(context: SlackContext, shared: SharedLinks) -> None:
    """The link stays as it was posted where the workspace does not let AMO."""
    room = _Room(context, shared)
    shown = {url: {"blocks": blocks} for url in shared.urls if (blocks := _blocks(context, room, url))}
    if not shown:
        return
    if shared.unfurl_id and shared.source:
        place = {"unfurl_id": shared.unfurl_id, "source": shared.source}
    else:
        place = {"channel": shared.channel, "ts": shared.message_ts}
    call_if_granted(context, "chat_unfurl", unfurls=shown, **place)


class _Room:
    """Those who read the message; asked of Slack once, and only when it matters."""

    def __init__(self, context: SlackContext, shared: SharedLinks) -> None:
        self._context = context
        self._shared = shared

    def may_see(self, meeting: Meeting) -> bool:
        if self._shared.channel == self._context.link.channel_id:
            return True
        return self._readers is not None and are_all_invited(self._readers, meeting)

    @cached_property
    def _readers(self) -> Collection[str] | None:
        """Their addresses; None where they cannot be proven. A public channel is read by the whole workspace."""
        if not self._shared.is_in_channel:
            return None
        answer = call_if_granted(self._context, "conversations_info", channel=self._shared.channel)
        channel = (answer or {}).get("channel") or {}
        is_elsewhere = any(channel.get(sign) for sign in ("is_ext_shared", "is_org_shared", "is_shared"))
        if channel.get("is_private") is not True or is_elsewhere:
            return None
        members = members_of(self._context, self._shared.channel)
        if members is None or not all(member.is_certain for member in members):
            return None
        return {member.email for member in members}


def _blocks(context: SlackContext, room: _Room, url: str) -> list[Block]:
    """Empty for what is no place of the page, or not the poster's."""
    page, parts = urlsplit(wiring.settings().public_url), _parts_of(url)
    if parts is None or (parts.scheme, parts.netloc) != (page.scheme, page.netloc):
        return []
    if DOCUMENT.fullmatch(parts.path):
        return [said(A_DOCUMENT)]
    found = MEETING.fullmatch(parts.path)
    tracked = _own(context, found[1]) if found else None
    if tracked is None:
        return []
    return _shown(context, tracked) if room.may_see(tracked.meeting) else [said(A_MEETING)]


def _parts_of(url: str) -> SplitResult | None:
    """None for what is written like an address and is none: whoever posts it is not to hold up what comes after it."""
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _own(context: SlackContext, meeting_id: str) -> TrackedMeeting | None:
    try:
        return wiring.meetings().get(context.user_id, meeting_id)
    except NotFound:
        return None


def _shown(context: SlackContext, tracked: TrackedMeeting) -> list[Block]:
    timezone = wiring.users().get(context.user_id).timezone
    when = span(tracked.meeting.start, tracked.meeting.end, timezone)
    state = (READY,) if tracked.prep_status is PrepStatus.READY else ()
    return list(titled(title_of(tracked), (when, *state)))

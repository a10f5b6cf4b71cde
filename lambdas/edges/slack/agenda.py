"""``/amo agenda``: the agenda of the asker's next meeting with the people of the channel it is typed in.

Answered in the asker's direct message alone: what stands in it is nobody else's business in that channel.
"""

from collections.abc import Iterator
from typing import NamedTuple

from lambdas import wiring
from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.kernel.local_time import span
from lambdas.domain.meetings.circles import next_with
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.home import coming, show_meeting
from lambdas.edges.slack.members import members_of
from lambdas.edges.slack.views import so_called, title_of
from lambdas.errors import NotFound
from lambdas.materials.messages import outline
from lambdas.slack.blocks import Block, actions, link, said, titled

DAYS_AHEAD = 14
NO_AGENDA = f"None of your meetings in the next {DAYS_AHEAD} days has an agenda yet; /amo prep prepares one."
NO_SUCH = f"No meeting in the next {DAYS_AHEAD} days has these words in its title; /amo today shows what comes."
NOT_WITH_THEM = "Your next meeting with an agenda; none that comes is with the people of this channel."
NOT_YET = "Your next meeting with them has no agenda yet"
NOT_YET_SO_CALLED = "This meeting has no agenda yet"


class _Chosen(NamedTuple):
    """``missing`` is what is said where it has no agenda, ``note`` why it is this one."""

    tracked: TrackedMeeting
    missing: str = NOT_YET_SO_CALLED
    note: str = ""


def show_agenda(context: SlackContext, words: str, channel: str) -> None:
    """Raises NotFound where there is no meeting like that."""
    met = [tracked for tracked in coming(context, DAYS_AHEAD) if not tracked.meeting.all_day]
    chosen = _called(met, words) if words else _with_members(context, met, channel)
    manifest = chosen.tracked.preparation.materials
    if manifest is None:
        show_meeting(context, chosen.missing, chosen.tracked)
        return
    plan = MaterialsPlan.model_validate_json(wiring.documents().get(manifest.plan_key))
    meeting = chosen.tracked.meeting
    timezone = wiring.users().get(context.user_id).timezone
    heading = f"Agenda: {title_of(chosen.tracked)}, {span(meeting.start, meeting.end, timezone)}"
    address = f"{wiring.settings().public_url}/meetings/{meeting.meeting_id}#agenda"
    context.show(heading, list(_blocks(heading, plan, chosen.note, address)))


def _blocks(heading: str, plan: MaterialsPlan, note: str, address: str) -> Iterator[Block]:
    yield from titled(heading, outline(plan))
    yield actions("agenda", [link("open_agenda", "Open the agenda", address)])
    if note:
        yield said(note)


def _called(met: list[TrackedMeeting], words: str) -> _Chosen:
    found = so_called(met, words)
    if not found:
        raise NotFound(NO_SUCH)
    return _Chosen(found[0])


def _with_members(context: SlackContext, met: list[TrackedMeeting], channel: str) -> _Chosen:
    """The next meeting that has an agenda, where nobody can tell who is in the channel."""
    members = members_of(context, channel) if channel and channel != context.link.channel_id else None
    addresses = {member.email for member in members or () if member.email}
    if found := next_with(addresses, met):
        return _Chosen(found, NOT_YET)
    ready = next((tracked for tracked in met if tracked.preparation.materials), None)
    if ready is None:
        raise NotFound(NO_AGENDA)
    return _Chosen(ready, note=NOT_WITH_THEM if addresses else "")

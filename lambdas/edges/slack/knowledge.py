"""Answers what AMO knows about something said in Slack: of the asker's own, in their direct message.

The shortcut in a message's menu asks it, and so does whoever writes to AMO while no question is open.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple
from urllib.parse import quote

from lambdas import wiring
from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.agenda.material_text import MaterialText, text_of_notes
from lambdas.domain.context.kinds.decisions import DecisionRecord
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.local_time import day_name, span
from lambdas.domain.kernel.plain_text import one_line, shown_title
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.search.meetings import nearest_first
from lambdas.domain.search.topics import best_line, find_about
from lambdas.domain.sources.known_records import RecordOrigin
from lambdas.edges.commands import queries
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.delivery import Shortcut
from lambdas.edges.slack.mentions import words_of
from lambdas.errors import Refused
from lambdas.slack.blocks import Block, actions, link, said, section, titled
from lambdas.slack.text import clipped

MAX_READ = 300
"""Meetings: somebody waits for the answer, and the page looks through the rest."""
MAX_OF_A_KIND = 3
MAX_ECHO, MAX_TITLE, MAX_DETAIL = 160, 200, 400
NOTHING = "AMO knows nothing about this: none of your meetings, decisions, items, notes and agendas says it."
NO_WORDS = "This message has no words that AMO could look for."
MEETINGS, DECISIONS, ITEMS, NOTES, AGENDAS = "Meetings", "Decisions", "Open items", "In your notes", "In agendas"


class KnownThing(NamedTuple):
    """One thing on record. ``said`` is what it is found by, ``path`` where the page shows it."""

    heading: str
    title: str
    detail: str
    path: str
    said: tuple[str, ...]


def ask_about(context: SlackContext, shortcut: Shortcut) -> None:
    """Answers "Ask AMO about this". Raises Refused for a message without words."""
    tell_about(context, words_of(context, shortcut.text))


def tell_about(context: SlackContext, text: str, hint: str = "", name: str = "") -> None:
    """``hint`` says what else can be done where nothing is known; with a ``name`` that is said once.

    Raises Refused for a text without words.
    """
    echo = one_line(text, MAX_ECHO)
    if not echo:
        raise Refused(NO_WORDS)
    found = find_about(text, _everything(context, text), lambda known: known.said)
    title = f"What AMO knows about “{echo}”" if found else NOTHING
    search = link("search_page", "Search AMO’s page", f"{wiring.settings().public_url}/search")
    hints = [said(hint)] if hint and not found else []
    blocks = [*titled(title, []), *_groups(found), *hints, actions("known", [search])]
    context.show(title, blocks, name="" if found else name)


def _everything(context: SlackContext, text: str) -> list[KnownThing]:
    """The asker's own, and what their team's sources say; each store is asked by their id."""
    user = wiring.users().get(context.user_id)
    user_id, timezone = user.user_id, user.timezone
    decisions = wiring.source_records().known(user_id, user.team_id, RecordKind.DECISIONS)
    meetings = nearest_first(queries.meetings_before(user_id, None, MAX_READ).meetings, context.now)
    by_id = {tracked.meeting.meeting_id: tracked.meeting for tracked in meetings}
    noted = (one for one in wiring.meeting_notes().of_user(user_id) if one.meeting_id in by_id)
    return [
        *_meetings(meetings, timezone),
        *(
            _decision(record, decisions.origins.get(record.record_id))
            for record in decisions.records
            if isinstance(record, DecisionRecord)
        ),
        *(_item(item, by_id) for item in wiring.action_items().open_of(user_id)),
        *_texts(NOTES, text, (text_of_notes(one, by_id[one.meeting_id]) for one in noted), "?tab=notes#notes"),
        *_texts(AGENDAS, text, wiring.material_texts().of_user(user_id, context.now), "#agenda"),
    ]


def _meetings(nearest: Iterable[TrackedMeeting], timezone: str) -> Iterator[KnownThing]:
    """A series is one, its nearest occurrence."""
    shown: set[str] = set()
    for tracked in nearest:
        meeting = tracked.meeting
        if meeting.series_key in shown:
            continue
        shown.add(meeting.series_key)
        when, names = span(meeting.start, meeting.end, timezone), (person.name for person in meeting.invited)
        title = shown_title(meeting.title)
        yield KnownThing(MEETINGS, title, when, f"/meetings/{meeting.meeting_id}", (meeting.title, *names))


def _decision(record: DecisionRecord, origin: RecordOrigin | None) -> KnownThing:
    due = f"due {day_name(record.due)}" if record.due else ""
    source = f"says {origin.account.name}" if origin else ""
    detail = ", ".join(filter(None, (record.status.value, record.owner, due, source)))
    words = (record.title, record.note, record.owner, *record.options)
    return KnownThing(DECISIONS, record.title, detail, f"/records/decisions?q={quote(record.title)}", words)


def _item(item: ActionItem, meetings: dict[str, Meeting]) -> KnownThing:
    meeting = meetings.get(item.meeting_id)
    due = f"due {day_name(item.due)}" if item.due else ""
    detail = ", ".join(filter(None, (item.owner, due, f"from {shown_title(meeting.title)}" if meeting else "")))
    path = f"/meetings/{item.meeting_id}" if meeting else "/"
    return KnownThing(ITEMS, item.what, detail, path, (item.what, item.owner))


def _texts(heading: str, about: str, texts: Iterable[MaterialText], place: str) -> Iterator[KnownThing]:
    """Shows the line that says it: the title's words alone are found as a meeting."""
    for text in texts:
        if line := best_line(about, text.lines):
            title = f"{shown_title(text.title)}, {day_name(text.start)}"
            yield KnownThing(heading, title, line, f"/meetings/{text.meeting_id}{place}", (line,))


def _groups(found: Sequence[KnownThing]) -> Iterator[Block]:
    for heading in (MEETINGS, DECISIONS, ITEMS, NOTES, AGENDAS):
        of_kind = [one for one in found if one.heading == heading]
        if of_kind:
            yield said(heading)
        yield from map(_row, islice(of_kind, MAX_OF_A_KIND))


def _row(known: KnownThing) -> Block:
    text = "\n".join(filter(None, (f"*{clipped(known.title, MAX_TITLE)}*", clipped(known.detail, MAX_DETAIL))))
    opened = link("open_known", "Open", f"{wiring.settings().public_url}{known.path}")
    return {**section(text), "accessory": opened}

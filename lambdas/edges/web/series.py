"""A recurring meeting as a whole: each occurrence, what was wanted and asked to be decided in it, and what is open."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.agenda.material_text import MaterialText
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.kernel.instants import iso
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.model import Model
from lambdas.domain.meeting_notes.notes import MeetingNotes
from lambdas.domain.meetings.calendar_days import day_of
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.edges.http.at_once import at_once
from lambdas.edges.web.meeting_rows import address_of, has_materials, state_at, when
from lambdas.edges.web.page_request import PageRequest, moment_of
from lambdas.edges.web.promise_rows import PromiseRow, promise_rows
from lambdas.edges.web.responses import page
from lambdas.edges.web.states import State
from lambdas.edges.web.words import shortened, title_of
from lambdas.store.conversations import Conversations

AHEAD = timedelta(days=400)
A_SECOND = timedelta(seconds=1)
MAX_OCCURRENCES = 20
MAX_LINE = 240


class SeriesOccurrence(Model):
    """``answers`` are what its owner said beforehand, where the materials that said it are gone."""

    address: str
    title: str
    when: str
    state: State
    is_cancelled: bool
    is_coming: bool
    has_materials: bool
    wants: tuple[str, ...]
    decisions: tuple[str, ...]
    decided: tuple[str, ...]
    answers: tuple[str, ...]
    items: tuple[PromiseRow, ...]


class SeriesPage(Model):
    """``items`` are open and from no occurrence that is shown. ``further`` is where the earlier occurrences begin."""

    title: str
    back: str
    is_series: bool
    occurrences: tuple[SeriesOccurrence, ...]
    items: tuple[PromiseRow, ...]
    further: str


class OccurrenceData(NamedTuple):
    """One occurrence, with what its materials say, what was said before it and noted of it, as far as that is kept."""

    tracked: TrackedMeeting
    text: MaterialText | None
    session: Conversation | None
    notes: MeetingNotes


def show(request: PageRequest, meeting_id: str) -> Response[str]:
    tracked = wiring.meetings().get(request.user_id, meeting_id)
    user, occurrences, items = at_once(
        partial(wiring.users().get, request.user_id),
        partial(_occurrences, tracked, request),
        partial(wiring.action_items().open_of, request.user_id),
    )
    found = _with_words(occurrences, request)
    is_all = len(occurrences) < MAX_OCCURRENCES
    view = SeriesPage(
        title=title_of(tracked.meeting),
        back=address_of(tracked.meeting),
        is_series=tracked.meeting.series_id is not None,
        occurrences=tuple(_occurrence(one, items, user.timezone, request.now) for one in found),
        items=_items_of_no_occurrence(tracked, occurrences, items, user.timezone, request.now),
        further="" if is_all else iso(occurrences[-1].meeting.start),
    )
    return page("series.html", {"view": view}, request, section="calendar")


def _occurrences(tracked: TrackedMeeting, request: PageRequest) -> list[TrackedMeeting]:
    """Latest first."""
    series_id = tracked.meeting.series_id
    if series_id is None:
        return [tracked]
    before = moment_of(request.query.get("before", "")) or request.now + AHEAD
    return wiring.meetings().earlier_in_series(request.user_id, series_id, before, MAX_OCCURRENCES)


def _with_words(occurrences: Sequence[TrackedMeeting], request: PageRequest) -> list[OccurrenceData]:
    """Three small reads for each, at the most, all at once."""
    texts, sessions, notes = wiring.material_texts(), wiring.conversations(), wiring.meeting_notes()
    count = len(occurrences)
    found = at_once(
        *(partial(texts.find, request.user_id, one.meeting.meeting_id, request.now) for one in occurrences),
        *(partial(_session, sessions, one, request.now) for one in occurrences),
        *(partial(notes.get, request.user_id, one.meeting.meeting_id) for one in occurrences),
    )
    kinds = (found[:count], found[count : 2 * count], found[2 * count :])
    return [OccurrenceData(*row) for row in zip(occurrences, *kinds, strict=True)]


def _session(sessions: Conversations, tracked: TrackedMeeting, now: datetime) -> Conversation | None:
    session_id = tracked.preparation.session_id
    found = sessions.find(session_id, now) if session_id else None
    return found if found and found.user_id == tracked.meeting.user_id else None


def _occurrence(data: OccurrenceData, items: Iterable[ActionItem], timezone: str, now: datetime) -> SeriesOccurrence:
    tracked, text = data.tracked, data.text
    meeting = tracked.meeting
    own = [item for item in items if item.meeting_id == meeting.meeting_id]
    return SeriesOccurrence(
        address=address_of(meeting),
        title=title_of(meeting),
        when=when(meeting, timezone, now),
        state=state_at(tracked, timezone, now),
        is_cancelled=meeting.status is MeetingStatus.CANCELLED,
        is_coming=meeting.end > now,
        has_materials=has_materials(tracked, now),
        wants=text.wants if text else (),
        decisions=text.decisions if text else (),
        decided=tuple(_decided(data.notes)),
        answers=() if text else _answers(data),
        items=promise_rows(own, {meeting.meeting_id: "this one"}, day_of(now, zone(timezone))),
    )


def _decided(notes: MeetingNotes) -> Iterator[str]:
    for decided in (decided for section in notes.sections for decided in section.decided):
        if decided.what.strip():
            yield ", ".join(filter(None, (decided.what.strip(), decided.who.strip())))


def _answers(data: OccurrenceData) -> tuple[str, ...]:
    session = data.session
    if session is None:
        return ()
    given = (session.answers.get(str(place)) for place in range(len(session.questions)))
    return tuple(shortened(answer.text.strip(), MAX_LINE) for answer in given if answer and answer.text.strip())


def _items_of_no_occurrence(
    tracked: TrackedMeeting,
    occurrences: Sequence[TrackedMeeting],
    items: Iterable[ActionItem],
    timezone: str,
    now: datetime,
) -> tuple[PromiseRow, ...]:
    shown = {one.meeting.meeting_id for one in occurrences}
    series_id = tracked.meeting.series_id
    rest = [item for item in items if series_id and item.series_id == series_id and item.meeting_id not in shown]
    return promise_rows(rest, {}, day_of(now, zone(timezone)))

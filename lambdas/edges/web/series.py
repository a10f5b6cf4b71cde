"""A recurring meeting as a thread: of each occurrence what was wanted and reached, decided, promised and left open."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.kernel.instants import iso
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.edges.http.at_once import at_once
from lambdas.edges.web.item_rows import ItemReader
from lambdas.edges.web.meeting_rows import address_of
from lambdas.edges.web.page_request import PageRequest, moment_of
from lambdas.edges.web.responses import page
from lambdas.edges.web.series_view import OccurrenceData, SeriesPage, items_of_no_occurrence, occurrence_of
from lambdas.edges.web.words import title_of
from lambdas.store.conversations import Conversations

AHEAD = timedelta(days=400)
MAX_OCCURRENCES = 20


def show(request: PageRequest, meeting_id: str) -> Response[str]:
    tracked = wiring.meetings().get(request.user_id, meeting_id)
    user, occurrences, items, outcomes = at_once(
        partial(wiring.users().get, request.user_id),
        partial(_occurrences, tracked, request),
        partial(wiring.action_items().all_of, request.user_id),
        partial(wiring.outcomes().of_user, request.user_id),
    )
    reader = ItemReader(user.user_id, user.called, user.timezone, {}, request.now)
    found = _with_words(occurrences, request)
    is_all = len(occurrences) < MAX_OCCURRENCES
    view = SeriesPage(
        title=title_of(tracked.meeting),
        back=address_of(tracked.meeting),
        is_series=tracked.meeting.series_id is not None,
        occurrences=tuple(occurrence_of(one, items, outcomes, reader) for one in found),
        items=reader.rows(items_of_no_occurrence(tracked, occurrences, items)),
        further="" if is_all else iso(occurrences[-1].meeting.start),
    )
    before = request.query.get("before", "") if moment_of(request.query.get("before", "")) else ""
    content = {"view": view, "here": f"{view.back}/series", "before": before}
    return page("series.html", content, request, section="calendar")


def _occurrences(tracked: TrackedMeeting, request: PageRequest) -> list[TrackedMeeting]:
    """Latest first."""
    series_id = tracked.meeting.series_id
    if series_id is None:
        return [tracked]
    before = moment_of(request.query.get("before", "")) or request.now + AHEAD
    return wiring.meetings().earlier_in_series(request.user_id, series_id, before, MAX_OCCURRENCES)


def _with_words(occurrences: Sequence[TrackedMeeting], request: PageRequest) -> list[OccurrenceData]:
    """Four small reads for each, at the most, all at once."""
    texts, sessions, notes = wiring.material_texts(), wiring.conversations(), wiring.meeting_notes()
    ids = [one.meeting.meeting_id for one in occurrences]
    found = at_once(
        *(partial(texts.find, request.user_id, meeting_id, request.now) for meeting_id in ids),
        *(partial(_session, sessions, one, request.now) for one in occurrences),
        *(partial(notes.get, request.user_id, meeting_id) for meeting_id in ids),
        *(partial(notes.review, request.user_id, meeting_id) for meeting_id in ids),
    )
    kinds = (found[place * len(ids) : (place + 1) * len(ids)] for place in range(4))
    return [OccurrenceData(*row) for row in zip(occurrences, *kinds, strict=True)]


def _session(sessions: Conversations, tracked: TrackedMeeting, now: datetime) -> Conversation | None:
    session_id = tracked.preparation.session_id
    found = sessions.find(session_id, now) if session_id else None
    return found if found and found.user_id == tracked.meeting.user_id else None

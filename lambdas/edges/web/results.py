"""A person's own results with AMO. Nobody else is shown them."""

from datetime import timedelta
from functools import partial

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.accounts.recommendation import MAX_REMARK
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.outcomes.measures import held_with_others
from lambdas.edges.http.at_once import at_once
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.recommendation import SCORES
from lambdas.edges.web.responses import page
from lambdas.edges.web.results_view import ResultsData, results_page

PERIODS = (30, 90)
MAX_MEETINGS = 1000
MAX_HELD = 200
"""The latest ones with company, of which conversation and confirmed notes are read as well."""


def show(request: PageRequest) -> Response[str]:
    days = next((days for days in PERIODS if request.query.get("days") == str(days)), PERIODS[0])
    view = results_page(_data(request, days), request.now)
    content = {"view": view, "periods": PERIODS, "scores": SCORES, "most": MAX_REMARK}
    return page("results.html", content, request, section="results")


def _data(request: PageRequest, days: int) -> ResultsData:
    since, now = request.now - timedelta(days=days), request.now
    user, latest, items, outcomes = at_once(
        partial(wiring.users().get, request.user_id),
        partial(wiring.meetings().latest_first, request.user_id, now, MAX_MEETINGS),
        partial(wiring.action_items().all_of, request.user_id),
        partial(wiring.outcomes().of_user, request.user_id),
    )
    meetings = [tracked for tracked in latest if tracked.meeting.start >= since]
    held = held_with_others(meetings, now)[:MAX_HELD]
    read = at_once(
        *(partial(_conversation, request, tracked) for tracked in held),
        *(partial(wiring.meeting_notes().review, request.user_id, one.meeting.meeting_id) for one in held),
    )
    conversations = [session for session in read[: len(held)] if session]
    return ResultsData(user, days, meetings, conversations, read[len(held) :], items, outcomes)


def _conversation(request: PageRequest, tracked: TrackedMeeting) -> Conversation | None:
    session_id = tracked.preparation.session_id
    found = wiring.conversations().find(session_id, request.now) if session_id else None
    return found if found and found.user_id == request.user_id else None

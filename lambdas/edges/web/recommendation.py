"""Asks whether somebody would recommend AMO: on their results, and on Today once they have had a few preparations."""

from datetime import datetime, timedelta

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.domain.accounts.logins import local_path
from lambdas.domain.accounts.recommendation import ASKED_AFTER_MEETINGS, MAX_REMARK, Recommendation, is_due
from lambdas.domain.kernel.plain_text import one_line
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import see
from lambdas.errors import Refused

SCORES = range(11)
LOOKED_BACK = timedelta(days=90)
RESULTS = "/results#recommend"
NO_SCORE = "The form could not be read; reload the page and try again."


def recommend(request: PageRequest) -> Response[str]:
    """Without a score: not now. What was said before holds until something else is said."""
    typed = request.fields.get("score", "")
    if typed and typed not in {str(score) for score in SCORES}:
        raise Refused(NO_SCORE)
    _keep(request, int(typed) if typed else None)
    place = request.fields.get("back", "")
    return see(local_path(place) if place else RESULTS, "recommended" if typed else "not-now")


def is_asked(user_id: str, now: datetime) -> bool:
    """Returns whether Today asks."""
    if not is_due(wiring.users().get(user_id).recommendation, now):
        return False
    found = wiring.meetings().count_prepared(user_id, now - LOOKED_BACK, now, ASKED_AFTER_MEETINGS)
    return found >= ASKED_AFTER_MEETINGS


def _keep(request: PageRequest, score: int | None) -> None:
    said = wiring.users().get(request.user_id).recommendation
    remark = one_line(request.fields.get("remark", said.remark if said else ""), MAX_REMARK)
    kept = score if score is not None else said and said.score
    answer = Recommendation(score=kept, remark=remark, said_at=request.now)
    wiring.users().patch(request.user_id, {"recommendation": answer})
    if score is not None and not (said and said.score == score):
        metrics.count("Recommendation", score)
        metrics.flush()

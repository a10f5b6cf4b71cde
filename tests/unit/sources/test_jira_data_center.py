"""Jira Data Center, read through its REST API 2.

The shape the stand-in is held to is that of PyPI's jira820 (dongyi-kim/jira820, src/jira820/serialize.py and
server_read.py: search, field, myself), which is not installed: it was read there. The largest page is the default of
``jira.search.views.default.max``.
"""

import pytest

from lambdas.domain.sources.kinds import SourceKind
from lambdas.errors import NeedsConsent, Retryable
from tests.fakes.sources.base import SourceReply
from tests.fakes.sources.jira_data_center import JiraDataCenterFake
from tests.unit.sources.harness import NOW, trying
from tests.unit.sources.jira_checks import InPlace, records

KIND = SourceKind.JIRA_DATA_CENTER


def test_what_is_sent_and_answered_is_in_the_shape_of_data_center() -> None:
    fake = JiraDataCenterFake(NOW)
    with trying(KIND, fake) as trial:
        trial.read_all()
        searches = [request for _, request in trial.server.asked[KIND] if request.path == "/rest/api/2/search"]
    assert all(set(request.json) == {"jql", "fields", "startAt", "maxResults"} for request in searches)
    for content in (fake.reply(request).content for request in searches):
        assert set(content) == {"expand", "startAt", "maxResults", "total", "issues"}
        assert all({"id", "key", "self", "fields"} <= set(issue) for issue in content["issues"])


def test_issues_name_their_epic_in_a_field_of_any_number() -> None:
    with trying(KIND, JiraDataCenterFake(NOW)) as trial:
        trial.read_all()
        asked = [request.json["jql"] for _, request in trial.server.asked[KIND] if request.body]
    assert 'cf[10008] in ("INFRA-7", "PLAT-10", "PLAT-24", "PLAT-41") ORDER BY key ASC' in asked


def test_without_that_field_the_parent_is_asked_for() -> None:
    with trying(KIND, JiraDataCenterFake(NOW, has_epic_link=False)) as trial:
        assert records(trial)["PLAT-10"].progress == 66


def test_a_server_may_give_less_than_it_is_asked_for() -> None:
    with trying(KIND, JiraDataCenterFake(NOW, rows=30, page=7)) as trial:
        assert len(trial.read_all()[0]) == 33


def test_issues_that_come_or_go_between_two_pages_make_it_less_than_whole() -> None:
    """Counted off, what follows them moves up, and one of them stands on neither page."""
    fake = JiraDataCenterFake(NOW, rows=150)
    with trying(KIND, fake) as trial:
        first = trial.reader.page(trial.account, trial.secret, "", NOW)
        fake.world.remove("PLAT-1")
        second = trial.reader.page(trial.account, trial.secret, first.cursor or "", NOW)
    assert (first.is_whole, second.is_whole) == (True, False)
    assert "PLAT-101" not in {row.external_id for row in (*first.rows, *second.rows)}


def test_an_answer_that_does_not_count_is_none() -> None:
    fake = InPlace(JiraDataCenterFake(NOW), SourceReply(200, {"issues": []}))
    with trying(KIND, fake) as trial, pytest.raises(Retryable):
        trial.read_all()


@pytest.mark.parametrize("token", ["wrong", "", "two\r\nlines", "ümlaut"])
def test_a_wrong_token_is_told_and_not_said(token: str) -> None:
    with trying(KIND, JiraDataCenterFake(NOW)) as trial, pytest.raises(NeedsConsent) as caught:
        trial.reader.check(trial.account, {"token": token}, NOW)
    assert not token or token not in str(caught.value)
    assert caught.value.__cause__ is None

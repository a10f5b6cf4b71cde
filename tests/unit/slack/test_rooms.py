"""A team's channel: posted where AMO was invited, said plainly where it was not, honest where nobody knows."""

from typing import Any

import pytest

from lambdas.domain.notifications.slack import SlackLink
from lambdas.errors import Refused, Unproven
from lambdas.slack.client import AnswerLost, SlackRefused
from lambdas.slack.rooms import SlackRooms
from tests.fakes.samples import NOW
from tests.fakes.slack_lint import lint
from tests.fakes.stores import FakeSlackRecords


class People:
    """Priya's account is tied; ``problem`` is what Slack answers."""

    def __init__(self, problem: Exception | None = None) -> None:
        self.records, self.problem, self.calls = FakeSlackRecords(), problem, list[dict[str, Any]]()
        self.records.link(
            SlackLink(team_id="T1", slack_user_id="U1", user_id="priya", channel_id="D1", proof="email", linked_at=NOW)
        )

    def api(self, _team_id: str) -> "People":
        return self

    def call(self, _method: str, **arguments: Any) -> dict[str, Any]:
        self.calls.append(arguments)
        if self.problem:
            raise self.problem
        return {"ts": "1.1"}


def post(people: People, user_id: str = "priya") -> str:
    return SlackRooms(people).post(user_id, "#sales", "Agenda: <!channel>", ("1. Opening (5 min)",), "a1")  # type: ignore[arg-type]  # a fake in its place


def test_an_agenda_is_posted_literally_with_its_action_s_name() -> None:
    people = People()
    assert post(people) == "Posted to #sales."
    (sent,) = people.calls
    assert (sent["channel"], sent["metadata"]["event_payload"]) == ("sales", {"action_id": "a1"})
    assert lint(sent["blocks"], sent["text"]) == []


@pytest.mark.parametrize(
    ("problem", "expected", "said"),
    [
        (SlackRefused("not_in_channel"), Refused, "/invite"),
        (SlackRefused("token_revoked"), Refused, "token revoked"),
        (AnswerLost("nothing came back"), Unproven, "look into the channel"),
    ],
)
def test_what_went_wrong_is_told_apart(problem: Exception, expected: type[Exception], said: str) -> None:
    with pytest.raises(expected, match=said):
        post(People(problem))


def test_nobody_posts_without_an_account_of_their_own() -> None:
    people = People()
    with pytest.raises(Refused, match="not tied"):
        post(people, "olga")
    assert people.calls == []

"""Tokens that end are renewed in time, each once, and none is lost (fault 64)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lambdas.domain.notifications.slack import Workspace
from lambdas.notifications.account_ties import AccountTies
from lambdas.slack.client import AnswerLost, SlackRefused
from lambdas.slack.people import SlackPeople
from lambdas.slack.secrets import Credentials, SlackApp
from lambdas.slack.token_rotation import RENEWED_BEFORE, SlackRotation, credentials_of
from lambdas.store.slack_records import LEASE
from tests.fakes.channels import FakeNotifier
from tests.fakes.samples import NOW
from tests.fakes.slack_requests import BOT, TEAM
from tests.fakes.slack_secrets import FakeSlackSecrets
from tests.fakes.stores import FakeAuditLog, FakeSlackRecords, FakeUsers

APP = SlackApp("1.2", "client-secret", "signing-secret", "https://slack.com/api/")
LIFE = 43_200


class Slack:
    """Takes each refresh token once, as Slack does. ``meanwhile`` happens while it thinks."""

    def __init__(self) -> None:
        self.good = "xoxe-0"
        self.given = 0
        self.problem: Exception | None = None
        self.meanwhile: Callable[[], Any] = lambda: None

    def call(self, method: str, **given: str) -> dict[str, Any]:
        assert (method, given["grant_type"], given["client_secret"]) == (
            "oauth_v2_access",
            "refresh_token",
            APP.client_secret,
        )
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        if self.problem:
            raise self.problem
        if given["refresh_token"] != self.good:
            raise SlackRefused("invalid_refresh_token")
        self.given += 1
        self.good = f"xoxe-{self.given}"
        return {"access_token": f"xoxe.xoxb-{self.given}", "refresh_token": self.good, "expires_in": LIFE}


class Stage:
    def __init__(self) -> None:
        self.records, self.secrets, self.slack = FakeSlackRecords(), FakeSlackSecrets(), Slack()
        self.secrets.keep_app(APP)
        self.connect(TEAM, NOW + RENEWED_BEFORE - timedelta(minutes=1))

    def connect(self, team_id: str, ends: Any) -> None:
        self.records.connect(Workspace(team_id=team_id, name="Ex", bot_user_id=BOT, connected_at=NOW))
        self.secrets.keep_credentials(team_id, Credentials("xoxe.xoxb-0", "xoxe-0", int(ends.timestamp())))

    def renew(self, now: Any = NOW) -> int:
        rotation = SlackRotation(self.records, self.secrets, lambda _token, _url: self.slack)  # type: ignore[arg-type, return-value]  # a fake in its place
        return rotation.renew_all(now)

    @property
    def token(self) -> str:
        return self.secrets.workspaces[TEAM].bot_token


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_a_token_is_renewed_half_way_to_its_end_and_its_successor_kept(stage: Stage) -> None:
    assert stage.renew() == 1
    assert stage.secrets.workspaces[TEAM] == Credentials("xoxe.xoxb-1", "xoxe-1", int(NOW.timestamp()) + LIFE)
    assert stage.renew() == 0
    assert stage.renew(NOW + timedelta(seconds=LIFE) - RENEWED_BEFORE) == 1
    assert stage.token == "xoxe.xoxb-2"


def test_fault_64_twice_at_once_one_renews_and_no_token_is_lost(stage: Stage) -> None:
    others: list[int] = []
    stage.slack.meanwhile = lambda: others.append(stage.renew())
    assert stage.renew() == 1
    assert others == [0]
    assert (stage.slack.given, stage.token) == (1, "xoxe.xoxb-1")
    assert stage.secrets.workspaces[TEAM].refresh_token == stage.slack.good


def test_fault_64_one_that_read_the_old_token_before_it_was_renewed_does_not_use_it(stage: Stage) -> None:
    before = stage.secrets.workspaces[TEAM]
    stage.renew()
    kept = stage.secrets.credentials

    def stale(team_id: str) -> Credentials | None:
        return before if team_id == TEAM else kept(team_id)

    stage.secrets.credentials = stale  # type: ignore[method-assign]  # in the way of the real one
    assert stage.renew(NOW + LEASE * 2) == 0
    assert stage.slack.given == 1


def test_trouble_on_slack_s_side_is_tried_again_and_stops_nobody_else(stage: Stage) -> None:
    stage.slack.problem = AnswerLost("Slack did not answer.")
    assert stage.renew() == 0
    assert stage.token == "xoxe.xoxb-0"
    stage.slack.problem = None
    assert stage.renew() == 1


def test_tokens_without_an_end_and_stages_without_an_app_are_left_alone(stage: Stage) -> None:
    stage.secrets.keep_credentials(TEAM, Credentials("xoxb-by-hand"))
    assert stage.renew() == 0
    stage.secrets.kept_app = None
    assert stage.renew() == 0
    assert credentials_of({"access_token": "xoxb-1"}, NOW) == Credentials("xoxb-1")


def test_whoever_speaks_takes_up_the_renewed_token_before_the_old_one_ends(stage: Stage) -> None:
    clock = [NOW]
    made: list[str] = []

    def make(token: str, _url: str) -> Any:
        made.append(token)
        return object()

    ties = AccountTies(FakeAuditLog(), FakeNotifier())
    people = SlackPeople(stage.records, stage.secrets, FakeUsers(), lambda: clock[0], ties.tie, make)  # type: ignore[arg-type]  # a fake in its place
    people.api(TEAM)
    people.api(TEAM)
    assert made == ["xoxe.xoxb-0"]
    stage.renew()
    clock[0] = NOW + RENEWED_BEFORE - timedelta(minutes=30)
    people.api(TEAM)
    assert made == ["xoxe.xoxb-0", "xoxe.xoxb-1"]

"""Each service outside is said to answer as it does to one harmless question (OPS-12)."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from lambdas.aws.service_reads import ServiceReads
from lambdas.config_files import load_sources_config
from lambdas.connectivity.probe import Answered, Probe, Probed, probe_all
from lambdas.connectivity.services import NO_SUCH, OutsideServices
from lambdas.connectivity.source_hosts import SourceHosts
from lambdas.credentials import client_proof
from lambdas.credentials.clients import OAuthClient
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.notifications.slack import Workspace
from lambdas.errors import Refused, Unanswered
from lambdas.outbound.json_http import HttpAnswer, JsonHttp
from lambdas.slack.client import SlackApi, SlackRefused
from lambdas.slack.secrets import Credentials
from tests.fakes.identity_provider import FakeIdentityProvider
from tests.fakes.samples import NOW
from tests.fakes.slack_secrets import FakeSlackSecrets
from tests.fakes.stores import FakeSlackRecords, FakeSourceAccounts

TOKEN = "xoxb-of-the-workspace"
PAGE = "https://amo.example.com"


class Outside:
    """All that there is outside, each as it would answer."""

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self.google = FakeIdentityProvider(IdentityProvider.GOOGLE)
        self.registered: dict[IdentityProvider, OAuthClient] = {}
        self.records, self.secrets = FakeSlackRecords(), FakeSlackSecrets()
        self.tokens: list[str] = []
        self.slack: Exception | None = None
        self.page: HttpAnswer | Exception = HttpAnswer(404, {}, {"message": NO_SUCH})
        self.clients = {name: self._client(name) for name in ("sesv2", "sns", "transcribe")}
        self.stubs = {name: Stubber(client) for name, client in self.clients.items()}
        self.url, self.is_sender_set = PAGE, True
        for stub in self.stubs.values():
            stub.activate()
        patched.setattr(client_proof, "post_form", lambda url, body, _seconds: self.google.post(url, body))
        patched.setattr(SlackApi, "call", lambda api, method: self._slack(api, method))
        patched.setattr(JsonHttp, "call", lambda *_, **__: self._page())

    def _client(self, name: str) -> Any:
        return boto3.client(name, "eu-central-1", aws_access_key_id="test", aws_secret_access_key="test")  # type: ignore[call-overload]  # any service

    def _slack(self, api: SlackApi, method: str) -> dict[str, Any]:
        assert method == "auth_test"
        self.tokens.append(api._token)
        if self.slack:
            raise self.slack
        return {"ok": True}

    def _page(self) -> HttpAnswer:
        if isinstance(self.page, Exception):
            raise self.page
        return self.page

    def connect_slack(self, url: str = "https://slack.com/api/") -> None:
        connected = NOW - timedelta(days=12)
        self.records.connect(
            Workspace(team_id="T1", name="Acme", bot_user_id="U1", api_url=url, connected_at=connected)
        )
        self.secrets.keep_credentials("T1", Credentials(TOKEN))

    def register(self, **changes: Any) -> None:
        self.registered[IdentityProvider.GOOGLE] = self.google.registered.model_copy(update=changes)

    def well(self) -> None:
        self.stubs["sesv2"].add_response("get_account", {"SendingEnabled": True, "ProductionAccessEnabled": True})
        self.stubs["sns"].add_response("get_sms_sandbox_account_status", {"IsInSandbox": False})
        self.stubs["transcribe"].add_response("list_transcription_jobs", {"TranscriptionJobSummaries": []})

    def get(self, provider: IdentityProvider) -> OAuthClient:
        if provider not in self.registered:
            raise Refused("not set up")
        return self.registered[provider]

    def probed(self) -> dict[str, Probed]:
        services = OutsideServices(
            page_url=self.url,
            is_sender_set=self.is_sender_set,
            slack_records=self.records,
            slack_secrets=self.secrets,  # type: ignore[arg-type]  # the fake passes the contract of the real ones
            oauth_clients=self,  # type: ignore[arg-type]  # only get is asked
            reads=ServiceReads(self.clients.__getitem__),
            source_hosts=SourceHosts(FakeSourceAccounts(), load_sources_config(), frozenset(), lambda: NOW),
            now=lambda: NOW,
        )
        return {one.service: one for one in probe_all(services.probes())}


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    made = Outside(monkeypatch)
    yield made
    for stub in made.stubs.values():
        stub.deactivate()


def test_what_answers_is_reachable_and_what_is_not_set_up_says_so(outside: Outside) -> None:
    outside.connect_slack()
    outside.register()
    outside.well()
    probed = outside.probed()
    assert {one.service: one.state for one in probed.values()} == {
        "slack T1": "reachable",
        "google": "reachable",
        "microsoft": "not_configured",
        "e-mail": "reachable",
        "text messages": "reachable",
        "transcription": "reachable",
        "own page": "reachable",
        "sources": "not_configured",
    }
    assert "12 days" in probed["slack T1"].detail
    assert "connect-client" in probed["microsoft"].detail


def test_a_stage_of_nothing_but_aws_asks_nobody_else(outside: Outside) -> None:
    outside.is_sender_set = False
    outside.well()
    probed = outside.probed()
    for service in ("slack", "google", "microsoft", "e-mail"):
        assert probed[service].state == "not_configured"
    assert (outside.tokens, outside.google.requests) == ([], [])


def test_a_withdrawn_token_and_a_wrong_secret_are_rejected_and_neither_is_repeated(outside: Outside) -> None:
    outside.connect_slack()
    outside.slack = SlackRefused("token_revoked")
    outside.register(client_id="somebody-elses")
    outside.well()
    probed = outside.probed()
    assert (probed["slack T1"].state, probed["google"].state) == ("rejected", "rejected")
    assert "token revoked" in probed["slack T1"].detail
    assert "invalid client" in probed["google"].detail
    said = " ".join(one.detail for one in probed.values())
    assert TOKEN not in said
    assert outside.google.registered.client_secret.get_secret_value() not in said


def test_nobodys_consent_is_touched(outside: Outside) -> None:
    outside.google.alive.add("somebody's")
    outside.register()
    outside.well()
    outside.probed()
    assert outside.google.alive == {"somebody's"}
    assert [request["grant_type"] for request in outside.google.requests] == ["refresh_token"]


def test_a_right_that_is_missing_and_an_account_that_may_not_send_are_rejected(outside: Outside) -> None:
    outside.stubs["sesv2"].add_response("get_account", {"SendingEnabled": False})
    outside.stubs["sns"].add_client_error("get_sms_sandbox_account_status", "AuthorizationError")
    outside.stubs["transcribe"].add_client_error("list_transcription_jobs", "AccessDeniedException")
    probed = outside.probed()
    assert "stopped sending" in probed["e-mail"].detail
    assert "AuthorizationError" in probed["text messages"].detail
    assert probed["transcription"].state == "rejected"


def test_sandboxes_are_told(outside: Outside) -> None:
    outside.stubs["sesv2"].add_response("get_account", {"SendingEnabled": True, "ProductionAccessEnabled": False})
    outside.stubs["sns"].add_response("get_sms_sandbox_account_status", {"IsInSandbox": True})
    outside.stubs["transcribe"].add_response("list_transcription_jobs", {})
    probed = outside.probed()
    assert "verified addresses only" in probed["e-mail"].detail
    assert "verified numbers only" in probed["text messages"].detail


def test_a_stand_in_proves_nothing_of_the_service(outside: Outside) -> None:
    outside.connect_slack("http://127.0.0.1:9999/api/")
    outside.register(token_url="http://127.0.0.1:9998/token")
    outside.well()
    outside.url = "http://127.0.0.1:4600"
    probed = outside.probed()
    assert {probed[service].state for service in ("slack T1", "google", "own page")} == {"unproven_live"}
    assert probed["transcription"].state == "not_configured"


def test_a_workspace_without_its_token_is_rejected(outside: Outside) -> None:
    outside.connect_slack()
    outside.secrets.workspaces.clear()
    outside.well()
    assert "slack connect" in outside.probed()["slack T1"].detail


@pytest.mark.parametrize(
    ("answer", "state"),
    [(Unanswered("broken off"), "slow"), (HttpAnswer(404, {}, {"message": "Not Found"}), "rejected")],
)
def test_an_address_that_leads_elsewhere_or_nowhere_is_told(
    outside: Outside, answer: HttpAnswer | Exception, state: str
) -> None:
    outside.page = answer
    outside.well()
    assert outside.probed()["own page"].state == state


def test_what_never_answers_keeps_nobody_waiting() -> None:
    over = threading.Event()
    hung = Probe("hung", lambda: Answered(str(over.wait(20)), is_live=True))
    prompt = Probe("prompt", lambda: Answered("well", is_live=True))
    try:
        probed = {one.service: one for one in probe_all([hung, prompt], seconds=0.2)}
    finally:
        over.set()
    assert (probed["hung"].state, probed["prompt"].state) == ("slow", "reachable")
    assert "within 0.2 s" in probed["hung"].detail


def test_an_answer_that_took_long_is_slow() -> None:
    at = iter((0.0, 4.0))
    (probed,) = probe_all([Probe("one", lambda: Answered("well", is_live=True))], lambda: next(at))
    assert (probed.state, probed.ms) == ("slow", 4000)
    assert "4.0 s" in probed.detail

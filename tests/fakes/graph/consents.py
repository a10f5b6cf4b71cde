"""A Microsoft whose only person agrees at once: the sign-in in front of the fake Graph, and the way through it."""

import secrets
from types import SimpleNamespace

from cli.api_client import ApiClient
from cli.local.google_fake.identity import GoogleIdentity
from cli.stage import DeployedStage
from tests.fakes.graph.mailbox import FakeMailbox
from tests.fakes.graph.server import FakeGraph


class Opening(dict[str, str]):
    """Bearer tokens as they are made; each opens the mailbox."""

    def __init__(self, graph: FakeGraph) -> None:
        super().__init__()
        self._tokens: dict[str, FakeMailbox] = graph.tokens
        self._mailbox = graph.mailbox

    def __setitem__(self, token: str, account: str) -> None:
        super().__setitem__(token, account)
        self._tokens[token] = self._mailbox


def connect_outlook(stage: DeployedStage, graph: FakeGraph, account: str) -> None:
    """Registers AMO at this Microsoft and connects the calendar as its owner would, through the page's endpoints."""
    service = SimpleNamespace(bearers=Opening(graph))
    signing_in = GoogleIdentity(service, graph.url, account, secrets.token_urlsafe(16))  # type: ignore[arg-type]  # a fake in its place
    graph.identity = signing_in.answer
    registered = {
        "provider": "microsoft",
        "client_id": "amo-on-this-machine",
        "client_secret": secrets.token_urlsafe(24),
        "issuer": graph.url,
        "api_url": graph.url,
    }
    answer = stage.invoke("register_identity_provider", registered)
    assert "error" not in (answer or {}), answer
    api = ApiClient(stage)
    consent, cookies = api.follow(f"{stage.page_url}/calendar/auth/microsoft")
    back, _ = api.follow(consent)
    there, _ = api.follow(back, cookies)
    assert "/calendar/accounts/" in there, there

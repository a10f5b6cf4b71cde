"""A Microsoft whose only person agrees at once: the sign-in in front of the fake Graph, and the way through it."""

import secrets

from cli.local.fake_identity import FakeIdentity
from cli.stage import DeployedStage
from cli.stand_ins import MICROSOFT
from tests.fakes.graph.server import FakeGraph


def connect_outlook(stage: DeployedStage, graph: FakeGraph, account: str) -> None:
    """Registers AMO at this Microsoft and connects the calendar as its owner would, through the page's endpoints."""
    graph.identity = FakeIdentity(graph.let_in, graph.url, account, secrets.token_urlsafe(16)).answer
    there = MICROSOFT.connect_at(stage, graph.url)
    assert "/calendar/accounts/" in there, there

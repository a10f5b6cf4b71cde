"""Confirms on the embedded engine that a session is its user's own, with the code that AMO mailed them."""

import re
from collections.abc import Callable
from typing import Any

from cli.api_client import ApiClient
from cli.commands.mail import TAKEN, mails_in
from cli.local.engine import Engine
from cli.local.signed_calls import ask_engine
from cli.stage import DeployedStage
from tests.fakes.patience import until

SAYS_CODE = re.compile(r"\b([0-9]{6}) confirms that it is you")


def mails_to(engine: Engine, email: str) -> list[dict[str, Any]]:
    """Newest first."""
    return [mail for mail in mails_in(ask_engine(engine, TAKEN)) if mail["to"] == [email]]


def codes_sent(stage: DeployedStage, email: str) -> list[str]:
    """Oldest first."""
    assert stage.engine is not None
    return [code for mail in reversed(mails_to(stage.engine, email)) for code in SAYS_CODE.findall(mail["subject"])]


def next_code(codes: Callable[[], list[str]], ask: Callable[[], object]) -> str:
    """Has one sent, and waits for it."""
    before = len(codes())
    ask()
    return str(until(codes, lambda found: len(found) > before)[-1])


def confirmed(stage: DeployedStage, email: str, elsewhere: Callable[[], list[str]] = list) -> ApiClient:
    """The commands of this user, confirmed as theirs: those of ``./amo --user`` too, which share the session.

    ``elsewhere`` are the codes they got in Slack.
    """
    api = ApiClient(stage)
    if api.get("/sign-in/proof")["is_own"]:
        return api
    code = next_code(lambda: [*codes_sent(stage, email), *elsewhere()], lambda: api.post("/sign-in/proof"))
    assert api.post("/sign-in/proof/confirmation", {"code": code})["is_own"]
    return api

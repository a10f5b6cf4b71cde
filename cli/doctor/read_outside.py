"""Reads what lies outside the stage's own resources: SES, SNS's sandbox, the page's address, Slack."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

from cli.doctor.facts import MailFacts, PageFacts, SlackFacts, StageIdentity
from cli.doctor.reader import Clients, Name, Question, named, or_none
from cli.loopback_names import request_to
from lambdas.domain.llm.model_status import ModelStatus
from lambdas.errors import Retryable

SECONDS = 10.0
"""A function that starts on a busy laptop takes some of them; a name that leads nowhere is known at once."""
EMBEDDED_SENDER = "amo@localhost.localdomain"
NO_WEBHOOK, NO_SUCH = "/hooks/amo-doctor", b"there is no such webhook"
MAX_ANSWER = 4096
SCOPES_HEADER = "x-oauth-scopes"


def sender_of(stage: StageIdentity) -> str:
    return stage.written.mail_from or (EMBEDDED_SENDER if stage.is_embedded else "")


def questions(stage: StageIdentity, clients: Clients) -> dict[Name, Question]:
    asked: dict[Name, Question] = {
        ("page", ""): lambda: _page(stage.page_url),
        ("model", ""): lambda: _model(clients, stage.prefix),
    }
    if sender_of(stage):
        asked["mail", ""] = lambda: _mail(clients, sender_of(stage))
    if not stage.is_embedded:
        asked["texts", ""] = lambda: clients["sns"].get_sms_sandbox_account_status()["IsInSandbox"]
    return asked


def slack_questions(stage: StageIdentity, clients: Clients, workspaces: Mapping[str, str]) -> dict[Name, Question]:
    return named("slack", workspaces, lambda team: _slack(clients, stage.prefix, team, workspaces[team]))


def _model(clients: Clients, prefix: str) -> ModelStatus:
    """As the stage itself says, from where it is asked; it looks whether an endpoint answers at all."""
    answer = clients["lambda"].invoke(FunctionName=f"{prefix}-model_state", Payload=json.dumps({"probe": True}))
    told = json.loads(answer["Payload"].read() or b"null")
    if answer.get("FunctionError") or not isinstance(told, dict) or "status" not in told:
        raise Retryable("the function model_state failed: ./amo logs --function model_state")
    return ModelStatus.model_validate(told["status"])


def _mail(clients: Clients, sender: str) -> MailFacts:
    """An address is verified by itself or by its domain; what is signed is the domain's."""
    account = clients["sesv2"].get_account()
    domain = sender.rpartition("@")[2]
    known = [identity for name in (sender, domain) if (identity := _identity(clients, name))]
    signed = [identity.get("DkimAttributes", {}).get("Status", "") for identity in known]
    return MailFacts(
        is_sandboxed=not account.get("ProductionAccessEnabled"),
        can_send=bool(account.get("SendingEnabled")),
        identity=any(identity.get("VerifiedForSendingStatus") for identity in known) if known else None,
        dkim="SUCCESS" if "SUCCESS" in signed else next(iter(signed), ""),
    )


def _identity(clients: Clients, name: str) -> Any:
    return or_none(lambda: clients["sesv2"].get_email_identity(EmailIdentity=name))


def _page(url: str) -> PageFacts:
    """Asks for a webhook that there is not: nothing happens, and AMO alone says so in these words."""
    request = request_to(f"{url}{NO_WEBHOOK}", b"", method="POST")
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return PageFacts(int(answer.status), is_amo=False)
    except urllib.error.HTTPError as error:
        return PageFacts(error.code, is_amo=NO_SUCH in error.read(MAX_ANSWER))
    except (OSError, ValueError) as error:
        return PageFacts(0, is_amo=False, problem=type(getattr(error, "reason", error)).__name__)


def _slack(clients: Clients, prefix: str, team: str, api_url: str) -> SlackFacts:
    """Slack tells a token's scopes with every answer; the token goes to Slack and nowhere else."""
    secret = or_none(lambda: clients["secretsmanager"].get_secret_value(SecretId=f"{prefix}/slack/workspace/{team}"))
    if secret is None:
        return SlackFacts(team, problem="no token")
    token = json.loads(secret["SecretString"]).get("bot_token", "")
    request = urllib.request.Request(f"{api_url}auth.test", data=b"", headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            told, scopes = json.loads(answer.read()), answer.headers.get(SCOPES_HEADER, "")
    except (OSError, ValueError) as error:
        return SlackFacts(team, problem=type(error).__name__)
    if not told.get("ok"):
        return SlackFacts(team, problem=str(told.get("error", "unknown_error"))[:60])
    return SlackFacts(team, frozenset(filter(None, (scope.strip() for scope in scopes.split(",")))))

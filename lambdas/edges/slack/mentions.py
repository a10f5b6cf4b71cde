"""Reads what people wrote in Slack as they see it: whom they mention by name, where Slack sends an id alone."""

import re

from lambdas.domain.kernel.people_names import own_name
from lambdas.edges.slack.context import SlackContext
from lambdas.slack.client import SlackRefused
from lambdas.slack.people import DEAD_TOKENS
from lambdas.slack.text import typed

ACCOUNT = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
UNNAMED = re.compile(r"[&<>|]")
SOMEBODY = "somebody"
MAX_ASKED = 20
MAX_NAME = 80


def words_of(context: SlackContext, text: str) -> str:
    """``text`` is the mrkdwn Slack delivers."""
    asked = list(dict.fromkeys(ACCOUNT.findall(text)))[:MAX_ASKED]
    names = {account: _name(context, account) for account in asked}
    return typed(ACCOUNT.sub(lambda found: names.get(found[1], SOMEBODY), text))


def _name(context: SlackContext, account: str) -> str:
    """Raises Retryable while Slack is busy: an answer is kept in other words once only."""
    try:
        person = context.posting.api.call("users_info", user=account)["user"]
    except SlackRefused as error:
        if error.code in DEAD_TOKENS:
            raise
        return SOMEBODY
    known = (person.get("real_name"), (person.get("profile") or {}).get("real_name"), person.get("name"))
    names = (own_name(UNNAMED.sub("", str(name or "")), MAX_NAME) for name in known)
    return next(filter(None, names), SOMEBODY)

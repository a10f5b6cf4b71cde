"""Reads who is in a channel, where AMO was invited and the workspace lets it look; no message in it is ever read."""

import logging
from functools import cache
from typing import Any, NamedTuple

from lambdas.domain.notifications.slack import SlackLink
from lambdas.edges.slack.context import SlackContext
from lambdas.errors import Retryable
from lambdas.slack.client import Answer, SlackRefused
from lambdas.slack.people import DEAD_TOKENS, is_confirmed, is_member

log = logging.getLogger(__name__)

MAX_MEMBERS = 30
"""Each costs a question to Slack."""


class Member(NamedTuple):
    """``is_certain``: Slack vouches for the address, and the account is a person's of this workspace."""

    email: str
    is_certain: bool


def members_of(context: SlackContext, channel: str) -> list[Member] | None:
    """Everybody but AMO and who asks; None where that cannot be known, or they are too many to ask for."""
    answer = call_if_granted(context, "conversations_members", channel=channel, limit=MAX_MEMBERS + 2)
    more = ((answer or {}).get("response_metadata") or {}).get("next_cursor")
    if answer is None or more or len(accounts := _others(context, answer)) > MAX_MEMBERS:
        return None
    persons = [call_if_granted(context, "users_info", user=account) for account in accounts]
    return [_member(person["user"], context.link) if person else Member("", is_certain=False) for person in persons]


def call_if_granted(context: SlackContext, method: str, **arguments: Any) -> Answer | None:
    """None where Slack does not let AMO or does not answer: what is asked this way can be done without.

    Raises SlackRefused for a token that is not good any more.
    """
    try:
        return context.posting.api.call(method, **arguments)
    except SlackRefused as error:
        if error.code in DEAD_TOKENS:
            raise
        _log_once(context.link.team_id, method, error.code if error.code.isidentifier() else "no answer of Slack's")
    except Retryable:
        log.info("%s was left out: Slack is busy", method)
    return None


@cache
def _log_once(team_id: str, method: str, code: str) -> None:
    """Once a process: a workspace that does not grant something does not grant it each time."""
    log.warning("workspace %s does not let AMO do %s: %s", team_id, method, code)


def _others(context: SlackContext, answer: Answer) -> list[str]:
    workspace = context.posting.records.workspace(context.link.team_id)
    known = {context.link.slack_user_id, workspace.bot_user_id if workspace else ""}
    return [str(account) for account in answer.get("members", ()) if account not in known]


def _member(person: dict[str, Any], link: SlackLink) -> Member:
    email = str((person.get("profile") or {}).get("email", "")).casefold()
    return Member(email, bool(email) and is_confirmed(person) and is_member(person, link.team_id))

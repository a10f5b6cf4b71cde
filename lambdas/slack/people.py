"""Finds whose Slack account is whose: proven by an address both sides have confirmed, never guessed (faults 57, 58)."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import inf
from typing import Any

from lambdas.domain.accounts.account_ties import AccountTie, slack_tie
from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.slack import SlackLink, Workspace
from lambdas.errors import Refused
from lambdas.slack.client import SlackApi, SlackRefused
from lambdas.slack.posts import SlackPosts
from lambdas.slack.secrets import SlackSecrets
from lambdas.store.slack_records import SlackRecords
from lambdas.store.users import Users

log = logging.getLogger(__name__)

UNKNOWN = frozenset({"users_not_found", "user_not_found", "user_not_visible"})
DEAD_TOKENS = frozenset({"invalid_auth", "token_revoked", "token_expired", "account_inactive", "not_authed"})

LOOKED_AGAIN_BEFORE = timedelta(hours=2)
"""Before a token ends; by then it has been renewed (slack_rotation.py)."""

Tie = Callable[[User, AccountTie, Callable[[], None], datetime], None]
ApiFactory = Callable[[str, str], SlackApi]


@dataclass(frozen=True, slots=True)
class SlackPeople:
    """``tie`` writes down and tells whose an account becomes (notifications/account_ties.py).

    ``make_api`` takes a token and an API's address. APIs are cached, each with its own pace.
    """

    records: SlackRecords
    secrets: SlackSecrets
    users: Users
    now: Callable[[], datetime]
    tie: Tie
    make_api: ApiFactory = SlackApi
    _apis: dict[str, SlackApi] = field(default_factory=dict)
    _good_until: dict[str, float] = field(default_factory=dict)

    def api(self, team_id: str) -> SlackApi:
        """Raises Refused when the workspace is not connected (any more). A token that was renewed is read again."""
        if self._good_until.get(team_id, inf) <= self.now().timestamp():
            self.forget(team_id)
        if team_id not in self._apis:
            workspace, credentials = self.records.workspace(team_id), self.secrets.credentials(team_id)
            if workspace is None or credentials is None:
                raise Refused("This Slack workspace is not connected (any more); whoever runs AMO can do that.")
            self._apis[team_id] = self.make_api(credentials.bot_token, workspace.api_url)
            if credentials.expires_at:
                self._good_until[team_id] = credentials.expires_at - LOOKED_AGAIN_BEFORE.total_seconds()
        return self._apis[team_id]

    def posting(self, team_id: str) -> SlackPosts:
        return SlackPosts(self.api(team_id), self.records, self.now)

    def forget(self, team_id: str) -> None:
        """The token does not work any more: the next call reads it again."""
        self._apis.pop(team_id, None)
        self._good_until.pop(team_id, None)

    def reach(self, user: User) -> SlackLink | None:
        """Returns where the user is reached in Slack, looked up by e-mail the first time; None when nowhere.

        Asks each time whether the workspace still has the app: a token that is stored here may outlive it.
        """
        if known := self.records.link_of(user.user_id):
            return known if self.records.workspace(known.team_id) else None
        email, workspace = user.recognising_email(self.now()), self._first_workspace()
        if not email or workspace is None:
            return None
        person = self._ask(workspace.team_id, "users_lookupByEmail", email=email)
        is_theirs = _email(person) == email.casefold() and self._is_theirs(person, workspace, user)
        return self._linked(workspace, str(person["id"]), user) if is_theirs else None

    def identify(self, team_id: str, slack_user_id: str) -> SlackLink | None:
        """Returns who clicked or wrote; None when that is not proven to be exactly one user of AMO."""
        if known := self.records.account(team_id, slack_user_id):
            return known
        workspace = self._first_workspace()
        if workspace is None or workspace.team_id != team_id:
            return None
        person = self._ask(team_id, "users_info", user=slack_user_id)
        owners = self.users.with_email(_email(person))
        if not _goes_by(person, slack_user_id) or len(owners) != 1:
            return None
        (owner,) = owners
        return self._linked(workspace, slack_user_id, owner) if self._is_theirs(person, workspace, owner) else None

    def _first_workspace(self) -> Workspace | None:
        """The one connected first: in another, which any operator may connect and fill with accounts, an address alone
        ties nobody.
        """
        return min(self.records.workspaces(), key=lambda one: one.connected_at, default=None)

    def _is_theirs(self, person: dict[str, Any], workspace: Workspace, user: User) -> bool:
        """A certain account with a confirmed address, which no two users share, and nobody else's account already; of
        somebody who has no account there yet, and whose address counts.
        """
        if not (is_member(person, workspace.team_id) and is_confirmed(person)):
            return False
        if not user.recognising_email(self.now()) or self.records.link_of(user.user_id):
            return False
        known = self.records.account(workspace.team_id, str(person["id"]))
        owners = {owner.user_id for owner in self.users.with_email(_email(person))}
        return owners == {user.user_id} and (known is None or known.user_id == user.user_id)

    def _linked(self, workspace: Workspace, slack_user_id: str, user: User) -> SlackLink:
        opened = self.api(workspace.team_id).call("conversations_open", users=slack_user_id)
        link = SlackLink(
            team_id=workspace.team_id,
            slack_user_id=slack_user_id,
            user_id=user.user_id,
            channel_id=str(opened["channel"]["id"]),
            proof="email",
            linked_at=self.now(),
        )
        self.tie(user, slack_tie(link, workspace.name), lambda: self.records.link(link), link.linked_at)
        log.info("user %s is account %s of workspace %s, by e-mail", user.user_id, slack_user_id, workspace.team_id)
        return link

    def _ask(self, team_id: str, method: str, **arguments: str) -> dict[str, Any]:
        """The person, empty when Slack knows nobody of that name."""
        try:
            return dict(self.api(team_id).call(method, **arguments)["user"])
        except SlackRefused as error:
            if error.code not in UNKNOWN:
                raise
            return {}


def is_confirmed(person: Mapping[str, Any]) -> bool:
    """Says whether Slack vouches for the account's address; where it says nothing, it does not."""
    return person.get("is_email_confirmed") is True


def is_member(person: Mapping[str, Any], team_id: str) -> bool:
    """Says whether the account is a person's of this very workspace: no bot, no guest of a shared channel.

    In Enterprise Grid ``team_id`` names one workspace of theirs, ``enterprise_user.teams`` all of them.
    """
    if not person or any(person.get(sign) for sign in ("deleted", "is_bot", "is_stranger")):
        return False
    teams = (person.get("enterprise_user") or {}).get("teams") or ()
    return person.get("team_id", team_id) == team_id or team_id in teams


def _goes_by(person: Mapping[str, Any], slack_user_id: str) -> bool:
    """Enterprise Grid knows an account by an id of the whole organisation as well."""
    return slack_user_id in (person.get("id"), (person.get("enterprise_user") or {}).get("id"))


def _email(person: dict[str, Any]) -> str:
    return str((person.get("profile") or {}).get("email", "")).casefold()

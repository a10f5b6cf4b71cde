"""The slack table in memory; passes the same contract as the real one (tests/contracts/test_slack_records.py)."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.domain.notifications.slack import (
    InstallState,
    LinkOffer,
    Posted,
    SavedMessage,
    SlackLink,
    Thread,
    Workspace,
)
from lambdas.store.slack_records import KEPT, LEASE


@dataclass
class Claim:
    until: datetime | None = None
    done: bool = False
    version: int | None = None


class FakeSlackRecords:
    def __init__(self) -> None:
        self.connected: dict[str, Workspace] = {}
        self.links: dict[str, SlackLink] = {}
        self.accounts: dict[tuple[str, str], SlackLink] = {}
        self.claims: dict[str, Claim] = {}
        self.messages: dict[tuple[str, str], Posted] = {}
        self.conversations: dict[tuple[str, str], Thread] = {}
        self.installs: dict[str, InstallState] = {}
        self.ties: dict[str, LinkOffer] = {}
        self.jottings: dict[tuple[str, str], SavedMessage] = {}

    def workspaces(self) -> tuple[Workspace, ...]:
        return tuple(self.connected.values())

    def workspace(self, team_id: str) -> Workspace | None:
        return self.connected.get(team_id)

    def connect(self, workspace: Workspace) -> None:
        self.connected[workspace.team_id] = workspace

    def link_of(self, user_id: str) -> SlackLink | None:
        return self.links.get(user_id)

    def account(self, team_id: str, slack_user_id: str) -> SlackLink | None:
        return self.accounts.get((team_id, slack_user_id))

    def link(self, link: SlackLink) -> None:
        self.accounts[link.team_id, link.slack_user_id] = link
        self.links[link.user_id] = link

    def unlink(self, link: SlackLink) -> None:
        if self.accounts.get((link.team_id, link.slack_user_id), link).user_id == link.user_id:
            self.accounts.pop((link.team_id, link.slack_user_id), None)
        if self.links.get(link.user_id, link).slack_user_id == link.slack_user_id:
            self.links.pop(link.user_id, None)

    def disconnect(self, team_id: str) -> None:
        self.connected.pop(team_id, None)

    def begin_install(self, state_hash: str, state: InstallState) -> None:
        self.installs[state_hash] = state

    def end_install(self, state_hash: str, session_id: str, now: datetime) -> InstallState | None:
        state = self.installs.get(state_hash)
        if state is None or state.session_id != session_id or state.expires <= now:
            return None
        return self.installs.pop(state_hash)

    def offer_link(self, token_hash: str, offer: LinkOffer) -> None:
        self.ties[token_hash] = offer

    def offered_link(self, token_hash: str, now: datetime) -> LinkOffer | None:
        offer = self.ties.get(token_hash)
        return offer if offer and offer.expires > now else None

    def accept_link(self, token_hash: str, now: datetime) -> LinkOffer | None:
        return self.ties.pop(token_hash) if self.offered_link(token_hash, now) else None

    def claim(self, key: str, now: datetime) -> bool:
        claim = self.claims.setdefault(key, Claim())
        if claim.done or (claim.until is not None and claim.until > now):
            return False
        claim.until = now + LEASE
        return True

    def complete(self, key: str, now: datetime) -> None:
        self.claims[key].done = True

    def release(self, key: str) -> None:
        self.claims[key].until = None

    def pinned(self, key: str, version: int) -> int:
        claim = self.claims.setdefault(key, Claim())
        if claim.version is None:
            claim.version = version
        return claim.version

    def posted(self, user_id: str, message_id: str, now: datetime) -> Posted | None:
        posted = self.messages.get((user_id, message_id))
        return posted if posted and posted.intended_at + KEPT > now else None

    def keep_posted(self, user_id: str, posted: Posted) -> None:
        self.messages[user_id, posted.message_id] = posted

    def save_message(self, user_id: str, jotting: SavedMessage) -> None:
        self.jottings[user_id, jotting.jotting_id] = jotting

    def saved_message(self, user_id: str, jotting_id: str, now: datetime) -> SavedMessage | None:
        found = self.jottings.get((user_id, jotting_id))
        return found if found and found.at + KEPT > now else None

    def threads(self, user_id: str, now: datetime) -> tuple[Thread, ...]:
        found = [t for (owner, _), t in self.conversations.items() if owner == user_id and t.shown_at + KEPT > now]
        return tuple(sorted(found, key=lambda thread: thread.shown_at, reverse=True))

    def keep_thread(self, user_id: str, thread: Thread) -> None:
        self.conversations[user_id, thread.session_id] = thread

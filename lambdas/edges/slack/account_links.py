"""Tying a Slack account to a user of AMO by a single-use link: it is given to the account in Slack, and opened by
whoever is signed in on the page (fault 58: never a guess)."""

from dataclasses import dataclass
from datetime import timedelta

from lambdas import wiring
from lambdas.accounts.tokens import link_hash, new_link_token
from lambdas.domain.accounts.account_ties import slack_tie
from lambdas.domain.accounts.profile import MAX_NAME
from lambdas.domain.kernel.people_names import own_name
from lambdas.domain.notifications.slack import LinkOffer, SlackLink
from lambdas.errors import LinkOver, Refused
from lambdas.slack.blocks import MAX_FALLBACK, Block, Post, actions, link, section
from lambdas.slack.people import is_confirmed
from lambdas.slack.text import clipped, literal

LINK_LIFE = timedelta(minutes=15)
CONNECT = "connect_account"
"""The button that opens the link."""
GONE = "It has been used or is too old. Type /amo connect in Slack for a new one."
OFFER = (
    "Open this link and sign in: it ties this Slack account to your AMO user. It works once, for a quarter of an hour."
)


@dataclass(frozen=True, slots=True)
class Asker:
    """A Slack account, as Slack's own signature proves it. ``key`` names the delivery it wrote."""

    team_id: str
    slack_user_id: str
    key: str


@dataclass(frozen=True, slots=True)
class OfferedLink:
    """``address`` ties the account once, within ``LINK_LIFE``; ``channel_id`` is its direct message with AMO.

    ``is_confirmed``: Slack vouches for the account's e-mail address.
    """

    address: str
    channel_id: str
    is_confirmed: bool

    @property
    def button(self) -> Block:
        return actions("connect", [link(CONNECT, "Connect to AMO", self.address, "primary")])


def offer_link(asker: Asker) -> None:
    """Says the link in the account's own direct message."""
    made = make_offer(asker)
    post = Post(clipped(OFFER, MAX_FALLBACK), (section(literal(OFFER)), made.button))
    posting = wiring.slack_people().posting(asker.team_id)
    posting.post(nobody(asker, made.channel_id), f"connect-{asker.key}", post)


def make_offer(asker: Asker) -> OfferedLink:
    """A new link; only whoever sees it in that account's own places of Slack may get it."""
    people, now = wiring.slack_people(), wiring.now()
    api, token = people.api(asker.team_id), new_link_token()
    opened = api.call("conversations_open", users=asker.slack_user_id)
    person = api.call("users_info", user=asker.slack_user_id)["user"]
    workspace = wiring.slack_records().workspace(asker.team_id)
    offer = LinkOffer(
        team_id=asker.team_id,
        slack_user_id=asker.slack_user_id,
        channel_id=str(opened["channel"]["id"]),
        name=_name(person),
        team=workspace.name if workspace else asker.team_id,
        expires=now + LINK_LIFE,
    )
    wiring.slack_records().offer_link(link_hash(token), offer)
    address = f"{wiring.settings().public_url}/slack/connect?token={token}"
    return OfferedLink(address, offer.channel_id, is_confirmed(person))


def offered(token: str) -> LinkOffer:
    """Whose account it would be. Raises LinkOver."""
    offer = wiring.slack_records().offered_link(link_hash(token), wiring.now())
    if offer is None:
        raise LinkOver(GONE)
    return offer


def accept_link(user_id: str, token: str) -> SlackLink:
    """Raises LinkOver for a link that is used or old, Refused for an account that is somebody else's in AMO."""
    records, now = wiring.slack_records(), wiring.now()
    offer = offered(token)
    owner = records.account(offer.team_id, offer.slack_user_id)
    if owner and owner.user_id != user_id:
        raise Refused("That Slack account belongs to another user of AMO.")
    if records.accept_link(link_hash(token), now) is None:
        raise LinkOver(GONE)
    before = records.link_of(user_id)
    link = SlackLink(
        team_id=offer.team_id,
        slack_user_id=offer.slack_user_id,
        user_id=user_id,
        channel_id=offer.channel_id,
        proof="signed link",
        linked_at=now,
    )
    tie = slack_tie(link, offer.team)
    wiring.account_ties().tie(wiring.users().get(user_id), tie, lambda: _take(link, before), now)
    return link


def _take(link: SlackLink, before: SlackLink | None) -> None:
    """``before``: the account they had until now."""
    records = wiring.slack_records()
    if before and before.slack_user_id != link.slack_user_id:
        records.unlink(before)
    records.link(link)


def nobody(asker: Asker, channel_id: str) -> SlackLink:
    """A conversation with an account that is nobody's in AMO (yet)."""
    return SlackLink(
        team_id=asker.team_id,
        slack_user_id=asker.slack_user_id,
        user_id=f"slack:{asker.team_id}:{asker.slack_user_id}",
        channel_id=channel_id,
        proof="signed link",
        linked_at=wiring.now(),
    )


def _name(person: dict[str, object]) -> str:
    names = (own_name(str(person.get(called) or ""), MAX_NAME) for called in ("real_name", "name"))
    return next(filter(None, names), str(person.get("id")))

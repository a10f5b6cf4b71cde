"""An account elsewhere that becomes a user's: what it is called, and what they are told. Pure."""

from datetime import datetime

from lambdas.domain.accounts.logins import ProvedIdentity
from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.notifications.messages import Button, Message, MessageKind
from lambdas.domain.notifications.slack import SlackLink

MAX_WORKSPACE = 60
SETTINGS = Button(label="See where you are signed in", verb="open_settings", target="sessions")
BY_ADDRESS, BY_LINK, BY_INSTALLING = "by its address", "by a link opened while signed in", "by installing the app"


class AccountTie(Model):
    """``account`` in words, as “Slack account of Example”; ``name`` tells it from every other; ``proof`` in words."""

    account: str
    name: str
    proof: str


def slack_tie(link: SlackLink, workspace: str) -> AccountTie:
    """``workspace``: what it is called."""
    proofs = {"email": BY_ADDRESS, "signed link": BY_LINK, "installation": BY_INSTALLING}
    account = f"Slack account of {one_line(workspace, MAX_WORKSPACE)}"
    return AccountTie(account=account, name=f"{link.team_id}/{link.slack_user_id}", proof=proofs[link.proof])


def identity_tie(who: ProvedIdentity) -> AccountTie:
    return AccountTie(
        account=f"{who.provider.label} account", name=f"{who.provider.value}/{who.subject}", proof=BY_ADDRESS
    )


def tie_message(user: User, tie: AccountTie, now: datetime) -> Message:
    return Message(
        message_id=f"tie-{digest(tie.name)[:16]}-{int(now.timestamp())}",
        user_id=user.user_id,
        kind=MessageKind.ACCOUNT_CHANGED,
        title=f"A {tie.account} is yours in AMO now, {tie.proof}",
        lines=(
            "Whoever uses it reads and decides in AMO as you.",
            "If it is not yours, end all sessions in your settings and tell somebody who looks after AMO at once: they "
            "can deactivate your user, which stops it.",
        ),
        actions=(SETTINGS,),
        created_at=now,
    )

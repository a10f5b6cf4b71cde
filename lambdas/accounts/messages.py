"""The messages and mails about how somebody comes in, and who let them. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from lambdas.domain.accounts.codes import CODE_LIFE
from lambdas.domain.accounts.team_news import ROLES
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.words import sentence
from lambdas.domain.kernel.local_time import day_name
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.notifications.messages import Button, Message, MessageKind

USER = "user:"
"""Begins an actor that is a person; whoever holds the stage's credentials is ``agent:operator``."""
SOMEBODY = "whoever runs AMO here"
ADDRESS = Button(label="Your address", verb="open_settings", target="you")
SESSIONS = Button(label="See where you are signed in", verb="open_settings", target="sessions")


class MailText(NamedTuple):
    subject: str
    body: tuple[str, ...]


def lender_name(lender: User | None) -> str:
    """Returns how others read of whoever made a link: no profile is that of the stage's operator."""
    return lender.shown_name if lender else SOMEBODY


def link_given(user: User, lent_by: str, lender: User | None, now: datetime) -> Message:
    """One for each day and lender: commands make themselves a link with each new session."""
    name = lender_name(lender)
    return Message(
        message_id=f"link-given-{lent_by}-{now:%Y-%m-%d}",
        user_id=user.user_id,
        kind=MessageKind.LINK_GIVEN,
        title=sentence(f"{name} made a sign-in link for you"),
        lines=(
            "Whoever opens it is signed in as you and reads what you read. It decides nothing in your name before a "
            "code that is sent to you has confirmed that it is you.",
            f"If you did not ask for it, tell {name}, and end all sessions in your settings.",
        ),
        actions=(SESSIONS,),
        created_at=now,
    )


def code_sent(user: User, session_id: str, code: str, lender: str, now: datetime) -> Message:
    minutes = int(CODE_LIFE / timedelta(minutes=1))
    return Message(
        message_id=f"code-{session_id}-{int(now.timestamp())}",
        user_id=user.user_id,
        kind=MessageKind.SIGN_IN_CODE,
        title=f"{code} confirms that it is you, for {minutes} minutes",
        lines=(
            "Type it where AMO asked you for it, and give it to nobody: with it one decides in your name.",
            f"You asked for no code? Then somebody is signed in as you by a link that {lender} made: end all sessions "
            "in your settings.",
        ),
        actions=(SESSIONS,),
        useful_until=now + CODE_LIFE,
        created_at=now,
    )


def invitation_mail(user: User, operator: User, reviewed: Sequence[str], link: str, life: timedelta) -> MailText:
    """``reviewed``: whom they are to review for, by name."""
    who = operator.shown_name
    body = (
        f"{who} invites you to AMO, which prepares meetings: it asks you a few questions before each of yours, and "
        "hands you the agenda in time.",
        *_task(user, reviewed),
        "",
        f"This link signs you in. It works once, within {life.days} days, and is for you alone:",
        link,
        "",
        f"{who} may give you a link as well; with that one AMO asks you for a code, sent to this address, before you "
        "decide anything.",
        "If you do not know what this is about, do nothing.",
    )
    return MailText(f"{who} invites you to AMO", body)


def _task(user: User, reviewed: Sequence[str]) -> Iterator[str]:
    """Says what they are to decide, where they are invited for that."""
    if reviewed:
        people = " and ".join(map(one_line, reviewed))
        yield f"You review for {people}: what AMO wants to do for them waits for your yes or no."
    team = f"the team {one_line(user.team_id)}" if user.team_id else ""
    if user.role != "member" and team:
        yield f"In {team} you are {ROLES[user.role]}: what AMO wants to do there waits for your yes or no."


def address_changed_mail(after: User, by: str) -> MailText:
    """For the address that counted until now."""
    told = f"{by} changed the address that AMO knows you by, from this one to {after.email or 'none at all'}."
    return MailText("Your address in AMO was changed", (sentence(told), "", *_of_new_address(after, by)))


def address_changed(after: User, by: str, now: datetime) -> Message:
    """``by``: who changed it, in words."""
    return Message(
        message_id=f"address-{after.user_id}-{int(now.timestamp())}",
        user_id=after.user_id,
        kind=MessageKind.ACCOUNT_CHANGED,
        title=sentence(f"{by} changed your address in AMO to {after.email or 'none at all'}"),
        lines=tuple(_of_new_address(after, by)),
        actions=(ADDRESS,),
        created_at=now,
    )


def changed_address_line(user: User, now: datetime) -> str:
    """Returns why their address brings nobody in as them yet and what to do, empty where it does."""
    if not user.proved_email or user.recognising_email(now) or user.email_counts_at is None:
        return ""
    return (
        f"an operator changed this address, and it brings nobody in before {day_name(user.email_counts_at.date())}; "
        "come in as you did before and confirm it under Settings, E-mail, or ask an operator for a link to read by"
    )


def _of_new_address(after: User, by: str) -> Iterator[str]:
    if after.email_counts_at and after.email:
        yield (
            "AMO's messages for you go there from now on. Codes do not, and no account of that address becomes yours, "
            f"before {day_name(after.email_counts_at.date())}, or before you confirm it under Settings, E-mail."
        )
    yield (
        f"If you did not want that, give your own address there, signed in as before; and tell {by}, or somebody else "
        "who looks after AMO."
    )

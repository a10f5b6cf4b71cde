"""Mail that came back for good or was called unwanted: what SES says of it, and what its reader is told. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from lambdas.domain.kernel.canonical import digest
from lambdas.domain.notifications.messages import Button, Message, MessageKind

SETTINGS = Button(label="See how AMO reaches you", verb="open_settings", target="channels")


class ReturnedMail(StrEnum):
    BOUNCED = "it came back: there is no such mailbox, or it takes none"
    UNWANTED = "it was reported as unwanted"


def returned_in(detail: Mapping[str, Any]) -> Iterator[tuple[str, ReturnedMail]]:
    """Yields the addresses of SES's event that are to be written to no more. A full mailbox is none of them: SES has
    tried for hours, and AMO's next mail may arrive. Raises KeyError for what is no such event.
    """
    kind = detail["eventType"]
    if kind == "Bounce" and detail["bounce"]["bounceType"] == "Permanent":
        yield from ((one["emailAddress"], ReturnedMail.BOUNCED) for one in detail["bounce"]["bouncedRecipients"])
    if kind == "Complaint":
        people = detail["complaint"]["complainedRecipients"]
        yield from ((one["emailAddress"], ReturnedMail.UNWANTED) for one in people)


def returned_message(user_id: str, why: ReturnedMail, address: str, now: datetime) -> Message:
    """On every channel they want: what was to be told by e-mail is not, from now on."""
    return Message(
        message_id=f"mail-returned-{digest(f'{user_id} {address.casefold()} {now:%Y-%m}')[:24]}",
        user_id=user_id,
        kind=MessageKind.ACCOUNT_CHANGED,
        title="AMO's e-mail does not reach you",
        lines=(
            f"AMO's last e-mail to your address is back: {why}.",
            "AMO writes there no more for five weeks. It tells you on your other channels, and on the page.",
        ),
        actions=(SETTINGS,),
        created_at=now,
    )

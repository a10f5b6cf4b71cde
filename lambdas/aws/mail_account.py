"""The account's standing at SES: what would be refused is known before it is tried, and said in one line.

A new account is in SES's sandbox: it writes to addresses that are confirmed there, and to nobody else.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

log = logging.getLogger(__name__)

SECONDS_KNOWN = 600.0
"""For so long an answer holds: whoever confirms an address waits no longer than that."""
STOPPED = "AWS has stopped this account's e-mails; whoever runs AMO can ask AWS why."
SENDER_UNPROVED = (
    "the address AMO sends from is not confirmed at SES yet; whoever runs AMO finds AWS's mail in its mailbox, or the "
    "records that are missing under SES, Identities."
)
SANDBOX = (
    "the account is in SES's sandbox, so AMO writes to addresses that are confirmed there alone; whoever runs AMO can "
    "ask AWS for production access (SES, Account dashboard)."
)


class MailAccount:
    """``client`` is SES's. Where it cannot be asked, nothing is objected to: SES itself decides."""

    def __init__(self, client: Any, sender: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._sender = sender
        self._monotonic = monotonic
        self._known: dict[str, tuple[float, Any]] = {}
        self._said: set[str] = set()

    def objection(self, to: Sequence[str]) -> str:
        """Returns why SES would refuse a mail to these people, in words; empty where it would not."""
        try:
            found = self._objection(to)
        except (ClientError, BotoCoreError) as error:
            log.warning("SES cannot be asked about the account: %s", type(error).__name__)
            return ""
        if found and found not in self._said:
            self._said.add(found)
            log.warning("e-mails are refused: %s", found)
        return found

    def _objection(self, to: Sequence[str]) -> str:
        account = self._remembered("", self._client.get_account)
        if not account.get("SendingEnabled", True):
            return STOPPED
        if not self._is_proved(self._sender):
            return SENDER_UNPROVED
        is_in_sandbox = not account.get("ProductionAccessEnabled", True)
        return SANDBOX if is_in_sandbox and not all(map(self._is_proved, to)) else ""

    def _is_proved(self, address: str) -> bool:
        return any(self._remembered(name, partial(self._ask, name)) for name in _identities(address))

    def _ask(self, identity: str) -> bool:
        try:
            return bool(self._client.get_email_identity(EmailIdentity=identity)["VerifiedForSendingStatus"])
        except ClientError as error:
            if error.response["Error"]["Code"] == "NotFoundException":
                return False
            raise

    def _remembered(self, name: str, ask: Callable[[], Any]) -> Any:
        now = self._monotonic()
        at, answer = self._known.get(name, (now - SECONDS_KNOWN, None))
        if now - at >= SECONDS_KNOWN:
            answer = ask()
            self._known[name] = (now, answer)
        return answer


def _identities(address: str) -> Iterator[str]:
    """The address, its domain, and the domains that one is part of: SES takes any of them for it."""
    yield address
    labels = address.rpartition("@")[2].lower().split(".")
    yield from (".".join(labels[first:]) for first in range(len(labels) - 1))

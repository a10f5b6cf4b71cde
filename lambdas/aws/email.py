"""E-mail to people who are no users of AMO, through Amazon SES. Plain text alone: nothing in it can lead elsewhere."""

import re
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, HTTPClientError

from lambdas.aws.errors import THROTTLED
from lambdas.aws.mail_account import MailAccount
from lambdas.errors import Refused, Retryable, Unproven

MAX_RECIPIENTS = 50
"""Of one message, by SES."""

_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,255}")
NOT_SENT = "The e-mail was not sent"
MAYBE_SENT = "Whether the e-mail was sent cannot be told"

REFUSALS = {
    "AccountSuspendedException": "AWS has stopped this account's e-mails; whoever runs AMO can ask AWS why",
    "SendingPausedException": "e-mails are paused at SES; whoever runs AMO can have them go on there",
    "MailFromDomainNotVerifiedException": "the domain AMO sends from is not confirmed at SES",
    "MessageRejected": "SES refused it, as it does where an address is not confirmed or what it says is taken for spam",
    "NotFoundException": "the stage's configuration set is gone at SES; deploying the stage makes it again",
}
"""For good, and what to do."""


class Mailer:
    """``client`` must not try again by itself: SES takes no key that would make a second try harmless.

    ``mail_set`` is the stage's configuration set, by which it hears of mail that comes back. ``account`` knows whether
    SES would take a mail at all.
    """

    def __init__(self, client: Any, sender: str, mail_set: str = "", account: MailAccount | None = None) -> None:
        self._client = client
        self._sender = sender
        self._named = {"ConfigurationSetName": mail_set} if mail_set else {}
        self._account = account

    def send(self, to: Sequence[str], subject: str, body: Sequence[str], action_id: str) -> tuple[str, ...]:
        """SES's message ids, one for each fifty people. Everybody sees everybody, as on the invitation.

        Raises Refused and Retryable when nothing was sent, Unproven when some was or that cannot be told.
        """
        if not self._sender:
            raise Refused(f"{NOT_SENT}: AMO has no address here to send it from; whoever runs AMO can set one.")
        if not to or not all(_ADDRESS.fullmatch(address) for address in to):
            raise Refused(f"{NOT_SENT}: one of the addresses is none.")
        if self._account and (objection := self._account.objection(to)):
            raise Refused(f"{NOT_SENT}: {objection}")
        batches = [to[first : first + MAX_RECIPIENTS] for first in range(0, len(to), MAX_RECIPIENTS)]
        sent: list[str] = []
        for batch in batches:
            try:
                sent.append(self._send(batch, subject, body, action_id))
            except (Refused, Retryable) as error:
                if not sent:
                    raise
                raise Unproven(f"{len(sent)} of {len(batches)} messages were sent, then: {error}") from error
        return tuple(sent)

    def _send(self, to: Sequence[str], subject: str, body: Sequence[str], action_id: str) -> str:
        text = {
            "Subject": {"Data": subject, "Charset": "UTF-8"},
            "Body": {"Text": {"Data": "\n".join(body), "Charset": "UTF-8"}},
        }
        try:
            answer = self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": list(to)},
                Content={"Simple": text},
                EmailTags=[{"Name": "amo_action", "Value": action_id}],
                **self._named,
            )
        except ClientError as error:
            raise _meaning(error) from error
        except (EndpointConnectionError, ConnectTimeoutError) as error:
            raise Retryable(f"{NOT_SENT}: SES could not be reached.") from error
        except HTTPClientError as error:
            raise Unproven(f"{MAYBE_SENT}: SES did not answer.") from error
        return str(answer["MessageId"])


def _meaning(error: ClientError) -> Refused | Retryable | Unproven:
    code = error.response["Error"]["Code"]
    if code in THROTTLED and code != "InternalServerError":
        return Retryable(f"{NOT_SENT}: SES was too busy.")
    if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400) >= 500:
        return Unproven(f"{MAYBE_SENT}: SES failed ({code}).")
    return Refused(f"{NOT_SENT}: {REFUSALS.get(code, 'SES refused it')} ({code}).")

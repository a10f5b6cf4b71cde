"""Text messages through Amazon SNS, to one number that its owner has confirmed."""

import re
from typing import Any

from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, HTTPClientError

from lambdas.aws.errors import THROTTLED
from lambdas.errors import Refused, Retryable, Unproven

PHONE = r"^\+[1-9][0-9]{7,14}$"
"""E.164: a plus sign, the country's code, the number."""
TRANSACTIONAL = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
NOT_SENT = "The text message was not sent"
MAYBE_SENT = "Whether the text message was sent cannot be told"


class Texter:
    """``client`` must not try again by itself: SNS takes no key that would make a second try harmless."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def send(self, phone: str, text: str) -> str:
        """SNS's message id. Raises Refused and Retryable when nothing was sent, Unproven when that cannot be told."""
        if not re.fullmatch(PHONE, phone):
            raise Refused(f"{NOT_SENT}: the number is not in the form +49151..., with the country's code.")
        try:
            answer = self._client.publish(PhoneNumber=phone, Message=text, MessageAttributes=TRANSACTIONAL)
        except ClientError as error:
            raise _meaning(error) from None  # the original names the number
        except (EndpointConnectionError, ConnectTimeoutError):
            raise Retryable(f"{NOT_SENT}: SNS could not be reached.") from None
        except HTTPClientError:
            raise Unproven(f"{MAYBE_SENT}: SNS did not answer.") from None
        return str(answer["MessageId"])


def _meaning(error: ClientError) -> Refused | Retryable | Unproven:
    code = error.response["Error"]["Code"]
    if code in THROTTLED and code != "InternalServerError":
        return Retryable(f"{NOT_SENT}: SNS was too busy.")
    if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400) >= 500:
        return Unproven(f"{MAYBE_SENT}: SNS failed ({code}).")
    return Refused(f"{NOT_SENT}: SNS refused it ({code}).")

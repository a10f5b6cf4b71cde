"""The function that reaches people, and the one that hears where e-mail does not."""

import json
from typing import Any

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.aws.batches import partial_batch
from lambdas.domain.notifications.deliveries import QueuedMessage
from lambdas.message_delivery.wiring import message_delivery, returned_mails


def deliver_message(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """SQS, in order for each person: what is to be said, and what became of what was said."""
    delivery = message_delivery()
    answer = partial_batch(
        event,
        lambda body: delivery.deliver(QueuedMessage.model_validate_json(body), wiring.now()),
        wiring.queue("messages"),
    )
    metrics.flush()
    return answer


def note_returned_mail(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """SQS, from the account's bus: what SES says of this stage's e-mails."""
    returned = returned_mails()
    answer = partial_batch(
        event, lambda body: returned.note(json.loads(body), wiring.now()), wiring.queue("returned_mails")
    )
    metrics.flush()
    return answer

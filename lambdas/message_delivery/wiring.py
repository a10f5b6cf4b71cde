"""Builds what delivers messages to people."""

from lambdas import wiring
from lambdas.message_delivery.deliver import MessageDelivery
from lambdas.message_delivery.due_together import DueTogether
from lambdas.message_delivery.returned_mail import ReturnedMails


def message_delivery() -> MessageDelivery:
    return MessageDelivery(
        channels=wiring.channels(),
        users=wiring.users(),
        inbox=wiring.inbox(),
        deliveries=wiring.deliveries(),
        due_together=DueTogether(wiring.inbox(), wiring.deliveries(), wiring.meetings()),
    )


def returned_mails() -> ReturnedMails:
    return ReturnedMails(wiring.deliveries(), wiring.users(), wiring.notifier())

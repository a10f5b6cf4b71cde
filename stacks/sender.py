"""The address e-mails come from, known to SES, and what the stage hears of mail that comes back."""

from aws_cdk import aws_events as events
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_ses as ses
from constructs import Construct

from stacks.stage import Stage

DKIM_RECORDS = 3
"""SES's, of every domain."""


class Sender(Construct):
    """Nothing at all on a stage without a sender: whoever wants something sent is told so.

    Where the stage's hosted zone holds the address's domain, that is proved by records in it; elsewhere AWS writes to
    the address once, and the operator confirms there.
    """

    def __init__(self, scope: Construct, stage: Stage) -> None:
        super().__init__(scope, "Sender")
        if not stage.sender:
            return
        self._stage = stage
        self._identity()
        self._mail_set()

    def _identity(self) -> None:
        zone, domain = self._stage.hosted_zone, domain_in_zone(self._stage)
        if zone is None or not domain:
            ses.EmailIdentity(self, "Identity", identity=ses.Identity.email(self._stage.sender))
            return
        identity = ses.EmailIdentity(self, "DomainIdentity", identity=ses.Identity.domain(domain))
        imported = route53.HostedZone.from_hosted_zone_attributes(
            self, "Zone", hosted_zone_id=zone.id, zone_name=zone.name
        )
        for number, record in enumerate(identity.dkim_records):
            route53.CnameRecord(
                self, f"Dkim{number + 1}", zone=imported, record_name=f"{record.name}.", domain_name=record.value
            )

    def _mail_set(self) -> None:
        """SES keeps no second try of an address that took a mail for good or called it unwanted; AMO hears of both."""
        mail_set = ses.ConfigurationSet(
            self,
            "MailSet",
            configuration_set_name=self._stage.mail_set,
            reputation_metrics=True,
            suppression_reasons=ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
        )
        mail_set.add_event_destination(
            "Bus",
            destination=ses.EventDestination.event_bus(events.EventBus.from_event_bus_name(self, "Default", "default")),
            events=[ses.EmailSendingEvent.BOUNCE, ses.EmailSendingEvent.COMPLAINT, ses.EmailSendingEvent.REJECT],
        )


def domain_in_zone(stage: Stage) -> str:
    """Returns the sender's domain where the stage's zone holds it, so that the stage can prove it; else empty."""
    domain = stage.sender.rpartition("@")[2].lower()
    is_in_zone = stage.hosted_zone is not None and f".{domain}".endswith(f".{stage.hosted_zone.name}")
    return domain if is_in_zone else ""

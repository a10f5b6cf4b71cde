"""The address e-mails to attendees come from, known to SES. AWS writes to it once; the operator confirms there."""

from aws_cdk import aws_ses as ses
from constructs import Construct

from stacks.stage import Stage


class Sender(Construct):
    """Nothing at all on a stage without a sender: whoever wants something sent is told so."""

    def __init__(self, scope: Construct, stage: Stage) -> None:
        super().__init__(scope, "Sender")
        if stage.sender:
            ses.EmailIdentity(self, "Identity", identity=ses.Identity.email(stage.sender))

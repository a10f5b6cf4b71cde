"""Findings of cdk-nag that are accepted, each on the construct it is about and with the reason it is right there."""

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct


def accept(construct: IConstruct, finding: str, reason: str) -> None:
    """``finding`` is a rule, or one finding of it as ``RULE[FINDING]``."""
    Validations.of(construct).acknowledge(Acknowledgment(id=finding, reason=reason))

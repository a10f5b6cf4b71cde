"""The settings of an account of AWS costs, checked: a wrong line says so before AWS is asked."""

import re
from dataclasses import dataclass

from lambdas.domain.sources.account import SourceAccount
from lambdas.errors import Refused

REGIONS = {"aws": "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1"}
"""The region of each partition whose Cost Explorer there is; Budgets are there, too (botocore's endpoints)."""
SERVICE = "service"
TAG = "tag:"

NOT_A_NUMBER = "The AWS account is twelve digits."
NOT_A_ROLE = "The role is written like arn:aws:iam::123456789012:role/amo-costs: a name that begins so, and no path."
OTHER_ACCOUNT = "The role is of account {}, and the costs are of account {}: make it in that one."
NO_EXTERNAL_ID = "The external id is missing; connect AWS costs again."
NOT_GROUPED = "Costs by: write service, or tag:NAME with the name of a cost allocation tag."

COST_ROLES = "amo-costs"
"""How the names of roles begin that this stage has the right to assume; with a path its ARN would be another."""
_ROLE = re.compile(rf"arn:(aws|aws-cn|aws-us-gov):iam::(\d{{12}}):role/({COST_ROLES}[\w+=,.@-]{{0,55}})", re.ASCII)
_TAG = re.compile(r"[^\x00-\x1f\x7f$]{1,128}")


@dataclass(frozen=True, slots=True)
class CostSettings:
    """``tag`` is empty where costs are by service."""

    number: str
    partition: str
    role_arn: str
    external_id: str
    tag: str

    @property
    def region(self) -> str:
        return REGIONS[self.partition]

    @property
    def whom(self) -> str:
        return f"the role {self.role_arn.rpartition('/')[2]} in AWS account {self.number}"


def cost_settings(account: SourceAccount) -> CostSettings:
    """Raises Refused, which names what is wrong. A role is never assumed without an external id: any stranger could
    name a role that trusts this stage for somebody else.
    """
    number = account.settings.get("account_number", "").replace("-", "").strip()
    if not re.fullmatch(r"\d{12}", number, re.ASCII):
        raise Refused(NOT_A_NUMBER)
    tag = _tag(account.settings.get("grouped_by", "").strip() or SERVICE)
    role_arn = account.settings.get("role_arn", "").strip()
    found = _ROLE.fullmatch(role_arn)
    if not found:
        raise Refused(NOT_A_ROLE)
    if found[2] != number:
        raise Refused(OTHER_ACCOUNT.format(found[2], number))
    external_id = account.settings.get("external_id", "")
    if not external_id:
        raise Refused(NO_EXTERNAL_ID)
    return CostSettings(number, found[1], role_arn, external_id, tag)


def _tag(grouped_by: str) -> str:
    if grouped_by.casefold() in (SERVICE, "services"):
        return ""
    tag = grouped_by[len(TAG) :].strip()
    if not grouped_by.casefold().startswith(TAG) or not _TAG.fullmatch(tag):
        raise Refused(NOT_GROUPED)
    return tag

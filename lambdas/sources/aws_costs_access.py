"""AWS as the role of one account sees it: STS, Budgets and Cost Explorer, with their errors as ours."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lambdas.aws.errors import THROTTLED
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.kinds import ADDRESS
from lambdas.errors import AmoError, NeedsConsent, NotFound, Refused, Retryable
from lambdas.sources.aws_costs_settings import CostSettings
from lambdas.sources.base import SourceParts
from lambdas.sources.http import AWAY, DEFAULT_PAUSE, FAILED, MOVED, NOT_DATA, NOT_UNDERSTOOD, TOO_OFTEN, by_status

SESSION_NAME = "amo"
SESSION_SECONDS = 900
"""The shortest there is: a page takes seconds."""

ASSUME_ROLE = "sts:AssumeRole"
VIEW_BUDGET = "budgets:ViewBudget"
GET_USAGE = "ce:GetCostAndUsage"
GET_FORECAST = "ce:GetCostForecast"

NOT_TRUSTED = (
    "AWS refuses sts:AssumeRole: the role has to trust this stage, with the external id that is shown here, and this "
    "stage has to be allowed to assume it."
)
NOT_ALLOWED = "AWS refuses {}: give what AMO reads the costs with that right."
NOT_EXPLORED = "AWS refuses {}: give what AMO reads the costs with that right. Is Cost Explorer switched on there?"
NO_DATA = "AWS has no costs to tell of yet."
TOO_LATE = "AWS forgot where the reading stood; it begins anew."
NOBODY = "This stage has no credentials of AWS to ask with; an operator has to see to it."
LEFT_OFF = frozenset(
    {
        *("InvalidNextTokenException", "ExpiredNextTokenException", "RequestChangedException"),
        *("BillExpirationException", "ExpiredToken", "ExpiredTokenException"),
    }
)
DENIED = frozenset(
    {
        *("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "OptInRequired"),
        *("InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch"),
    }
)
UNREADABLE = (AttributeError, TypeError, ValueError, LookupError, ArithmeticError, RecursionError)
"""As botocore's parser trips over an answer of another shape than the service's."""


@dataclass(frozen=True)
class CostAccess:
    """``credentials`` are the role's, None before it is assumed."""

    parts: SourceParts
    account: SourceAccount
    settings: CostSettings
    credentials: Mapping[str, str] | None = field(default=None, repr=False)

    def assumed(self) -> "CostAccess":
        """Returns the access of the role."""
        answer = self.ask(
            "sts",
            "assume_role",
            ASSUME_ROLE,
            RoleArn=self.settings.role_arn,
            RoleSessionName=SESSION_NAME,
            ExternalId=self.settings.external_id,
            DurationSeconds=SESSION_SECONDS,
        )
        given = answer.get("Credentials")
        names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
        if not isinstance(given, dict) or not all(isinstance(given.get(name), str) for name in names):
            raise Retryable(NOT_DATA.format(self._label))
        return CostAccess(self.parts, self.account, self.settings, {name: given[name] for name in names})

    def ask(self, service: str, operation: str, right: str, **given: Any) -> Mapping[str, Any]:
        """One request within the quota; ``right`` is what a refusal names. Raises as SourceReader does, and NotFound
        where AWS has no data.
        """
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.parsers import ResponseParserError

        heard: dict[str, Any] = {}
        client = self._client(service)
        client.meta.events.register("before-parse", lambda response_dict, **_: heard.update(response_dict))
        self.parts.http.quota.take(self.account)
        try:
            answer: Mapping[str, Any] = getattr(client, operation)(**given)
        except ClientError as error:
            raise self._refusal(str(error.response["Error"].get("Code", "")), heard, right) from None
        except BotoCoreError as error:
            raise self._unasked(error) from None
        except (ResponseParserError, *UNREADABLE):
            raise self._refusal("", heard, right) from None
        if service != "sts" and not heard.get("body", b"").lstrip().startswith(b"{"):
            raise Retryable(NOT_DATA.format(self._label))
        return answer

    @property
    def _label(self) -> str:
        return self.account.spec.label

    def _client(self, service: str) -> Any:
        """The address is set for stand-ins alone; whether it may be asked is not for this module to say."""
        endpoint = self.parts.http.address(self.account) if self.account.settings.get(ADDRESS) else ""
        return self.parts.aws(service, region=self.settings.region, endpoint=endpoint, credentials=self.credentials)

    def _refusal(self, code: str, heard: Mapping[str, Any], right: str) -> AmoError:
        status = int(heard.get("status_code", 0))
        headers = {str(name).lower(): str(value) for name, value in dict(heard.get("headers", {})).items()}
        pause = by_status(status, headers, None) or (DEFAULT_PAUSE if code in THROTTLED else None)
        if pause is not None:
            self.parts.http.quota.close(self.account, pause)
            return Retryable(TOO_OFTEN.format(self._label), after=pause)
        if code in LEFT_OFF:
            return Retryable(TOO_LATE)
        if code in DENIED or status in (401, 403):
            return NeedsConsent(_denial(right))
        if code == "DataUnavailableException":
            return NotFound(NO_DATA)
        return self._other(code, status)

    def _other(self, code: str, status: int) -> AmoError:
        if status >= 500:
            return Retryable(FAILED.format(self._label, f"HTTP {status}"))
        if 300 <= status < 400:
            return Refused(MOVED.format(self._label))
        if status >= 400:
            said = code if re.fullmatch(r"[A-Za-z.]{3,60}", code) else f"HTTP {status}"
            return Refused(NOT_UNDERSTOOD.format(self._label, said))
        return Retryable(NOT_DATA.format(self._label))

    def _unasked(self, error: Exception) -> AmoError:
        from botocore.exceptions import NoCredentialsError, ParamValidationError, PartialCredentialsError

        if isinstance(error, NoCredentialsError | PartialCredentialsError):
            return Refused(NOBODY)
        if isinstance(error, ParamValidationError):
            return Refused(NOT_UNDERSTOOD.format(self._label, "its settings"))
        return Retryable(AWAY.format(self._label))


def _denial(right: str) -> str:
    if right == ASSUME_ROLE:
        return NOT_TRUSTED
    return (NOT_EXPLORED if right.startswith("ce:") else NOT_ALLOWED).format(right)

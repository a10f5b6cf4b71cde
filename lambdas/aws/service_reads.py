"""One harmless read of each of AWS's services that reach people: its state, and whether it takes the credentials."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

from lambdas.errors import Refused, Unanswered

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SERVICES = ("sesv2", "sns", "transcribe")
UNKNOWN_CALL = frozenset({"InvalidAction", "UnknownOperationException", "NotImplemented"})


@dataclass(frozen=True)
class ServiceReads:
    """Of ``client_of`` the clients are made at once: many threads may share one, and only one may make it."""

    client_of: Callable[[str], Any]

    def __post_init__(self) -> None:
        for service in SERVICES:
            self.client_of(service)

    @property
    def is_live(self) -> bool:
        """Says whether AWS itself answers, and not an engine on this machine."""
        return urlsplit(str(self.client_of("sesv2").meta.endpoint_url)).hostname not in LOOPBACK

    def mail(self) -> str:
        account = self._asked("sesv2", "get_account")
        if not account.get("SendingEnabled"):
            raise Refused("SES has stopped sending for this account; look at its reputation page.")
        return "sends" if account.get("ProductionAccessEnabled") else "in its sandbox: to verified addresses only"

    def texts(self) -> str:
        account = self._asked("sns", "get_sms_sandbox_account_status")
        if "IsInSandbox" not in account:
            return "does not say whether it sends"
        return "in its sandbox: to verified numbers only" if account["IsInSandbox"] else "sends"

    def transcription(self) -> str:
        self._asked("transcribe", "list_transcription_jobs", MaxResults=1)
        return "takes jobs"

    def _asked(self, service: str, operation: str, **arguments: Any) -> dict[str, Any]:
        """Raises Refused for what AWS says no to, Unanswered when it does not answer."""
        try:
            return dict(getattr(self.client_of(service), operation)(**arguments))
        except ClientError as error:
            code = str(error.response["Error"].get("Code", "no code"))
            if code in UNKNOWN_CALL and not self.is_live:
                return {}
            raise Refused(f"AWS refuses: {code}.") from None
        except (ConnectionError, HTTPClientError) as error:
            raise Unanswered(f"AWS does not answer ({type(error).__name__}).") from None

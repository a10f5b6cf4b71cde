"""Clients of AWS for sources that are in AWS: of another account, where a role is lent, or of a stand-in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

CONNECT_SECONDS, READ_SECONDS = 3, 10


@dataclass(frozen=True)
class BotocoreClients:
    """``session`` is botocore's, made when first used: importing boto3 would cost a third more."""

    session: Callable[[], Any]

    def __call__(
        self, service: str, *, region: str = "", endpoint: str = "", credentials: Mapping[str, str] | None = None
    ) -> Any:
        """``credentials`` are what AssumeRole answered, None for the function's own; ``endpoint`` is a stand-in's.

        Nothing is tried twice by itself: a try may be paid for, and the next reading comes anyway.
        """
        from botocore.config import Config

        once = Config(retries={"total_max_attempts": 1}, connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS)
        return self.session().create_client(
            service,
            region_name=region or None,
            endpoint_url=endpoint or None,
            config=once,
            **(_lent(credentials) if credentials else {}),
        )


def _lent(credentials: Mapping[str, str]) -> dict[str, str]:
    return {
        "aws_access_key_id": credentials["AccessKeyId"],
        "aws_secret_access_key": credentials["SecretAccessKey"],
        "aws_session_token": credentials["SessionToken"],
    }

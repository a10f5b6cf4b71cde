"""The quota of one account, counted across all functions: a service that has had enough is left alone by all."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.source_config import SourcesConfig
from lambdas.errors import Retryable
from lambdas.store.rate_limits import RateLimits

MAX_WAIT = 30.0
"""Seconds a reading waits for its turn; then it goes on with the next."""
TOO_OFTEN = "AMO has asked {} as often as it may for now; it goes on soon."


@dataclass(frozen=True)
class AccountQuota:
    """``now`` is the clock all functions share."""

    buckets: RateLimits
    config: SourcesConfig
    now: Callable[[], datetime]
    sleep: Callable[[float], None] = time.sleep

    def take(self, account: SourceAccount) -> None:
        """Waits until one more request may be made. Raises Retryable, with ``after``, where that is too far away."""
        per_minute, bucket, waited = self.config.kinds[account.kind].requests_per_minute, _bucket(account), 0.0
        while not self.buckets.take(bucket, 1, per_minute, self.now()):
            pause = 60 / per_minute * random.uniform(1, 3)  # noqa: S311 - jitter, not a secret
            waited += pause
            if waited > MAX_WAIT:
                raise Retryable(TOO_OFTEN.format(account.spec.label), after=MAX_WAIT)
            self.sleep(pause)

    def close(self, account: SourceAccount, seconds: float) -> None:
        self.buckets.close(_bucket(account), self.now() + timedelta(seconds=seconds))


def _bucket(account: SourceAccount) -> str:
    return f"source#{account.owner}#{account.source_id}"

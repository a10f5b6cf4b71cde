"""A provider's promise to tell of changes to one calendar, and what is stored of its secret."""

import hashlib

from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.kernel.source import Source


class Subscription(Model):
    """A provider's promise to tell of changes until ``lasts_until``.

    Each change notification names ``subscription_id`` and ``resource_id``; ``secret_hash`` is of what a genuine one
    carries.
    """

    subscription_id: str
    source: Source
    user_id: str
    calendar_id: str
    secret_hash: str
    resource_id: str = ""
    lasts_until: Instant


def secret_hash(secret: str) -> str:
    """Returns what is stored of a subscription's secret: its SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()

"""config/calendar.yaml: which calendars are read, how often and how far (contracts.md)."""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.source import Source

_WORDS = {"google": Source.GOOGLE.value, "microsoft": Source.MICROSOFT.value}
ProviderName = Annotated[Source, BeforeValidator(lambda told: _WORDS.get(str(told), told))]
"""A provider, also by its short name."""


class RateLimit(Model):
    """Of the whole stage, and of feeds for each host. At least two at once: a queue cannot feed one function alone."""

    requests_per_minute: int = Field(ge=1)
    concurrent_requests: int = Field(ge=2)


class ProviderConfig(Model):
    """``scopes`` and ``api_version`` are empty for a provider that needs neither sign-in nor an API."""

    api_version: str = ""
    scopes: tuple[str, ...] = ()
    write_scopes: tuple[str, ...] = ()
    """Asked for besides, by a consent of their own, when AMO is to change entries."""
    rate_limit: RateLimit


class CalendarConfig(Model):
    """``provider`` is what a newly connected calendar is taken for when nothing else says so."""

    provider: ProviderName
    sync_interval_hours: int = Field(ge=1, le=24)
    days_ahead: int = Field(ge=1, le=90)
    days_behind: int = Field(ge=0, le=30)
    providers: dict[Source, ProviderConfig]

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.provider not in self.providers:
            raise ValueError(f"providers has no entry for {self.provider.value}")
        if 24 % self.sync_interval_hours:
            raise ValueError("sync_interval_hours must divide 24: 1, 2, 3, 4, 6, 8, 12 or 24")
        return self

    @property
    def most_at_once(self) -> int:
        """Returns how many syncs may run at once: each asks one calendar at a time, so no provider is asked by more."""
        return min(provider.rate_limit.concurrent_requests for provider in self.providers.values())

    def requests_per_minute(self, source: Source) -> int:
        """For one of the syncs that run at once; together they keep to the provider's limit."""
        return max(1, self.providers[source].rate_limit.requests_per_minute // self.most_at_once)

    @property
    def sync_schedule(self) -> str:
        """As EventBridge writes it, in UTC."""
        if self.sync_interval_hours == 24:
            return "cron(0 0 * * ? *)"
        return f"cron(0 */{self.sync_interval_hours} * * ? *)"

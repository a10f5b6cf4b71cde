"""The short form of config/calendar.yaml, about one provider; what it leaves out is as in the file AMO comes with."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.calendar_config import ProviderName

CALLBACK = "/calendar/callback"
OFFLINE = "offline_access"
"""Without it Microsoft gives no lasting consent."""

DEFAULTS: dict[str, Any] = {
    "sync_interval_hours": 2,
    "days_ahead": 14,
    "days_behind": 1,
    "providers": {
        Source.ICS: {"rate_limit": {"requests_per_minute": 1500, "concurrent_requests": 32}},
        Source.GOOGLE: {
            "api_version": "v3",
            "scopes": ("https://www.googleapis.com/auth/calendar.readonly",),
            "write_scopes": ("https://www.googleapis.com/auth/calendar.events",),
            "rate_limit": {"requests_per_minute": 1500, "concurrent_requests": 32},
        },
        Source.MICROSOFT: {
            "api_version": "v1.0",
            "scopes": ("Calendars.Read", OFFLINE),
            "write_scopes": ("Calendars.ReadWrite",),
            "rate_limit": {"requests_per_minute": 1500, "concurrent_requests": 32},
        },
    },
}


def _is_callback(address: str) -> str:
    if CALLBACK not in address:
        raise ValueError(f"people come back to AMO's own address and {CALLBACK}/google or /microsoft, nowhere else")
    return address


class ConsentSettings(Model):
    """``redirect_uri`` is checked, not used: AMO knows its own address, and names the provider behind it."""

    scopes: tuple[str, ...] = Field(default=(), max_length=20)
    redirect_uri: Annotated[str, AfterValidator(_is_callback)] = CALLBACK


class SyncSettings(Model):
    sync_interval_hours: int | None = Field(default=None, ge=1, le=24)
    days_ahead: int | None = Field(default=None, ge=1, le=90)
    days_behind: int | None = Field(default=None, ge=0, le=30)


class PaceSettings(Model):
    requests_per_minute: int | None = Field(default=None, ge=1)
    concurrent_requests: int | None = Field(default=None, ge=2)


class ShortCalendarConfig(Model):
    provider: ProviderName = Source.ICS
    oauth: ConsentSettings = ConsentSettings()
    sync: SyncSettings = SyncSettings()
    rate_limits: PaceSettings = PaceSettings()


class CalendarFile(Model):
    calendar: ShortCalendarConfig

    def in_full(self) -> dict[str, Any]:
        """Returns what the long form says, for CalendarConfig to check."""
        told = self.calendar
        known = DEFAULTS["providers"][told.provider]
        changed = known | {"rate_limit": known["rate_limit"] | told.rate_limits.model_dump(exclude_none=True)}
        if told.oauth.scopes:
            changed["scopes"] = _lasting(told.provider, told.oauth.scopes)
        own = {"provider": told.provider, "providers": DEFAULTS["providers"] | {told.provider: changed}}
        return DEFAULTS | told.sync.model_dump(exclude_none=True) | own


def _lasting(provider: Source, scopes: tuple[str, ...]) -> tuple[str, ...]:
    needs_it = provider is Source.MICROSOFT and OFFLINE not in scopes
    return (*scopes, OFFLINE) if needs_it else scopes

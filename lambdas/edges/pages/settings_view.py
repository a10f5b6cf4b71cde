"""What the settings page shows of an account. A calendar's address is a secret and stays out of it."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

from lambdas.domain.models import Model
from lambdas.domain.users import CalendarConnection, ConnectionHealth, Switches, UserAccount
from lambdas.edges.pages.wording import age, counted
from lambdas.edges.views import CheckView
from lambdas.settings import load_meeting_types

CHANNELS = {"web": ("This page", "Always: every message is here, at any hour.")}
SWITCHES = {
    "calendar": ("Calendars", "Reading calendars. Off: nothing new is seen; what is known stays."),
    "monitor": ("Monitor", "The reading every two hours. Off: only a reading by hand."),
    "workflow": ("Preparations", "Preparing meetings. Off: what falls due waits and begins when it is on again."),
}


class CalendarRow(Model):
    calendar_id: str
    label: str
    detail: str
    problem: str
    is_well: bool
    is_upload: bool


class TypeHours(Model):
    name: str
    label: str
    usual: int
    chosen: str


class SwitchRow(Model):
    part: str
    label: str
    meaning: str
    is_on: bool


class ChannelRow(Model):
    label: str
    meaning: str


class SettingsView(Model):
    user_id: str
    name: str
    email: str
    timezone: str
    timezones: tuple[str, ...]
    quiet_start: str
    quiet_end: str
    calendars: tuple[CalendarRow, ...]
    hours: tuple[TypeHours, ...]
    channels: tuple[ChannelRow, ...]
    switches: tuple[SwitchRow, ...]
    is_operator: bool
    checks: tuple[CheckView, ...]


def settings_view(
    account: UserAccount, switches: Switches, checks: Sequence[CheckView], channels: Sequence[str], now: datetime
) -> SettingsView:
    user = account.user
    quiet = user.quiet_hours
    return SettingsView(
        user_id=user.user_id,
        name=user.name,
        email=user.email,
        timezone=user.timezone,
        timezones=_timezones(),
        quiet_start=f"{quiet.start:%H:%M}" if quiet else "",
        quiet_end=f"{quiet.end:%H:%M}" if quiet else "",
        calendars=tuple(_calendar(connection, now) for connection in account.connections),
        hours=tuple(
            TypeHours(
                name=name, label=kind.label, usual=kind.prep_hours_before, chosen=str(user.prep_hours.get(name, ""))
            )
            for name, kind in load_meeting_types().items()
        ),
        channels=tuple(_channel(name) for name in channels),
        switches=tuple(
            SwitchRow(part=part, label=label, meaning=meaning, is_on=getattr(switches, part))
            for part, (label, meaning) in SWITCHES.items()
        ),
        is_operator=user.role == "operator",
        checks=tuple(checks),
    )


def _calendar(connection: CalendarConnection, now: datetime) -> CalendarRow:
    read = f"read {age(connection.last_good_at, now)}" if connection.last_good_at else "not read yet"
    return CalendarRow(
        calendar_id=connection.calendar_id,
        label=connection.label,
        detail=f"{counted(connection.meeting_count, 'meeting')}, {read}",
        problem=connection.problem,
        is_well=connection.health is ConnectionHealth.OK,
        is_upload=connection.address.startswith("s3://"),
    )


def _channel(name: str) -> ChannelRow:
    label, meaning = CHANNELS.get(name, (name.capitalize(), "Tried before this page."))
    return ChannelRow(label=label, meaning=meaning)


@cache
def _timezones() -> tuple[str, ...]:
    """Those people look for: a region and a city."""
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return ("UTC", *sorted(name for name in available_timezones() if name.startswith(regions)))

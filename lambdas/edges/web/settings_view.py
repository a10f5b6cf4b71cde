"""The settings page's view of an account. A calendar's address is a secret and stays out of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from lambdas.config_files import load_meeting_types
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.accounts.phones import masked
from lambdas.domain.accounts.user import CalendarConnection, ConnectionHealth, Switches, User, UserAccount
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.model_status import ModelStatus
from lambdas.domain.notifications.channels import CHANNELS, Contact
from lambdas.domain.preparation.timing_proposal import TimingProposal
from lambdas.domain.sources.account import SourceAccount
from lambdas.edges.web.access_view import Access, AccountRow, DeviceRow, account_row, device_rows, email_state
from lambdas.edges.web.model_view import ModelSection, model_section
from lambdas.edges.web.prep_lead_view import TimingRow, timing_rows
from lambdas.edges.web.source_words import SourcesLine, summary_of
from lambdas.edges.web.wishes_view import TypeWishes, wishes_of
from lambdas.edges.web.words import age
from lambdas.edges.web.working_time_view import WorkingTimeView, working_time_view
from lambdas.edges.web.zones import zone_names

PAUSED = {
    "calendar": "Calendars are not read at the moment: whoever runs AMO paused that. What is known stays.",
    "monitor": "Calendars are only read when you ask for it: whoever runs AMO paused the reading every two hours.",
    "model": "No model is asked at the moment: whoever runs AMO paused that. The rules do its work.",
    "sources": "Sources of figures are not read at the moment: whoever runs AMO paused that. What is known stays.",
    "workflow": "Preparations are paused by whoever runs AMO. What falls due waits, and begins when they go on.",
}
HOURS_OF_DAY = tuple((str(hour), f"{hour:02d}:00") for hour in range(24))


class CalendarRow(Model):
    calendar_id: str
    label: str
    detail: str
    error: str
    is_well: bool
    is_upload: bool
    counts: bool


class TypeHours(Model):
    name: str
    label: str
    usual: int
    chosen: str


class ChannelRow(Model):
    """``is_ready``: it would reach them. ``is_on``: they want it to."""

    name: str
    label: str
    meaning: str
    is_ready: bool
    is_on: bool


class Reach(Model):
    """The ways to reach the user: ``pending`` is a number that waits for its code; numbers are masked."""

    order: tuple[str, ...]
    has_slack: bool
    pending: str = ""


class SettingsView(Model):
    user_id: str
    name: str
    email: str
    email_state: str
    timezone: str
    timezones: tuple[str, ...]
    quiet_start: str
    quiet_end: str
    calendars: tuple[CalendarRow, ...]
    accounts: tuple[AccountRow, ...]
    providers: tuple[IdentityProvider, ...]
    devices: tuple[DeviceRow, ...]
    hours: tuple[TypeHours, ...]
    timings: tuple[TimingRow, ...]
    working: WorkingTimeView
    wishes: tuple[TypeWishes, ...]
    channels: tuple[ChannelRow, ...]
    brief_hour: int | None
    is_asked_after_meetings: bool
    hours_of_day: tuple[tuple[str, str], ...] = HOURS_OF_DAY
    phone: str
    pending_phone: str
    paused: tuple[str, ...]
    model: ModelSection
    sources: SourcesLine
    is_operator: bool


def settings_view(
    account: UserAccount,
    switches: Switches,
    reach: Reach,
    access: Access,
    proposals: Sequence[TimingProposal],
    model: ModelStatus,
    sources: Sequence[SourceAccount],
    now: datetime,
) -> SettingsView:
    user = account.user
    quiet = user.quiet_hours
    return SettingsView(
        user_id=user.user_id,
        name=user.name,
        email=user.email,
        email_state=email_state(user, now),
        timezone=user.timezone,
        timezones=zone_names(),
        quiet_start=f"{quiet.start:%H:%M}" if quiet else "",
        quiet_end=f"{quiet.end:%H:%M}" if quiet else "",
        calendars=tuple(_calendar(connection, now) for connection in account.connections),
        accounts=tuple(account_row(one, account.connections, now) for one in access.accounts),
        providers=access.providers,
        devices=device_rows(access, now),
        hours=tuple(_hours(user)),
        timings=timing_rows(user, proposals, load_meeting_types()),
        working=working_time_view(account, now),
        wishes=wishes_of(user, load_meeting_types()),
        channels=tuple(_channel(name, user, reach) for name in reach.order),
        brief_hour=user.brief_hour,
        is_asked_after_meetings=user.asked_after_meetings,
        phone=masked(user.phone),
        pending_phone=reach.pending,
        paused=tuple(line for part, line in PAUSED.items() if not getattr(switches, part)),
        model=model_section(model, user),
        sources=summary_of(sources, now),
        is_operator=user.role == "operator",
    )


def _hours(user: User) -> Iterator[TypeHours]:
    for name, kind in load_meeting_types().items():
        chosen = str(user.prep_hours.get(name, ""))
        yield TypeHours(name=name, label=kind.label, usual=kind.prep_hours_before, chosen=chosen)


def _calendar(connection: CalendarConnection, now: datetime) -> CalendarRow:
    read = f"read {age(connection.last_good_at, now)}" if connection.last_good_at else "not read yet"
    is_over = connection.health is ConnectionHealth.REVOKED and connection.account_id  # its account says so, once
    detail = f"{counted(connection.meeting_count, 'meeting')}, {read}"
    return CalendarRow(
        calendar_id=connection.calendar_id,
        label=connection.label,
        detail=detail if connection.counts else "left out: its meetings are not prepared",
        error="" if is_over else connection.problem,
        is_well=connection.health is ConnectionHealth.OK,
        is_upload=connection.address.startswith("s3://"),
        counts=connection.counts,
    )


def _channel(name: str, user: User, reach: Reach) -> ChannelRow:
    spec, contact = (
        CHANNELS[name],
        Contact(has_slack=reach.has_slack, phone=masked(user.phone), email=user.proved_email),
    )
    return ChannelRow(
        name=name,
        label=spec.label,
        meaning=spec.state(contact),
        is_ready=bool(spec.address(contact)),
        is_on=name not in user.declined_channels,
    )

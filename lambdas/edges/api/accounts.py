"""A user's own settings and calendars, the operator's switches, and how the stage is."""

from datetime import time

from pydantic import Field

from lambdas import wiring
from lambdas.accounts.wiring import calendars, profiles, working_times
from lambdas.domain.accounts.consents import CalendarAccount, why_it_ended
from lambdas.domain.accounts.user import Switches, User
from lambdas.domain.accounts.working_week import MONDAY_TO_FRIDAY, DaysOff, Weekday
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.llm.consent import ConsentLevel
from lambdas.domain.llm.model_status import ModelHealth
from lambdas.domain.notifications.quiet_hours import WallTime
from lambdas.edges.api.app import VERSION, CalendarId, app, user
from lambdas.edges.commands import health as health_checks
from lambdas.edges.commands.views import CalendarView, HealthView, calendar_view, view_of
from lambdas.edges.http.requests import raw_body
from lambdas.errors import NotFound
from lambdas.llm.model_state import model_status


class WorkingWeekChange(Model):
    """A field left out stays as it is. ``start`` equal to ``end``: at any hour of a working day."""

    days: frozenset[Weekday] = Field(default=MONDAY_TO_FRIDAY, min_length=1)
    start: WallTime = time(8)
    end: WallTime = time(18)


class ModelConsentChange(Model):
    """``own``: what the person writes themselves. ``without``: of all, what was gathered that it never reads."""

    level: ConsentLevel
    without: frozenset[ContextKind] = Field(default=frozenset())


class ModelView(Model):
    """``own_spent_today`` in US dollars, of a day of UTC. ``last_no_answer`` says why there was none, in words."""

    state: ModelHealth
    model: str
    own_spent_today: float
    last_no_answer: str


class PrepHoursChange(Model):
    """Hours before the start by meeting type; null goes back to the type's own."""

    prep_hours: dict[str, int | None]


class FeedAddress(Model):
    address: str = Field(max_length=2000, repr=False)
    label: str = Field(default="", max_length=200)


class AccountView(Model):
    account_id: str
    provider: str
    email: str
    consented_at: Instant
    ends_at: Instant | None
    revoked_at: Instant | None
    problem: str


class Connected(Model):
    calendar_id: str


class SwitchChange(Model):
    on: bool


def get_settings() -> User:
    return wiring.users().get(user())


def save_prep_hours(body: PrepHoursChange) -> User:
    """A type left out keeps its hours."""
    return profiles().save_prep_hours(user(), body.prep_hours)


def save_model_consent(body: ModelConsentChange) -> User:
    """Counts from the next question on; what a model has answered before stays."""
    return profiles().choose_model_consent(user(), body.level, body.without, wiring.now())


def show_model() -> ModelView:
    """The model that may be asked, and what the caller's own preparations cost today."""
    status = model_status(
        wiring.model_parts(), wiring.now(), is_switched_on=wiring.users().switches().model, user_id=user()
    )
    last = status.last_no_answer
    return ModelView(
        state=status.state,
        model=status.model,
        own_spent_today=status.own_spent_today,
        last_no_answer=last.said if last else "",
    )


def save_working_week(body: WorkingWeekChange) -> User:
    """Changes what is sent. Preparations that would begin outside the week begin on the working day before."""
    return working_times().change_week(user(), body.model_dump(exclude_unset=True))


def add_days_off(body: DaysOff) -> User:
    return working_times().add_days_off(user(), body, wiring.now())


def remove_days_off(body: DaysOff) -> User:
    """Takes away exactly these; days off that stand in a calendar are changed there."""
    return working_times().remove_days_off(user(), body, wiring.now())


def list_calendars() -> list[CalendarView]:
    return [calendar_view(connection) for connection in wiring.own_calendars().of_user(user())]


def list_accounts() -> list[AccountView]:
    """Accounts are connected, chosen among and disconnected on the page: a consent needs a browser."""
    return [_account(one) for one in wiring.calendar_accounts().of_user(user())]


def connect_calendar(body: FeedAddress) -> Connected:
    """Its meetings appear with the reading that is asked for at once."""
    return Connected(calendar_id=calendars().connect_feed(user(), body.address, body.label))


def upload_calendar(label: str = "") -> Connected:
    """The body is the .ics file itself; the same label again replaces it."""
    content = raw_body(app.current_event.raw_event)
    return Connected(calendar_id=calendars().import_file(user(), content, label))


def disconnect_calendar(calendar_id: CalendarId) -> Connected:
    calendars().disconnect(user(), calendar_id, wiring.now())
    return Connected(calendar_id=calendar_id)


def count_calendar(calendar_id: CalendarId, body: SwitchChange) -> CalendarView:
    """Off: it stays connected, is not read, and what only it shows is not prepared."""
    return calendar_view(calendars().count(user(), calendar_id, body.on))


def get_switches() -> Switches:
    return wiring.users().switches()


def switch(part: str, body: SwitchChange) -> Switches:
    """For operators."""
    if part not in Switches.model_fields:
        raise NotFound(f"there is no such switch; there are {', '.join(Switches.model_fields)}")
    return profiles().switch(user(), part, body.on)


def health() -> HealthView:
    account, switches = wiring.user_accounts().get(user()), wiring.users().switches()
    accounts = wiring.calendar_accounts().of_user(account.user.user_id)
    return HealthView(version=VERSION, checks=health_checks.checks(account, accounts, switches))


def _account(one: CalendarAccount) -> AccountView:
    problem = why_it_ended(one) if one.revoked_at else ""
    return view_of(AccountView, one, provider=one.provider.value, problem=problem)

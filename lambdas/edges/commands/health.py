"""The stage's health for ``doctor`` and the settings page, each answer saying what to do where it is not well."""

from collections.abc import Sequence
from datetime import datetime

from lambdas import wiring
from lambdas.config_files import check_configuration
from lambdas.domain.accounts.consents import TESTING_TRAP, CalendarAccount, why_it_ended
from lambdas.domain.accounts.user import CalendarConnection, Switches, User, UserAccount
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.due_times import attention_after_trigger
from lambdas.domain.sources.account import NEEDS_A_PERSON, owner_of_team
from lambdas.edges.commands import queries
from lambdas.edges.commands.views import CheckView
from lambdas.errors import AmoError
from lambdas.llm.model_state import model_status

DAYS_LOOKED_AT = 2
"""For preparations that are late: what begins later than that has time for the sweeper to find it."""


def checks(account: UserAccount, accounts: Sequence[CalendarAccount], switches: Switches) -> tuple[CheckView, ...]:
    """Of the user's own calendars, consents and preparations, and of the stage; dead letters for operators alone."""
    user = account.user
    return (
        *_calendars(account),
        *(_consent(one) for one in accounts),
        _preparations(queries.coming_meetings(user.user_id, DAYS_LOOKED_AT), wiring.now()),
        _configuration(),
        _switches(switches),
        _model(switches),
        _sources(user),
        *([_dead_letters()] if user.role == "operator" else []),
    )


def _preparations(coming: Sequence[TrackedMeeting], now: datetime) -> CheckView:
    """Late is what the sweeper should have found by now."""
    due = [tracked.plan.prep_trigger_time for tracked in coming if tracked.awaits_prep and tracked.meeting.start > now]
    late = sorted(trigger for trigger in due if trigger and attention_after_trigger(trigger) < now)
    if not late:
        return CheckView(name="preparations", ok=True, detail="all that are due have begun")
    detail = f"{len(late)} late, the first since {late[0]:%Y-%m-%d %H:%M} UTC; docs/operation.md says what to look at"
    return CheckView(name="preparations", ok=False, detail=detail)


def _model(switches: Switches) -> CheckView:
    """No model is no mistake; one that is connected and does not answer is."""
    try:
        status = model_status(wiring.model_parts(), wiring.now(), is_switched_on=switches.model)
    except AmoError as error:
        return CheckView(name="model", ok=False, detail=str(error))
    return CheckView(name="model", ok=status.state != "unavailable", detail=status.said)


def _sources(user: User) -> CheckView:
    """Their own and their team's; one that cannot be reached for now is asked again by itself, and is no mistake."""
    owners = (user.user_id, *([owner_of_team(user.team_id)] if user.team_id else []))
    accounts = [account for owner in owners for account in wiring.source_accounts().of(owner)]
    if broken := [account.name for account in accounts if account.status in NEEDS_A_PERSON]:
        detail = f"{len(broken)} of {len(accounts)} wait for somebody: {', '.join(broken)}; Settings say why"
        return CheckView(name="sources", ok=False, detail=detail)
    read = [account.read_at for account in accounts if account.read_at]
    since = f", the oldest figures of {min(read):%Y-%m-%d %H:%M} UTC" if read else ""
    return CheckView(name="sources", ok=True, detail=f"{len(accounts) or 'none'} connected{since}")


def _dead_letters() -> CheckView:
    try:
        counts = wiring.dead_letters().counts()
    except AmoError as error:
        return CheckView(name="dead letters", ok=False, detail=str(error))
    if not counts:
        return CheckView(name="dead letters", ok=True, detail="none")
    stuck = ", ".join(f"{count} in {name}" for name, count in counts.items())
    return CheckView(name="dead letters", ok=False, detail=f"{stuck}; ./amo dead-letters show QUEUE says why")


def _calendars(account: UserAccount) -> list[CheckView]:
    if not account.connections:
        return [CheckView(name="calendars", ok=False, detail="none connected; add one under Settings")]
    return [
        CheckView(
            name=f"calendar {connection.label}",
            ok=connection.health.value == "ok",
            detail=connection.problem or _last_read(connection),
        )
        for connection in account.connections
    ]


def _consent(account: CalendarAccount) -> CheckView:
    name = f"consent {account.provider.label} {account.email}"
    if account.revoked_at:
        return CheckView(name=name, ok=False, detail=why_it_ended(account))
    if account.ends_at and account.is_of_an_app_in_testing:
        return CheckView(name=name, ok=False, detail=f"ends on {account.ends_at:%Y-%m-%d}. {TESTING_TRAP}")
    return CheckView(name=name, ok=True, detail=f"given {account.consented_at:%Y-%m-%d}")


def _last_read(connection: CalendarConnection) -> str:
    read_at = connection.last_synced_at
    return f"last read {read_at:%Y-%m-%d %H:%M} UTC" if read_at else "not read yet"


def _configuration() -> CheckView:
    try:
        check_configuration()
    except AmoError as error:
        return CheckView(name="configuration", ok=False, detail=str(error))
    return CheckView(name="configuration", ok=True, detail="valid")


def _switches(switches: Switches) -> CheckView:
    off = [part for part, is_on in switches.model_dump().items() if not is_on]
    detail = f"{', '.join(off)} switched off" if off else "all parts are on"
    return CheckView(name="switches", ok=not off, detail=detail)

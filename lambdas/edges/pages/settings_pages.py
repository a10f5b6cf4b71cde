"""Settings: calendars, oneself, when to prepare, quiet hours, channels; switches for operators; how the system is."""

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.phones import masked
from lambdas.domain.unreadable_preferences import in_words
from lambdas.edges import account_commands, channel_commands, health_checks
from lambdas.edges.pages.access_view import Access
from lambdas.edges.pages.settings_view import Reach, settings_view
from lambdas.edges.responses import page, see
from lambdas.edges.visits import Visit
from lambdas.errors import AmoError, Refused
from lambdas.settings import load_channel_config

HOURS = "hours-"


UNREADABLE = "Set again, please: {}. What was stored cannot be read, so AMO goes on as if it had not been set."


def show(visit: Visit) -> Response[str]:
    return _shown(visit)


def save_profile(visit: Visit) -> Response[str]:
    try:
        hours = account_commands.quiet_hours(visit.fields.get("quiet_start", ""), visit.fields.get("quiet_end", ""))
        profile = {name: visit.fields.get(name, "").strip() for name in ("name", "timezone")}
        email = wiring.users().get(visit.user_id).email
        account_commands.save_profile(visit.user_id, {**profile, "email": email, "quiet_hours": hours})
    except Refused as problem:
        return _shown(visit, profile=str(problem))
    return see("/settings#you", "saved")


def save_prep_hours(visit: Visit) -> Response[str]:
    try:
        account_commands.save_prep_hours(visit.user_id, _hours(visit))
    except Refused as problem:
        return _shown(visit, hours=str(problem))
    return see("/settings#timing", "saved")


def connect_calendar(visit: Visit) -> Response[str]:
    label = visit.fields.get("label", "").strip()
    try:
        if file := visit.files.get("file"):
            account_commands.connect_file(visit.user_id, file, label)
        else:
            account_commands.connect_feed(visit.user_id, visit.fields.get("address", ""), label)
    except Refused as problem:
        return _shown(visit, calendar=str(problem))
    return see("/settings#calendars", "connected")


def disconnect_calendar(visit: Visit, calendar_id: str) -> Response[str]:
    account_commands.disconnect(visit.user_id, calendar_id)
    return see("/settings#calendars", "disconnected")


def count_calendar(visit: Visit, calendar_id: str) -> Response[str]:
    account_commands.count(visit.user_id, calendar_id, visit.fields.get("counts") == "1")
    return see("/settings#calendars", "chosen")


def choose_channels(visit: Visit) -> Response[str]:
    channel_commands.choose_channels(
        visit.user_id, [name for name in load_channel_config().order if name in visit.fields]
    )
    return see("/settings#channels", "saved")


def send_phone_code(visit: Visit) -> Response[str]:
    try:
        channel_commands.send_phone_code(visit.user_id, visit.fields.get("phone", ""))
    except AmoError as problem:
        return _shown(visit, phone=str(problem))
    return see("/settings#phone", "code-sent")


def confirm_phone(visit: Visit) -> Response[str]:
    try:
        channel_commands.confirm_phone(visit.user_id, visit.fields.get("code", ""))
    except Refused as problem:
        return _shown(visit, code=str(problem))
    return see("/settings#channels", "confirmed")


def forget_phone(visit: Visit) -> Response[str]:
    channel_commands.forget_phone(visit.user_id)
    return see("/settings#channels", "forgotten")


def read_calendars(visit: Visit) -> Response[str]:
    account_commands.read_calendars(visit.user_id)
    return see("/settings#calendars", "reading")


def switch(visit: Visit, part: str) -> Response[str]:
    account_commands.switch(visit.user_id, part, visit.fields.get("on", "") == "1")
    return see("/settings#system", "switched")


def _shown(visit: Visit, **problems: str) -> Response[str]:
    account = account_commands.account(visit.user_id)
    switches = wiring.users().switches()
    accounts = wiring.calendar_accounts().of_user(visit.user_id)
    checks = health_checks.checks(account, accounts, switches)
    access = Access(
        accounts=accounts,
        providers=wiring.users().doors().providers,
        sessions=wiring.page_sessions().of_user(visit.user_id, visit.now),
        session_id=visit.identity.session_id,
    )
    view = settings_view(account, switches, checks, _reach(visit), access, visit.now)
    unreadable = account.user.unreadable
    told = {"profile": UNREADABLE.format(in_words(unreadable))} if unreadable else {}
    content = {"view": view, "problems": told | problems, "typed": visit.fields}
    return page("settings.html", content, visit, section="settings")


def _reach(visit: Visit) -> Reach:
    pending = wiring.phone_codes().pending(visit.user_id, visit.now)
    link = wiring.slack_records().link_of(visit.user_id)
    return Reach(
        order=load_channel_config().order,
        has_slack=link is not None and wiring.slack_records().workspace(link.team_id) is not None,
        pending=masked(pending.phone) if pending else "",
    )


def _hours(visit: Visit) -> dict[str, int | None]:
    """Empty means the type's own. Raises Refused."""
    given = {name.removeprefix(HOURS): text.strip() for name, text in visit.fields.items() if name.startswith(HOURS)}
    try:
        return {name: int(text) if text else None for name, text in given.items()}
    except ValueError as problem:
        raise Refused("Write the hours as a whole number, or leave the field empty.") from problem

"""A person's settings: calendars, oneself, when to prepare, quiet hours, channels."""

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.accounts.wiring import calendars, prep_timings, profiles, sync_requests
from lambdas.config_files import load_channel_config
from lambdas.domain.accounts.phones import masked
from lambdas.domain.accounts.unreadable_preferences import in_words
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.notifications.quiet_hours import QuietHours, wall_time
from lambdas.edges.commands.sources import known_sources
from lambdas.edges.web.access_view import Access
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page, see
from lambdas.edges.web.settings_view import Reach, settings_view
from lambdas.errors import Refused
from lambdas.llm.model_state import model_status

HOURS = "hours-"
QUIET = {"quiet_start", "quiet_end"}

UNREADABLE = "Set again, please: {}. What was stored cannot be read, so AMO goes on as if it had not been set."


def show(request: PageRequest) -> Response[str]:
    return shown(request)


def save_profile(request: PageRequest) -> Response[str]:
    try:
        profile = {name: request.fields[name].strip() for name in ("name", "timezone") if name in request.fields}
        quiet = {"quiet_hours": _quiet_hours(request)} if QUIET & request.fields.keys() else {}
        profiles().save(request.user_id, {**profile, **quiet})
    except Refused as error:
        return shown(request, profile=str(error))
    return see("/settings#you", "saved")


def save_prep_hours(request: PageRequest) -> Response[str]:
    try:
        profiles().save_prep_hours(request.user_id, _hours(request))
    except Refused as error:
        return shown(request, hours=str(error))
    return see("/settings#timing", "saved")


def connect_calendar(request: PageRequest) -> Response[str]:
    label = request.fields.get("label", "").strip()
    try:
        if file := request.files.get("file"):
            calendars().import_file(request.user_id, file, label)
        else:
            calendars().connect_feed(request.user_id, request.fields.get("address", ""), label)
    except Refused as error:
        return shown(request, calendar=str(error))
    return see("/settings#calendars", "connected")


def disconnect_calendar(request: PageRequest, calendar_id: str) -> Response[str]:
    calendars().disconnect(request.user_id, calendar_id, request.now)
    return see("/settings#calendars", "disconnected")


def count_calendar(request: PageRequest, calendar_id: str) -> Response[str]:
    calendars().count(request.user_id, calendar_id, request.fields.get("counts") == "1")
    return see("/settings#calendars", "chosen")


def choose_channels(request: PageRequest) -> Response[str]:
    wanted = [name for name in load_channel_config().order if name in request.fields]
    profiles().choose_channels(request.user_id, wanted)
    return see("/settings#channels", "saved")


def choose_brief_hour(request: PageRequest) -> Response[str]:
    hour = request.whole_number("brief_hour") if request.fields.get("brief_hour") else None
    profiles().choose_brief_hour(request.user_id, hour)
    return see("/settings#brief", "saved")


def choose_asking(request: PageRequest) -> Response[str]:
    profiles().ask_after_meetings(request.user_id, "asked_after_meetings" in request.fields)
    return see("/settings#after-meetings", "saved")


def choose_model_consent(request: PageRequest) -> Response[str]:
    """Keeps what is left out also where they allow less, for when they allow all again."""
    without = [kind for kind in ContextKind if f"without-{kind.value}" in request.fields]
    try:
        profiles().choose_model_consent(request.user_id, request.fields.get("level", ""), without, request.now)
    except Refused as error:
        return shown(request, model=str(error))
    return see("/settings#model", "saved")


def read_calendars(request: PageRequest) -> Response[str]:
    sync_requests().request(request.user_id)
    return see("/settings#calendars", "reading")


def shown(request: PageRequest, **problems: str) -> Response[str]:
    account = wiring.user_accounts().get(request.user_id)
    switches = wiring.users().switches()
    accounts = wiring.calendar_accounts().of_user(request.user_id)
    access = Access(
        accounts=accounts,
        providers=wiring.users().registered_providers().providers,
        sessions=wiring.login_sessions().of_user(request.user_id, request.now),
        session_id=request.identity.session_id,
    )
    proposals = prep_timings().open_of(request.user_id)
    model = model_status(wiring.model_parts(), request.now, is_switched_on=switches.model, user_id=request.user_id)
    sources = known_sources(account.user)
    view = settings_view(account, switches, _reach(request), access, proposals, model, sources, request.now)
    unreadable = account.user.unreadable
    told = {"profile": UNREADABLE.format(in_words(unreadable))} if unreadable else {}
    content = {"view": view, "problems": told | problems, "typed": request.fields}
    return page("settings.html", content, request, section="settings")


def _reach(request: PageRequest) -> Reach:
    pending = wiring.phone_codes().pending(request.user_id, request.now)
    link = wiring.slack_records().link_of(request.user_id)
    return Reach(
        order=load_channel_config().order,
        has_slack=link is not None and wiring.slack_records().workspace(link.team_id) is not None,
        pending=masked(pending.phone) if pending else "",
    )


def _quiet_hours(request: PageRequest) -> QuietHours | None:
    """Returns None where both fields are empty. Raises Refused."""
    start, end = (request.fields.get(name, "") for name in ("quiet_start", "quiet_end"))
    if not start and not end:
        return None
    try:
        return QuietHours(start=wall_time(start), end=wall_time(end))
    except ValueError as error:
        raise Refused("Quiet hours need a start and an end, as 22:00 and 07:00.") from error


def _hours(request: PageRequest) -> dict[str, int | None]:
    """Empty means the type's own. Raises Refused."""
    given = {name.removeprefix(HOURS): text.strip() for name, text in request.fields.items() if name.startswith(HOURS)}
    try:
        return {name: int(text) if text else None for name, text in given.items()}
    except ValueError as error:
        raise Refused("Write the hours as a whole number, or leave the field empty.") from error

"""The settings, a view of the App Home's own: each click is saved at once, by the same code as the page's, and shown.

They replace the Home instead of opening a modal: the work is behind a queue, and a modal has to open within three
seconds of the click.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import time

from lambdas import wiring
from lambdas.accounts.wiring import profiles
from lambdas.approvals.wiring import agenda_sharing
from lambdas.config_files import load_channel_config, load_meeting_types
from lambdas.domain.accounts.user import User
from lambdas.domain.context.kinds.spec import spec_of
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.llm.consent import NEVER, ConsentLevel
from lambdas.domain.llm.model_status import in_dollars
from lambdas.domain.notifications.channels import CHANNELS
from lambdas.domain.notifications.quiet_hours import QuietHours, wall_time
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.delivery import Click
from lambdas.errors import Refused
from lambdas.llm.model_state import model_status
from lambdas.slack.blocks import (
    Block,
    actions,
    button,
    checkboxes,
    divider,
    header,
    link,
    menu,
    said,
    section,
    time_of_day,
)
from lambdas.slack.button_values import HoursOption
from lambdas.slack.text import literal

HOURS = (1, 2, 4, 8, 12, 24, 48, 72, 96, 120, 168, 336)
EVENING, MORNING = time(22), time(7)
SHARE = "share"
NO_BRIEF = "never"
CONSENT: Mapping[ConsentLevel, str] = {"off": "Nothing", "own": "What I write myself", "all": "Also my meetings"}
NEVER_READ = "Meetings marked private or confidential, and staffing records, it never reads."


def settings_view(user: User, public_url: str, note: str = "") -> Block:
    """``note`` says why the last click changed nothing."""
    told = [section(literal(note))] if note else []
    return {"type": "home", "blocks": [*told, *_blocks(user, public_url)]}


def _blocks(user: User, public_url: str) -> Iterator[Block]:
    yield header("Settings")
    yield actions(
        "home", [button("home_back", "Back", "home"), link("settings", "All settings", f"{public_url}/settings")]
    )
    yield divider()
    yield from _quiet(user)
    yield from _brief(user)
    order = load_channel_config().order
    chosen = [name for name in order if name not in user.declined_channels]
    yield said("Where AMO may reach you, tried in this order; the page always has everything.")
    yield actions(
        "home-channels", [checkboxes("set_channels", [(name, CHANNELS[name].label) for name in order], chosen)]
    )
    yield from _hours(user)
    offer = [(SHARE, "Propose to send my agendas to the attendees")]
    yield actions("home-share", [checkboxes("set_share", offer, [SHARE] if user.share_with_attendees else [])])
    yield from _model(user)
    yield said(f"Times are shown for {user.timezone}. Time zone, calendars and your phone are on the page.")


def _quiet(user: User) -> Iterator[Block]:
    hours = user.quiet_hours
    yield said("Quiet hours: nothing rings then.")
    pickers = [
        time_of_day("quiet_start", "From", f"{hours.start:%H:%M}" if hours else ""),
        time_of_day("quiet_end", "Until", f"{hours.end:%H:%M}" if hours else ""),
    ]
    yield actions("home-quiet", [*pickers, *([button("quiet_none", "No quiet hours", "none")] if hours else [])])


def _brief(user: User) -> Iterator[Block]:
    choices = [(NO_BRIEF, "Never"), *((str(hour), f"{hour:02d}:00") for hour in range(24))]
    chosen = "Never" if user.brief_hour is None else f"{user.brief_hour:02d}:00"
    words = "*Evening brief*\nTomorrow’s meetings, and which need you."
    yield {**section(words), "accessory": menu("set_brief", chosen, choices), "block_id": "home-brief"}


def _model(user: User) -> Iterator[Block]:
    """Left out where there is none: nothing is read by nobody."""
    status = model_status(
        wiring.model_parts(), wiring.now(), is_switched_on=wiring.users().switches().model, user_id=user.user_id
    )
    if not status.is_connected:
        return
    consent = user.model_consent
    spent = f"{in_dollars(status.own_spent_today)} USD today"
    how = {"on": spent, "off": "paused by whoever runs AMO", "unavailable": "it does not answer now"}[status.state]
    words = f"*What {literal(status.model)} may read of yours* ({how})\n{NEVER_READ}"
    choices = list(CONSENT.items())
    yield {
        **section(words),
        "accessory": menu("set_consent", CONSENT[consent.level], choices),
        "block_id": "home-consent",
    }
    kinds = [(kind.value, spec_of(kind).label) for kind in ContextKind if kind.value not in NEVER]
    yield said("Whatever you allow, it never reads what is ticked here:")
    yield actions("home-without", [checkboxes("set_without", kinds, [kind.value for kind in consent.without])])


def _hours(user: User) -> Iterator[Block]:
    types = load_meeting_types()
    shown = [f"{kind.label} {user.prep_hours.get(name, kind.prep_hours_before)} h" for name, kind in types.items()]
    yield said(f"Prepared before the meeting: {', '.join(shown)}.")
    for place, (name, kind) in enumerate(types.items()):
        choices = [
            (str(HoursOption(name, None)), f"usual: {kind.prep_hours_before} h"),
            *((str(HoursOption(name, hours)), f"{hours} h") for hours in HOURS),
        ]
        accessory = menu("set_hours", f"{user.prep_hours.get(name, kind.prep_hours_before)} h", choices)
        yield {**section(literal(kind.label)), "accessory": accessory, "block_id": f"home-hours-{place}"}


def set_quiet(context: SlackContext, click: Click) -> None:
    """One end at a time, as Slack sends it; the other keeps what it was, or the usual."""
    known = wiring.users().get(context.user_id).quiet_hours or QuietHours(start=EVENING, end=MORNING)
    chosen = _time(click.value)
    start, end = (chosen, known.end) if click.name == "quiet_start" else (known.start, chosen)
    profiles().save_quiet_hours(context.user_id, QuietHours(start=start, end=end))


def no_quiet(context: SlackContext, _click: Click) -> None:
    profiles().save_quiet_hours(context.user_id, None)


def set_channels(context: SlackContext, click: Click) -> None:
    profiles().choose_channels(context.user_id, click.ticked)


def set_hours(context: SlackContext, click: Click) -> None:
    option = HoursOption.read(click.value)
    profiles().save_prep_hours(context.user_id, {option.meeting_type: option.hours})


def set_brief(context: SlackContext, click: Click) -> None:
    if click.value != NO_BRIEF and not click.value.isdecimal():
        raise Refused("Choose an hour from the list.")
    profiles().choose_brief_hour(context.user_id, None if click.value == NO_BRIEF else int(click.value))


def set_consent(context: SlackContext, click: Click) -> None:
    known = wiring.users().get(context.user_id).model_consent
    profiles().choose_model_consent(context.user_id, click.value, known.without, wiring.now())


def set_without(context: SlackContext, click: Click) -> None:
    """Left out of all, so nothing more is allowed by it."""
    known = wiring.users().get(context.user_id).model_consent
    profiles().choose_model_consent(context.user_id, known.level, click.ticked, wiring.now())


def set_share(context: SlackContext, click: Click) -> None:
    agenda_sharing().share_agendas(context.user_id, SHARE in click.ticked)


def _time(text: str) -> time:
    try:
        return wall_time(text)
    except ValueError as error:
        raise Refused("Choose a time, as 22:00.") from error


SETTINGS: Mapping[str, Callable[[SlackContext, Click], None]] = {
    "quiet_start": set_quiet,
    "quiet_end": set_quiet,
    "quiet_none": no_quiet,
    "set_channels": set_channels,
    "set_hours": set_hours,
    "set_brief": set_brief,
    "set_share": set_share,
    "set_consent": set_consent,
    "set_without": set_without,
}

"""The App Home as the person sees it: what waits and what comes, or the settings; shown anew after each change."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from lambdas import wiring
from lambdas.accounts.wiring import travels
from lambdas.approvals.queue import to_decide_by
from lambdas.approvals.wiring import alerts, policies
from lambdas.domain.accounts.user import User
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.kernel.local_time import place_name
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.edges.commands import queries
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.delivery import Click
from lambdas.edges.slack.home_view import HomeFacts, home_view, what_waits
from lambdas.edges.slack.meeting_rows import SlackReader, meeting_rows
from lambdas.edges.slack.settings import settings_view
from lambdas.errors import AmoError
from lambdas.slack.blocks import Block, titled

log = logging.getLogger(__name__)

DAYS_AHEAD = 7


def open_home(context: SlackContext, note: str = "") -> None:
    """``note`` says what was just done, or why not."""
    user = wiring.users().get(context.user_id)
    facts = replace(_facts(context, user), seen_timezone=_seen_elsewhere(context, user), note=note)
    _publish(context, home_view(facts, reader(context, user, DAYS_AHEAD)))


def list_waiting(context: SlackContext) -> None:
    """Answers with what the Home shows first."""
    user = wiring.users().get(context.user_id)
    title, rows = what_waits(_facts(context, user), reader(context, user, DAYS_AHEAD))
    context.show(title, [*titled(title, []), *rows])


def show_meeting(context: SlackContext, title: str, tracked: TrackedMeeting) -> None:
    """One meeting with its state and its next step."""
    who = reader(context, wiring.users().get(context.user_id), DAYS_AHEAD)
    context.show(title, [*titled(title, []), *meeting_rows([tracked], sessions_of([tracked], context), who)])


def _facts(context: SlackContext, user: User) -> HomeFacts:
    meetings = coming(context, DAYS_AHEAD)
    to_decide = to_decide_by(wiring.pending_actions(), policies(), context.user_id, context.now)
    return HomeFacts(
        meetings=meetings,
        sessions=sessions_of(meetings, context),
        to_decide=to_decide,
        names=alerts().names(to_decide, user),
        has_calendars=bool(meetings) or wiring.connected_calendars().has_any(context.user_id),
        open_items=len(wiring.action_items().open_of(context.user_id)),
    )


def open_settings(context: SlackContext, note: str = "") -> None:
    user = wiring.users().get(context.user_id)
    _publish(context, settings_view(user, wiring.settings().public_url, note))


def reader(context: SlackContext, user: User, days: int) -> SlackReader:
    return SlackReader(timezone=user.timezone, now=context.now, public_url=wiring.settings().public_url, days=days)


def coming(context: SlackContext, days: int) -> list[TrackedMeeting]:
    """Returns what is not over, also what nothing is prepared for."""
    found = queries.coming_meetings(context.user_id, days)
    return [tracked for tracked in found if tracked.meeting.end > context.now]


def sessions_of(meetings: list[TrackedMeeting], context: SlackContext) -> dict[str, Conversation]:
    """By meeting: of those that wait for an answer."""
    waiting = [tracked for tracked in meetings if tracked.prep_status is PrepStatus.WAITING]
    found = (wiring.conversations().find(t.preparation.session_id, context.now) for t in waiting)
    return {session.meeting_id: session for session in found if session and session.user_id == context.user_id}


def _seen_elsewhere(context: SlackContext, user: User) -> str:
    """The zone Slack sees the person in, where that is worth asking about. A Home without it is better than none."""
    try:
        person = context.posting.api.call("users_info", user=context.link.slack_user_id)["user"]
        seen = str(person.get("tz") or "")
        return seen if seen and travels().is_elsewhere(user, seen, context.now) else ""
    except AmoError as error:
        log.info("Slack's time zone of user %s is not known: %s", user.user_id, type(error).__name__)
        return ""


def _publish(context: SlackContext, view: Block) -> None:
    context.posting.api.call("views_publish", user_id=context.link.slack_user_id, view=view)


def _show_settings(context: SlackContext, _click: Click) -> None:
    open_settings(context)


def _show_home(context: SlackContext, _click: Click) -> None:
    open_home(context)


def _use_zone(context: SlackContext, click: Click) -> None:
    user = travels().move(context.user_id, click.value)
    open_home(context, f"Times are shown for {place_name(user.timezone)} from now on.")


def _keep_zone(context: SlackContext, click: Click) -> None:
    travels().stay(context.user_id, click.value)
    open_home(context)


CLICKS: Mapping[str, Callable[[SlackContext, Click], None]] = {
    "home_settings": _show_settings,
    "home_back": _show_home,
    "use_zone": _use_zone,
    "keep_zone": _keep_zone,
}

"""What both doors read for a signed-in user; every id is checked to be theirs, somebody else's is NotFound."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from lambdas import wiring
from lambdas.domain.consents import TESTING_TRAP, CalendarAccount, why_it_ended
from lambdas.domain.contexts import ContextNote
from lambdas.domain.conversation import prompt
from lambdas.domain.deliveries import DeliveryRecord
from lambdas.domain.executions import Execution
from lambdas.domain.messages import Message
from lambdas.domain.tracking import TrackedMeeting
from lambdas.domain.users import CalendarConnection, Switches, UserAccount
from lambdas.edges.views import CheckView, DocumentView, MaterialsView, SessionView
from lambdas.errors import AmoError, NotFound
from lambdas.materials.links import issue_link
from lambdas.settings import check_configuration

DAYS_BEHIND = timedelta(hours=1)
"""A meeting stays in the list while it is going on."""


def coming_meetings(user_id: str, days: int) -> list[TrackedMeeting]:
    now = wiring.now()
    found = wiring.meetings().between(user_id, now - timedelta(days=1), now + timedelta(days=days))
    return [tracked for tracked in found if tracked.meeting.end > now - DAYS_BEHIND]


def meeting(user_id: str, meeting_id: str) -> TrackedMeeting:
    return wiring.meetings().get(user_id, meeting_id)


def session(tracked: TrackedMeeting) -> SessionView:
    """The conversation of the current run; its prompt is None while nothing has been asked."""
    user_id, session_id = tracked.meeting.user_id, tracked.preparation.session_id
    asked = None
    if session_id:
        try:
            asked = prompt(wiring.sessions().get(user_id, session_id, wiring.now()))
        except NotFound:
            asked = None
    return SessionView(meeting_id=tracked.meeting.meeting_id, prep_status=tracked.prep_status, prompt=asked)


def materials(tracked: TrackedMeeting, now: datetime) -> MaterialsView:
    """The documents with fresh links. Raises NotFound, saying how far the preparation is."""
    manifest = tracked.preparation.materials
    if manifest is None:
        raise NotFound(f"there are no materials yet; the preparation is {tracked.prep_status.value}")
    owner, meeting_id = tracked.meeting.user_id, tracked.meeting.meeting_id

    def document(key: str) -> DocumentView:
        link = issue_link(owner, meeting_id, key, wiring.signing_key(), now)
        return DocumentView(key=key, url=f"{wiring.settings().public_url}/m/{link}")

    return MaterialsView(
        meeting_id=meeting_id,
        agenda=document(manifest.agenda_key),
        questions=document(manifest.questions_key),
        notes=document(manifest.notes_key),
        generated_at=manifest.generated_at,
        composer=manifest.composer,
    )


def contexts(tracked: TrackedMeeting) -> list[ContextNote]:
    return wiring.contexts().of_meeting(tracked.meeting.meeting_id)


def deliveries(tracked: TrackedMeeting) -> tuple[DeliveryRecord, ...]:
    """What its owner was told of the meeting, on which channel, and why not on another; oldest first."""
    meeting = tracked.meeting
    return wiring.deliveries().of_meeting(meeting.user_id, meeting.meeting_id, wiring.now())


def notices(user_id: str) -> tuple[Message, ...]:
    return wiring.notices().for_user(user_id, wiring.now())


def execution(tracked: TrackedMeeting) -> Execution:
    """The workflow's own record. Raises NotFound before there is one."""
    arn = tracked.preparation.execution_arn
    if not arn:
        raise NotFound("this meeting's preparation has not started; ./amo prep starts it now")
    return wiring.workflows().history(arn)


def checks(account: UserAccount, switches: Switches, accounts: Sequence[CalendarAccount] = ()) -> tuple[CheckView, ...]:
    """What ``doctor`` asks the stage itself: calendars, the consents behind them, configuration, switches."""
    return (*_calendars(account), *(_consent(one) for one in accounts), _configuration(), _switches(switches))


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
    except AmoError as problem:
        return CheckView(name="configuration", ok=False, detail=str(problem))
    return CheckView(name="configuration", ok=True, detail="valid")


def _switches(switches: Switches) -> CheckView:
    off = [part for part, is_on in switches.model_dump().items() if not is_on]
    detail = f"{', '.join(off)} switched off" if off else "all parts are on"
    return CheckView(name="switches", ok=not off, detail=detail)

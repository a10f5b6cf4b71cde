"""Functions only an operator with AWS credentials can invoke: users, teams, their calendars, sign-in links.

Each takes and returns plain JSON; a refusal comes back as ``{"error": line}``.
"""

from datetime import datetime
from typing import Any

from pydantic import Field, field_validator

from lambdas import wiring
from lambdas.accounts.calendars import UPLOADED
from lambdas.accounts.profile import require_free
from lambdas.accounts.roles import is_other_right, newly_reviewed, record_address, record_role
from lambdas.accounts.wiring import address_news, lent_links, one_time_links
from lambdas.approvals.wiring import teams
from lambdas.config_files import load_calendar_config
from lambdas.domain.accounts.address_changes import given_address, proved_address
from lambdas.domain.accounts.invitations import AddressOrNone, Department, ReviewsFor, Role, TeamName
from lambdas.domain.accounts.profile import MAX_NAME, checked_timezone
from lambdas.domain.accounts.smoke_person import is_smoke_person
from lambdas.domain.accounts.user import AddressProof, CalendarConnection, User
from lambdas.domain.actions.autonomy import Autonomy
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.source import Source
from lambdas.edges.operator.answers import answer
from lambdas.edges.operator.user_turns import take_turns
from lambdas.errors import Refused, Retryable
from lambdas.store.autonomy_rows import team_scope

USER_ID = Field(pattern=r"^[A-Za-z0-9_.@-]{1,64}$")
OPERATOR = "agent:operator"
"""Stands in an audit log for the holder of the stage's credentials."""
FIRST = frozenset({"first_timezone", "declined_channels"})


class ProvisionUser(Model):
    """A field left out, or null, stays as it is; of somebody new it is as usual. An empty address, name, team,
    department or list takes it away.

    ``first_timezone`` and ``declined_channels``: what a new user has, until they say otherwise in their settings.
    """

    user_id: str = USER_ID
    email: AddressOrNone | None = None
    name: str | None = Field(default=None, max_length=MAX_NAME)
    timezone: str | None = None
    first_timezone: str | None = None
    role: Role | None = None
    team_id: TeamName | None = None
    department: Department | None = None
    reviews_for: ReviewsFor | None = None
    declined_channels: frozenset[str] | None = None

    @field_validator("timezone", "first_timezone")
    @classmethod
    def _is_a_zone(cls, name: str | None) -> str | None:
        return name and checked_timezone(name)

    @property
    def changes(self) -> dict[str, Any]:
        """Returns what is said of a user who is here already, but for what an address counts for."""
        return {name: value for name, value in self if value is not None and name not in FIRST}

    @property
    def first(self) -> dict[str, Any]:
        first = {"timezone": self.first_timezone, "declined_channels": self.declined_channels}
        proof = proved_address(self.email, AddressProof.OPERATOR) if self.email else {}
        return {name: value for name, value in first.items() if value is not None} | self.changes | proof


class ConnectCalendar(Model):
    """``address``: a feed's URL, or ``s3://`` and the key of a file uploaded to the sessions bucket.

    ``source``: which kind of calendar it is; without it, the ``provider`` of config/calendar.yaml.
    """

    user_id: str = USER_ID
    calendar_id: str = Field(pattern=r"^[a-z0-9_-]{1,64}$")
    label: str = Field(max_length=200)
    address: str = Field(repr=False, max_length=2000)
    source: Source | None = None


class SetTeamLevel(Model):
    """``team_id``: as GET /api/autonomy names it, ``own-`` and the user's id for somebody without a team."""

    team_id: str = Field(pattern=r"^[A-Za-z0-9_.@-]{1,80}$")
    level: Autonomy


class MoveCalendars(Model):
    """Nothing, or the answer of the call before. ``after``: the last user who was looked at."""

    after: str = Field(default="", max_length=64)
    moved: int = Field(default=0, ge=0)
    is_done: bool = False


class IssueSignInLink(Model):
    user_id: str = USER_ID


def provision_user(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return answer(_provision_user, ProvisionUser, event)


def set_team_level(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return answer(_set_team_level, SetTeamLevel, event)


def connect_calendar(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return answer(_connect_calendar, ConnectCalendar, event)


def move_calendars(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Moves calendars that still stand among the profiles to their own table. Safe to repeat.

    A call takes a part of the users and answers what the next one is called with, until it says ``is_done``.
    """
    return answer(_move_calendars, MoveCalendars, event)


def issue_sign_in_link(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return answer(_issue_sign_in_link, IssueSignInLink, event)


def _provision_user(request: ProvisionUser) -> dict[str, Any]:
    """Makes the user, or changes what is given of an existing one; the rest stays."""
    users = wiring.users()
    known, now = users.find(request.user_id), wiring.now()
    changes = _changes(request, known, now) if known else request.first
    user = known.model_copy(update=changes) if known else User(**changes, created_at=now)
    if request.email:
        require_free(users, request.email, request.user_id)
    if user.user_id in user.reviews_for or any(users.find(other) is None for other in user.reviews_for):
        raise Refused("reviews_for names users that there are, and not this one: make them first")
    if known is None or is_other_right(known, user):
        record_role(wiring.autonomy_rows(), user, OPERATOR, now, known, newly_reviewed(users, known, user))
    if known and (known.email, known.email_proof) != (user.email, user.email_proof):
        record_address(wiring.autonomy_rows(), user, OPERATOR, now)  # they sign in by it, and get their codes there
    if known:
        user = users.patch(user.user_id, changes)
        if not _is_own(known):
            address_news().tell(known, user, None, now)
    else:
        users.put(user)
    if known is None or is_other_right(known, user):
        wiring.team_news().tell_of_rights(known, user, OPERATOR, now)
    return {"user_id": user.user_id}


def _changes(request: ProvisionUser, known: User, now: datetime) -> dict[str, Any]:
    if request.email is None:
        return request.changes
    return request.changes | given_address(known, request.email, now, is_own=_is_own(known))


def _is_own(user: User) -> bool:
    """Says whether whoever holds the stage speaks of themselves: on a laptop they are its operator."""
    return wiring.settings().is_on_this_computer and user.role == "operator"


def _move_calendars(request: MoveCalendars) -> dict[str, Any]:
    accounts, moved = wiring.user_accounts(), request.moved

    def turn(user_id: str) -> int:
        nonlocal moved
        rows = accounts.move(user_id)
        moved += rows
        return rows

    after = take_turns(request.after, turn)
    return {"after": after, "moved": moved, "is_done": not after}


def _set_team_level(request: SetTeamLevel) -> dict[str, Any]:
    """The most that AMO may do in this team; each of its people may choose less. Its exceptions by type stay."""
    known = wiring.autonomy_rows().policy(team_scope(request.team_id))
    teams().set_rules(request.team_id, request.level, known.types if known else {}, OPERATOR, wiring.now())
    return {"team_id": request.team_id, "level": request.level.value}


def _connect_calendar(request: ConnectCalendar) -> dict[str, Any]:
    wiring.users().get(request.user_id)
    calendars = wiring.connected_calendars()
    known = {connection.calendar_id: connection for connection in calendars.of_user(request.user_id)}
    connection = CalendarConnection(
        calendar_id=request.calendar_id,
        source=request.source or load_calendar_config().provider,
        label=request.label,
        address=request.address,
    )
    existing = known.get(request.calendar_id)
    if existing is not None and existing.address == connection.address:
        return {"calendar_id": request.calendar_id}
    problem = _problem_of(connection)
    calendars.connect(request.user_id, connection)
    return {"calendar_id": request.calendar_id, "problem": problem}


def _problem_of(connection: CalendarConnection) -> str:
    """Returns why a feed cannot be read at the moment: the next readings try again. Raises Refused where none will."""
    if connection.source is not Source.ICS or connection.address.startswith(UPLOADED):
        return ""
    try:
        wiring.feed_check().require(connection.address)
    except Retryable as error:
        return str(error)
    return ""


def _issue_sign_in_link(request: IssueSignInLink) -> dict[str, Any]:
    """A link that signs in once within a quarter of an hour: lent, unless it is the laptop's own operator who asks, or
    the smoke test's person, who is nobody.
    """
    user = wiring.users().get(request.user_id)
    if _is_own(user) or is_smoke_person(user):
        link = one_time_links().issue(request.user_id, wiring.now())
    else:
        link = lent_links().lend(request.user_id, OPERATOR, wiring.now())
    return {"token": link.token, "url": link.url}

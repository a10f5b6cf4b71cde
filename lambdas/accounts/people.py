"""The people of a stage, for its operators: invited, given a role and a team, deactivated."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from lambdas.accounts.address_news import AddressNews
from lambdas.accounts.lent_links import LentLinks
from lambdas.accounts.login import Logins
from lambdas.accounts.mails import AccountMails
from lambdas.accounts.messages import USER
from lambdas.accounts.profile import require_free
from lambdas.accounts.roles import is_other_right, newly_reviewed, record_address, record_role
from lambdas.accounts.sync_requests import SyncRequests
from lambdas.domain.accounts.address_changes import given_address
from lambdas.domain.accounts.invitations import ROLES, Invitation, PersonChange, user_id_of
from lambdas.domain.accounts.user import AddressProof, User
from lambdas.errors import Conflict, NotFound, Refused
from lambdas.notifications.team_news import TeamNews
from lambdas.store.autonomy_rows import AutonomyRows
from lambdas.store.user_accounts import OwnCalendars
from lambdas.store.users import Users

INVITATION_LIFE = timedelta(days=3)
MOVES = ("team_id", "department", "reviews_for")


class InvitedUser(NamedTuple):
    """``link`` is for the operator to pass on, and decides nothing; ``mail_problem`` says why no mail was sent."""

    user: User
    link: str
    mail_problem: str


@dataclass(frozen=True, slots=True)
class PeopleDirectory:
    users: Users
    lent_links: LentLinks
    mails: AccountMails
    logins: Logins
    rows: AutonomyRows
    syncs: SyncRequests
    news: TeamNews
    address_news: AddressNews
    connected: OwnCalendars

    def list_all(self) -> list[User]:
        return sorted(
            self.users.everyone(), key=lambda user: (not user.active, user.own_name or user.email or user.user_id)
        )

    def invite(self, operator: User, invitation: Invitation, now: datetime) -> InvitedUser:
        """Mails the new user a link of their own. Raises Conflict where the address is somebody's."""
        self._require_free(invitation.email)
        user = User(
            user_id=user_id_of(invitation.email),
            email=invitation.email,
            email_proof=AddressProof.OPERATOR,
            name=invitation.name.strip(),
            timezone=operator.timezone,
            role=invitation.role,
            team_id=invitation.team_id,
            department=invitation.department,
            reviews_for=invitation.reviews_for,
            created_at=now,
            invited_at=now,
        )
        reviewed = self._require_known(user)
        actor = f"{USER}{operator.user_id}"
        record_role(self.rows, user, actor, now, reviewed=newly_reviewed(self.users, None, user))
        self.users.put(user)
        self.news.tell_of_rights(None, user, actor, now)
        problem = self.mails.invite(user, operator, reviewed, INVITATION_LIFE, now)
        lent = self.lent_links.lend(user.user_id, actor, now, INVITATION_LIFE, is_told=bool(problem))
        return InvitedUser(user, lent.url, problem)

    def lend_link(self, operator: User, user_id: str, now: datetime) -> str:
        """Returns the address of a page that signs this user in once, within three days. Raises NotFound."""
        return self.lent_links.lend(user_id, f"{USER}{operator.user_id}", now, INVITATION_LIFE).url

    def change(self, operator: User, user_id: str, wanted: PersonChange, now: datetime) -> User:
        """Raises NotFound; Refused where AMO would be left to a person who cannot undo it, and where somebody would say
        what they may decide themselves; Conflict for an address that is somebody's: also somebody's who was given it
        while this person was deactivated.
        """
        before = self.users.get(user_id)
        changes = wanted.given
        self._require_other(operator, before, before.model_copy(update=changes))
        if wanted.email is not None:
            self._require_free(wanted.email, user_id)
            is_own = operator.user_id == user_id
            changes |= given_address(before, wanted.email, now, is_own=is_own)
        elif wanted.active:
            self._require_free(before.proved_email, user_id)
        after, actor = before.model_copy(update=changes), f"{USER}{operator.user_id}"
        self._require_known(after)
        if is_other_right(before, after):
            record_role(self.rows, after, actor, now, before, newly_reviewed(self.users, before, after))
        if (before.email, before.email_proof) != (after.email, after.email_proof):
            record_address(self.rows, after, actor, now)
        user = self.users.patch(user_id, changes)
        self.address_news.tell(before, user, operator, now)
        if is_other_right(before, user):
            self.news.tell_of_rights(before, user, actor, now)
        if wanted.active is False:
            self.logins.end_all(user_id, now)
            self._end_calendars(user_id, now)
        return user

    def _require_other(self, operator: User, before: User, after: User) -> None:
        """Nobody says of themselves what they may decide; nor does whoever has their own role from them say more of
        them than others did. Raises Refused.
        """
        is_moved = any(getattr(before, name) != getattr(after, name) for name in MOVES)
        is_changed = is_moved or before.role != after.role
        if operator.user_id == before.user_id and (is_changed or not after.active):
            raise Refused("Ask another operator for that: nobody shuts themselves out, or says what they may decide.")
        is_raised = is_moved or ROLES.index(after.role) > ROLES.index(before.role)
        if is_raised and before.user_id in self.rows.appointers(operator.user_id):
            raise Refused("Your own role comes from them: another operator has to do that, or whoever runs the stage.")

    def _require_known(self, user: User) -> list[str]:
        """Returns whom they review for, by name. Raises Refused where that would be themselves, or nobody."""
        if user.user_id in user.reviews_for:
            raise Refused("Nobody reviews for themselves: choose somebody else.")
        names = []
        for other in sorted(user.reviews_for):
            found = self.users.find(other)
            if found is None:
                raise Refused(f"There is nobody “{other}” here to review for.")
            names.append(found.shown_name)
        return sorted(names)

    def _end_calendars(self, user_id: str, now: datetime) -> None:
        """Nobody need tell of their changes; whoever comes back is told of them again."""
        connections = self.connected.of_user(user_id)
        for connection in connections:
            if connection.watched_until:
                self.connected.connect(user_id, connection.model_copy(update={"watched_until": None}))
        self.syncs.request_end(user_id, connections, now)

    def require_operator(self, user_id: str) -> User:
        """Returns the operator who asks. To everybody else these pages are not there: raises NotFound."""
        user = self.users.get(user_id)
        if not user.may_operate:
            raise NotFound("There is nothing at this address.")
        return user

    def _require_free(self, email: str, user_id: str = "") -> None:
        require_free(self.users, email, user_id)
        if not user_id and self.users.find(user_id_of(email)):
            raise Conflict("This person was here before; find them below and reactivate them.")

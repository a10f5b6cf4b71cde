"""Each agenda e-mailed to the attendees, proposed by AMO where a person wants it, and why that could do nothing."""

from dataclasses import dataclass

from lambdas.approvals.kinds.mail import mail_blocking_reason
from lambdas.approvals.policies import Policies
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.autonomy import Handling
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.actions.types import label_of
from lambdas.errors import Refused
from lambdas.store.users import Users

RULED_OUT = "The rules for “{}” do not let AMO do this."


@dataclass(frozen=True, slots=True)
class AgendaSharing:
    """``sends_mail``: the stage has an address to send e-mail from."""

    users: Users
    policies: Policies
    sends_mail: bool

    def share_agendas(self, user_id: str, is_wanted: bool) -> User:
        """AMO proposes to e-mail each agenda to the attendees, or no longer. Raises Refused where that does nothing."""
        user = self.users.get(user_id)
        reason = self.sharing_blocking_reason(user)
        if is_wanted and not user.share_with_attendees and reason:
            raise Refused(reason)
        return self.users.patch(user_id, {"share_with_attendees": is_wanted})

    def sharing_blocking_reason(self, user: User) -> str:
        """Returns why no agenda could be e-mailed for this person; empty when some can."""
        return self._ruled_out(user, ShareAgenda.action_type) or mail_blocking_reason(self.sends_mail, user)

    def _ruled_out(self, user: User, action_type: str) -> str:
        handling = self.policies.of(user).rule_for(action_type).handling
        return RULED_OUT.format(label_of(action_type)) if handling is Handling.REFUSE else ""

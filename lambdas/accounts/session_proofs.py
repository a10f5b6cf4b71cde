"""A login session that somebody else's link began becomes its user's own: by a code sent to a channel of theirs.

The code passes through the line of messages, and is never shown on the page: whoever lent the link can open that. The
session's row has its hash.
"""

from dataclasses import dataclass
from datetime import datetime

from lambdas.accounts.login import Logins
from lambdas.accounts.messages import USER, changed_address_line, code_sent
from lambdas.accounts.tokens import Identity, new_code
from lambdas.config_files import load_channel_config
from lambdas.domain.accounts.codes import CODE_LIFE, code_proof
from lambdas.domain.accounts.logins import LoginSession
from lambdas.domain.accounts.phones import masked
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.signing_keys import SigningKeys, is_proof
from lambdas.domain.notifications.channels import CHANNELS, Contact
from lambdas.errors import Conflict, Refused
from lambdas.notifications.notifier import Notifier
from lambdas.store.audit_log import AuditLog
from lambdas.store.deliveries import Deliveries
from lambdas.store.slack_records import SlackRecords

CODES_A_DAY = 5
ENOUGH = f"{CODES_A_DAY} codes were sent today; try again tomorrow, or sign in with Google or Microsoft."
WRONG_CODE = "That is not the code, or it is too old: look again, or have a new one sent."
NOWHERE = (
    "AMO knows no channel that is yours alone, so it can send no code. Sign in with Google or Microsoft, or ask an "
    "operator to enter your e-mail address under People; Slack finds you by it too."
)


class SessionState(Model):
    """``lender`` is empty for a session that is its user's own; ``reaches`` are the channels a code can go to."""

    is_own: bool
    lender: str = ""
    reaches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionProofs:
    logins: Logins
    slack: SlackRecords
    deliveries: Deliveries
    notifier: Notifier
    log: AuditLog
    keys: SigningKeys

    def state(self, identity: Identity, now: datetime) -> SessionState:
        session = self.logins.live(identity, now)
        if session.is_own:
            return SessionState(is_own=True)
        user = self.logins.users.get(identity.user_id)
        return SessionState(is_own=False, lender=self.logins.lender(session), reaches=self._reaches(user, now))

    def send_code(self, identity: Identity, now: datetime) -> SessionState:
        """Puts a code in line for the first of their channels that works; one's own session needs none.

        Raises Refused where there is no channel, and after a day's worth of codes; Retryable.
        """
        state = self.state(identity, now)
        if state.is_own:
            return state
        code, user = new_code(), self.logins.users.get(identity.user_id)
        if not state.reaches:
            line = changed_address_line(user, now)
            raise Refused(f"AMO can send no code: {line}." if line else NOWHERE)
        if not self.deliveries.count_one(identity.user_id, "sign-in-code", now.date(), CODES_A_DAY):
            raise Refused(ENOUGH)
        proof = _code_proof(code, identity, self.keys.current().secret)
        self.logins.sessions.put_code(identity.user_id, identity.session_id, proof, now + CODE_LIFE)
        self.notifier.tell(user, code_sent(user, identity.session_id, code, state.lender, now), now)
        return state

    def confirm(self, identity: Identity, code: str, now: datetime) -> SessionState:
        """Raises Refused when the code is not the one sent, is too old, or was guessed at too often."""
        session = self.logins.live(identity, now)
        if session.is_own:
            return SessionState(is_own=True)
        sent = self.logins.sessions.use_try(identity.user_id, identity.session_id, now)
        if not is_proof(sent, lambda key: _code_proof(code, identity, key), self.keys):
            raise Refused(WRONG_CODE)
        write = self.logins.sessions.proved(identity.user_id, identity.session_id, sent, now)
        entry = _proved(session, self.logins.users.get(identity.user_id), now)
        try:
            self.log.add(entry, lambda _row: [write], "confirming a session")
        except Conflict:
            raise Refused(WRONG_CODE) from None
        return SessionState(is_own=True)

    def _reaches(self, user: User, now: datetime) -> tuple[str, ...]:
        link = self.slack.link_of(user.user_id)
        contact = Contact(has_slack=link is not None, phone=masked(user.phone), email=user.recognising_email(now))
        known = ((CHANNELS[name].spoken, CHANNELS[name].address(contact)) for name in load_channel_config().order)
        return tuple(f"{spoken} to {address}" if spoken != address else spoken for spoken, address in known if address)


def _code_proof(code: str, identity: Identity, key: str) -> str:
    return code_proof(code, f"session:{identity.user_id}:{identity.session_id}", key)


def _proved(session: LoginSession, user: User, now: datetime) -> AuditEntry:
    note = f"confirmed a session that a link of {session.lent_by} began"
    actor = f"{USER}{user.user_id}"
    return AuditEntry(team_id=user.team, at=now, event=AuditEvent.SESSION_PROVED, actor=actor, note=note)

"""Login sessions: a row for each browser that is signed in. Without its row no session is renewed.

A code that was sent to confirm whose it is stands in the row as well, as its hash, and ends with it.
"""

from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Key, Row, Table, Update, Write
from lambdas.domain.accounts.codes import MAX_TRIES
from lambdas.domain.accounts.logins import LoginSession
from lambdas.domain.kernel.instants import iso
from lambdas.errors import Conflict
from lambdas.store.rows import expiring, found, from_row, to_row


@dataclass(frozen=True)
class LoginSessions:
    table: Table

    def begin(self, session: LoginSession) -> None:
        self.table.put(_row(session), "beginning a session")

    def get(self, user_id: str, session_id: str, now: datetime) -> LoginSession | None:
        """None when it was ended, never begun, or is over."""
        session = found(LoginSession, self.table.get(_key(user_id, session_id), "reading a session"))
        return session if session and not session.is_over(now) else None

    def renew(self, seen: LoginSession, token_hash: str, now: datetime) -> bool:
        """Gives it a new token; False where another request was faster, or it was ended."""
        changed = {"token_hash": token_hash, "previous_hash": seen.token_hash, "renewed_at": now}
        renewed = seen.model_copy(update=changed)
        change = Update(set={**to_row(renewed, changed), **expiring(renewed.ends_at)})
        is_still = Attr("token_hash").eq(seen.token_hash)
        try:
            self.table.update(_key(seen.user_id, seen.session_id), change, "renewing a session", is_still)
        except Conflict:
            return False
        return True

    def put_code(self, user_id: str, session_id: str, proof: str, until: datetime) -> None:
        """The last one sent is the one that counts. Raises Conflict for a session that was ended."""
        change = Update(set={"code_proof": proof, "code_until": int(until.timestamp()), "code_tries": 0})
        self.table.update(_key(user_id, session_id), change, "storing a code", Attr("token_hash").exists())

    def use_try(self, user_id: str, session_id: str, now: datetime) -> str:
        """Returns the proof of the code that was sent, for one comparison; empty when there is none, it is too old, or
        it was guessed at too often.
        """
        is_good = Attr("code_tries").lt(MAX_TRIES) & Attr("code_until").gt(int(now.timestamp()))
        try:
            row = self.table.update(_key(user_id, session_id), Update(add={"code_tries": 1}), "trying a code", is_good)
        except Conflict:
            return ""
        return str(row["code_proof"])

    def proved(self, user_id: str, session_id: str, proof: str, now: datetime) -> Write:
        """Makes the session its user's own and takes its code away, as a part of a transaction: once."""
        change = Update(set={"proved_at": iso(now)}, remove=("code_proof", "code_until", "code_tries"))
        return self.table.update_write(_key(user_id, session_id), change, Attr("code_proof").eq(proof))

    def of_user(self, user_id: str, now: datetime) -> tuple[LoginSession, ...]:
        rows = self.table.query(Attr("user_id").eq(user_id), "listing the sessions")
        sessions = (from_row(LoginSession, row) for row in rows)
        return tuple(session for session in sessions if not session.is_over(now))

    def end(self, user_id: str, session_id: str) -> None:
        self.table.delete(_key(user_id, session_id), "ending a session")

    def end_all(self, user_id: str, now: datetime) -> None:
        for session in self.of_user(user_id, now):
            self.end(user_id, session.session_id)


def _key(user_id: str, session_id: str) -> Key:
    return {"user_id": user_id, "session_id": session_id}


def _row(session: LoginSession) -> Row:
    return {**to_row(session), **expiring(session.ends_at)}

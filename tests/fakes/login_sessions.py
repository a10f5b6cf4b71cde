"""The table of login sessions as a dictionary; the same behaviour as store/login_sessions.py."""

from datetime import datetime

from lambdas.domain.accounts.logins import LoginSession


class FakeLoginSessions:
    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], LoginSession] = {}

    def begin(self, session: LoginSession) -> None:
        self.rows[session.user_id, session.session_id] = session

    def get(self, user_id: str, session_id: str, now: datetime) -> LoginSession | None:
        found = self.rows.get((user_id, session_id))
        return None if found is None or found.is_over(now) else found

    def renew(self, seen: LoginSession, token_hash: str, now: datetime) -> bool:
        known = self.rows.get((seen.user_id, seen.session_id))
        if known is None or known.token_hash != seen.token_hash:
            return False
        changes = {"token_hash": token_hash, "previous_hash": seen.token_hash, "renewed_at": now}
        self.rows[seen.user_id, seen.session_id] = seen.model_copy(update=changes)
        return True

    def of_user(self, user_id: str, now: datetime) -> tuple[LoginSession, ...]:
        found = (row for (owner, _), row in sorted(self.rows.items()) if owner == user_id)
        return tuple(row for row in found if not row.is_over(now))

    def end(self, user_id: str, session_id: str) -> None:
        self.rows.pop((user_id, session_id), None)

    def end_all(self, user_id: str, now: datetime) -> None:
        for session in self.of_user(user_id, now):
            self.end(user_id, session.session_id)

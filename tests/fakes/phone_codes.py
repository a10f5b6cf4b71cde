"""Codes kept in memory; passes the same contract as the real table (tests/contracts/test_phone_codes.py)."""

from datetime import datetime

from lambdas.domain.accounts.phones import MAX_TRIES, PhoneCode


class FakePhoneCodes:
    def __init__(self) -> None:
        self.codes: dict[str, PhoneCode] = {}
        self.tries: dict[str, int] = {}

    def put(self, user_id: str, code: PhoneCode) -> None:
        self.codes[user_id], self.tries[user_id] = code, 0

    def pending(self, user_id: str, now: datetime) -> PhoneCode | None:
        code = self.codes.get(user_id)
        return code if code and code.expires > now else None

    def use_try(self, user_id: str, now: datetime) -> PhoneCode | None:
        if self.pending(user_id, now) is None or self.tries[user_id] >= MAX_TRIES:
            return None
        self.tries[user_id] += 1
        return self.codes[user_id]

    def forget(self, user_id: str) -> None:
        self.codes.pop(user_id, None)

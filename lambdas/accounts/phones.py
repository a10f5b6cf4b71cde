"""A user's phone number: proved by a code sent to it."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime

from lambdas.accounts.tokens import new_code
from lambdas.aws.sms import Texter
from lambdas.domain.accounts.codes import CODE_LIFE
from lambdas.domain.accounts.phones import PhoneCode, proof_of, written
from lambdas.domain.accounts.user import User
from lambdas.errors import Refused
from lambdas.store.deliveries import Deliveries
from lambdas.store.phone_codes import PhoneCodes
from lambdas.store.users import Users

NO_NUMBER = "Write the number with its country’s code, as +49 151 12345678."
WRONG_CODE = "That is not the code, or it is too old: look again, or have a new one sent."


@dataclass(frozen=True, slots=True)
class Phones:
    users: Users
    codes: PhoneCodes
    deliveries: Deliveries
    texter: Texter
    codes_per_day: int
    signing_key: str = field(repr=False)

    def send_code(self, user_id: str, number: str, now: datetime) -> None:
        """Raises Refused for what is no number, and after a day's worth of codes; Retryable, Unproven as SNS fails."""
        phone = written(number)
        if not phone:
            raise Refused(NO_NUMBER)
        if not self.deliveries.count_one(user_id, "code", now.date(), self.codes_per_day):
            raise Refused(f"{self.codes_per_day} codes were sent today; try again tomorrow.")
        code = new_code()
        proof = proof_of(code, user_id, phone, self.signing_key)
        self.codes.put(user_id, PhoneCode(phone=phone, proof=proof, expires=now + CODE_LIFE))
        self.texter.send(phone, f"AMO: {code} confirms this number, for ten minutes. Give it to nobody.")

    def confirm(self, user_id: str, code: str, now: datetime) -> User:
        """Raises Refused when the code is not the one sent, is too old, or was guessed at too often."""
        sent = self.codes.use_try(user_id, now)
        given = proof_of(code, user_id, sent.phone, self.signing_key) if sent else ""
        if sent is None or not hmac.compare_digest(given, sent.proof):
            raise Refused(WRONG_CODE)
        self.codes.forget(user_id)
        return self.users.patch(user_id, {"phone": sent.phone})

    def forget(self, user_id: str) -> User:
        self.codes.forget(user_id)
        return self.users.patch(user_id, {"phone": ""})

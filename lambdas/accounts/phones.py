"""A user's phone number: proved by a code sent to it."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.accounts.tokens import new_code
from lambdas.aws.sms import Texter
from lambdas.domain.accounts.codes import CODE_LIFE
from lambdas.domain.accounts.phones import PhoneCode, proof_of, written
from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.signing_keys import SigningKeys, is_proof
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
    keys: SigningKeys

    def send_code(self, user_id: str, number: str, now: datetime) -> None:
        """Raises Refused for what is no number, and after a day's worth of codes; Retryable, Unproven as SNS fails."""
        phone = written(number)
        if not phone:
            raise Refused(NO_NUMBER)
        if not self.deliveries.count_one(user_id, "code", now.date(), self.codes_per_day):
            raise Refused(f"{self.codes_per_day} codes were sent today; try again tomorrow.")
        code = new_code()
        proof = proof_of(code, user_id, phone, self.keys.current().secret)
        self.codes.put(user_id, PhoneCode(phone=phone, proof=proof, expires=now + CODE_LIFE))
        self.texter.send(phone, f"AMO: {code} confirms this number, for ten minutes. Give it to nobody.")

    def confirm(self, user_id: str, code: str, now: datetime) -> User:
        """Raises Refused when the code is not the one sent, is too old, or was guessed at too often."""
        sent = self.codes.use_try(user_id, now)
        if sent is None:
            raise Refused(WRONG_CODE)
        phone = sent.phone
        if not is_proof(sent.proof, lambda key: proof_of(code, user_id, phone, key), self.keys):
            raise Refused(WRONG_CODE)
        self.codes.forget(user_id)
        return self.users.patch(user_id, {"phone": sent.phone})

    def forget(self, user_id: str) -> User:
        self.codes.forget(user_id)
        return self.users.patch(user_id, {"phone": ""})

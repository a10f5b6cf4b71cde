"""Where a signed-in user wants to be reached: which channels, and a phone number proved by a code sent to it."""

import hmac
import secrets
from collections.abc import Collection

from lambdas import wiring
from lambdas.domain.accounts.phones import CODE_DIGITS, CODE_LIFE, PhoneCode, proof_of, written
from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.quiet_hours import QuietHours
from lambdas.errors import Refused
from lambdas.settings import load_channel_config

NO_NUMBER = "Write the number with its country’s code, as +49 151 12345678."
WRONG_CODE = "That is not the code, or it is too old: look again, or have a new one sent."


def choose_channels(user_id: str, wanted: Collection[str]) -> User:
    """The page is always there. Raises Refused for a channel there is not."""
    order = load_channel_config().order
    if unknown := sorted(set(wanted) - set(order)):
        raise Refused(f"There is no channel “{unknown[0][:40]}”; there are {', '.join(order)}.")
    return wiring.users().patch(user_id, {"declined_channels": sorted(set(order) - set(wanted))})


def save_quiet_hours(user_id: str, hours: QuietHours | None) -> User:
    return wiring.users().patch(user_id, {"quiet_hours": hours.model_dump(mode="json") if hours else None})


def share_agendas(user_id: str, is_wanted: bool) -> User:
    """Whether AMO proposes to send each agenda to the attendees; sending still needs an approval."""
    return wiring.users().patch(user_id, {"share_with_attendees": is_wanted})


def send_phone_code(user_id: str, number: str) -> None:
    """Raises Refused for what is no number, and after a day's worth of codes; Retryable, Unproven as SNS fails."""
    phone, now = written(number), wiring.now()
    if not phone:
        raise Refused(NO_NUMBER)
    most = load_channel_config().sms.codes_per_day
    if not wiring.deliveries().count_one(user_id, "code", now.date(), most):
        raise Refused(f"{most} codes were sent today; try again tomorrow.")
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    proof = proof_of(code, user_id, phone, wiring.signing_key())
    wiring.phone_codes().put(user_id, PhoneCode(phone=phone, proof=proof, expires=now + CODE_LIFE))
    wiring.texter().send(phone, f"AMO: {code} confirms this number, for ten minutes. Give it to nobody.")


def confirm_phone(user_id: str, code: str) -> User:
    """Raises Refused when the code is not the one sent, is too old, or was guessed at too often."""
    sent = wiring.phone_codes().use_try(user_id, wiring.now())
    given = proof_of(code, user_id, sent.phone, wiring.signing_key()) if sent else ""
    if sent is None or not hmac.compare_digest(given, sent.proof):
        raise Refused(WRONG_CODE)
    wiring.phone_codes().forget(user_id)
    return wiring.users().patch(user_id, {"phone": sent.phone})


def forget_phone(user_id: str) -> User:
    wiring.phone_codes().forget(user_id)
    return wiring.users().patch(user_id, {"phone": ""})

"""A person's own e-mail address: it recognises them elsewhere, so it has to be proved before it counts."""

from lambdas import wiring
from lambdas.domain.accounts.user import AddressProof, User
from lambdas.edges.commands.accounts import checked_address, read_calendars, save_profile
from lambdas.edges.http.identity import SignedOut, open_address, read_address
from lambdas.errors import Conflict, Refused

MAILS_A_DAY = 5
TOO_MANY = "That was the fifth mail today; look for one of them, or go on tomorrow."
TOO_OLD = "This link is too old, or not for you: ask for a new one under Settings."


def ask(user: User, typed: str) -> bool:
    """Whether it counts at once: an operator's word is proof. To everybody else's new address a link is mailed."""
    try:
        email = checked_address(typed)
    except ValueError as error:
        raise Refused(f"E-mail: {error}.") from None
    if user.role == "operator":
        save_profile(user.user_id, {**_profile(user), "email": email})
        return True
    _mail(user, email)
    return False


def confirm(user_id: str, token: str) -> None:
    """Raises Refused for a link that is another user's or too old, Conflict where the address is somebody's."""
    email = address_in(user_id, token)
    if any(other.user_id != user_id for other in wiring.users().with_email(email)):
        raise Conflict("Somebody else has this address here already; ask an operator of AMO.")
    wiring.users().patch(user_id, {"email": email, "email_proof": AddressProof.LINK})
    read_calendars(user_id)


def address_in(user_id: str, token: str) -> str:
    """Raises Refused."""
    try:
        owner, email = read_address(token, wiring.signing_key())
    except SignedOut:
        raise Refused(TOO_OLD) from None
    if owner != user_id:
        raise Refused(TOO_OLD)
    return email


def _mail(user: User, email: str) -> None:
    now = wiring.now()
    if not wiring.deliveries().count_one(user.user_id, "address", now.date(), MAILS_A_DAY):
        raise Refused(TOO_MANY)
    token = open_address(user.user_id, email, wiring.signing_key(), now)
    body = (
        "Somebody, you we hope, gave this address to AMO, which prepares meetings.",
        "",
        "Is it yours? Then open this link while you are signed in, within a day:",
        f"{wiring.settings().public_url}/auth/address?token={token}",
        "",
        "If it was not you, nothing happens without this link.",
    )
    wiring.mailer().send([email], "Is this your address?", body, f"address-{user.user_id}")


def _profile(user: User) -> dict[str, object]:
    return {"name": user.name, "timezone": user.timezone, "quiet_hours": user.quiet_hours}

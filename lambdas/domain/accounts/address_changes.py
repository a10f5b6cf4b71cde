"""An operator's word on somebody's address: what it counts for, and from when. Pure.

Whoever reads the mailbox of an address gets codes there and signs in with an account of it, so who changes somebody's
address could decide as them. For somebody who is here already it counts so only after they had days to object.
"""

from datetime import datetime, timedelta
from typing import Any

from lambdas.domain.accounts.user import AddressProof, User

OBJECTION = timedelta(days=7)


def given_address(before: User, email: str, now: datetime, *, is_own: bool = False) -> dict[str, Any]:
    """Returns the changes to a profile when an operator says what somebody's address is, empty for none.

    ``is_own``: they say it of themselves, in a session of their own. The same address said once more is no news: it
    neither ends the days nor begins them again.
    """
    if is_own:
        return proved_address(email, AddressProof.OPERATOR)
    if email == before.email and bool(email) == bool(before.proved_email):
        return {}
    counts_at = now + OBJECTION if _is_here(before) else None
    return {"email": email, "email_proof": AddressProof.OPERATOR if email else None, "email_counts_at": counts_at}


def proved_address(email: str, proof: AddressProof) -> dict[str, Any]:
    """Returns the changes to a profile when its owner says, in a session of their own, what their address is."""
    return {"email": email, "email_proof": proof if email else None, "email_counts_at": None}


def _is_here(user: User) -> bool:
    """Returns whether there is anybody to decide as: one that nobody could come in as yet has no days to wait."""
    return bool(user.last_signed_in_at or user.proved_email or user.email_counts_at)

"""Links to materials, ``/m/{link}``: signed by us, good for 24 h, for their owner only (MAT-4, fault 88).

A presigned address dies with the credentials of the role that signed it. So what is delivered is our own claim; at each
click it is checked, and a fresh address of one minute is signed.
"""

from datetime import datetime, timedelta

import jwt

from lambdas.credentials.signed_claims import read_claims, sign_claims
from lambdas.domain.kernel.instants import to_utc
from lambdas.domain.kernel.signing_keys import SigningKeys
from lambdas.errors import Forbidden, LinkOver, NotFound, Refused

LINK_LIFE = timedelta(hours=24)
OVER = "It was good for 24 hours. The meeting's page has the materials: ask AMO in Slack (/amo today), or go to Today."

AUDIENCE = "material"
"""Keeps sessions of the page, signed with the same key, from being used as links, and the other way round."""


def issue_link(user_id: str, meeting_id: str, key: str, keys: SigningKeys, now: datetime) -> str:
    """``key`` is the document's in the bucket; it has to be the owner's own."""
    if not key.startswith(f"{user_id}/{meeting_id}/"):
        raise Refused("That document belongs to another meeting.")
    issued = int(to_utc(now).timestamp())
    claims = {
        "aud": AUDIENCE,
        "sub": user_id,
        "meeting": meeting_id,
        "key": key,
        "iat": issued,
        "exp": issued + int(LINK_LIFE.total_seconds()),
    }
    return sign_claims(claims, keys)


def open_link(link: str, user_id: str, keys: SigningKeys, now: datetime) -> str:
    """The document's key, for the signed-in owner.

    Raises NotFound for anything we did not sign, Forbidden for somebody else's link, LinkOver for an old one.
    """
    try:
        claims = read_claims(link, keys, AUDIENCE, ("aud", "sub", "key", "exp"), checks_times=False)
    except jwt.InvalidTokenError as error:
        raise NotFound("There is no such material.") from error
    if claims["sub"] != user_id:
        raise Forbidden("This link belongs to somebody else; ask them for what you need.")
    if to_utc(now).timestamp() >= claims["exp"]:
        raise LinkOver(OVER)
    key: str = claims["key"]
    return key

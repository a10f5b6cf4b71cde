"""Claims that AMO signs and reads again: JWTs that name the key they are signed with."""

from collections.abc import Mapping, Sequence
from typing import Any

import jwt

from lambdas.domain.kernel.signing_keys import SigningKeys

ALGORITHM = "HS256"


def sign_claims(claims: Mapping[str, Any], keys: SigningKeys) -> str:
    key = keys.current()
    return jwt.encode(dict(claims), key.secret, algorithm=ALGORITHM, headers={"kid": key.key_id})


def read_claims(
    token: str, keys: SigningKeys, audience: str, require: Sequence[str], *, checks_times: bool = True
) -> dict[str, Any]:
    """Raises jwt.InvalidTokenError for whatever is not signed by a key that counts, or lacks what is required."""
    options: Any = {"require": list(require), "verify_exp": checks_times, "verify_iat": checks_times}
    refusal: jwt.InvalidTokenError = jwt.InvalidSignatureError("no key that counts")
    for key in keys.accepted(_key_id(token)):
        try:
            return dict(jwt.decode(token, key.secret, algorithms=[ALGORITHM], audience=audience, options=options))
        except jwt.InvalidSignatureError as error:  # another key's, where the token names none
            refusal = error
    raise refusal


def _key_id(token: str) -> str:
    """Empty for a token that names none, as those from before 2026-11-30."""
    try:
        return str(jwt.get_unverified_header(token).get("kid", ""))
    except (UnicodeError, RecursionError) as error:  # its header is JSON, however deep
        raise jwt.DecodeError("no header that can be read") from error

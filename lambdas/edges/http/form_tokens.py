"""Proves that a form came from our page: a token that only a page of the same login session knows."""

import hashlib
import hmac
import secrets

from lambdas.accounts.tokens import Identity
from lambdas.domain.kernel.signing_keys import SigningKeys, is_proof
from lambdas.errors import Forbidden


def form_token(identity: Identity, keys: SigningKeys) -> str:
    """A value only a page of this very login session can know (fault 117).

    Different in every answer, so that what compression tells about one answer helps nobody to guess it.
    """
    nonce = secrets.token_hex(8)
    return f"{nonce}.{_form_proof(nonce, identity, keys.current().secret)}"


def require_form_token(given: str, identity: Identity, keys: SigningKeys) -> None:
    """Raises Forbidden for a form that no page of this login session made."""
    nonce, _, proof = given.partition(".")
    if not is_proof(proof, lambda key: _form_proof(nonce, identity, key), keys):
        raise Forbidden("This form is from another session; reload the page and try again.")


def _form_proof(nonce: str, identity: Identity, key: str) -> str:
    return hmac.new(key.encode(), f"form:{identity.session_id}:{nonce}".encode(), hashlib.sha256).hexdigest()

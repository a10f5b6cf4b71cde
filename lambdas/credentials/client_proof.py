"""Shows that an identity provider knows AMO's registration: a renewal with a token that nobody has is refused in words
that tell whether the client was taken. No person's consent is touched.
"""

import json
from urllib.parse import urlencode

from lambdas.credentials.clients import OAuthClient
from lambdas.credentials.http import post_form
from lambdas.errors import Refused

NOBODYS = "amo-asks-whether-you-know-this-client"
TAKEN = frozenset({"invalid_grant", "invalid_request"})
"""The client is known, the token is not (RFC 6749, section 5.2)."""


def prove(registered: OAuthClient, seconds: float) -> None:
    """Raises Refused where the client is not taken, Retryable when nothing usable comes back."""
    form = {
        "grant_type": "refresh_token",
        "refresh_token": NOBODYS,
        "client_id": registered.client_id,
        "client_secret": registered.client_secret.get_secret_value(),
    }
    status, text = post_form(registered.token_url, urlencode(form), seconds)
    code = _code(text)
    if code not in TAKEN:
        said = code.replace("_", " ") or f"status {status}"
        raise Refused(f"{registered.provider.label} does not take AMO's registration: {said}; connect-client again.")


def _code(text: str) -> str:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    code = content.get("error") if isinstance(content, dict) else ""
    return code if isinstance(code, str) and code.isascii() and len(code) <= 60 else ""

"""Checks that a call of the engine is signed with a key of this instance: MiniStack's own rules, always.

MiniStack checks signatures only where it enforces IAM, and not those of its root keys. Whatever it can resolve to a
secret counts here: the instance's key, the sessions it gave out for roles, keys of its IAM users.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, quote

from ministack.core import sigv4
from ministack.core.iam_evaluator import CredentialResolutionError, resolve_credential

from cli.local.asgi import Scope

UNSIGNED = "calls of the embedded engine are signed with the instance's key: docs/operation.md shows how"
UNKNOWN = "this access key is not one of this instance"
FALSE = "the signature does not fit this call and the instance's key"
OUTDATED = "this call was signed too long ago, or for later"
ACCOUNT = "000000000000"
CLOCKS_DIFFER = timedelta(minutes=5)

Query = Mapping[str, list[str]]
Headers = Mapping[str, str]


def signature_fault(scope: Scope, body: bytes) -> str:
    """In one line; empty when the call is signed as it has to be."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    headers = _headers(scope)
    is_presigned = "authorization" not in headers
    signature = sigv4.parse_query_signature(query) if is_presigned else sigv4.parse_header_signature(headers)
    if isinstance(signature, tuple) or signature.region_set is not None:
        return UNSIGNED
    if _is_outdated(signature, query, is_presigned):
        return OUTDATED
    secret = _secret_of(signature.access_key_id, _token(headers, query, is_presigned))
    if not secret:
        return UNKNOWN
    raw_path = (scope.get("raw_path") or quote(scope["path"]).encode()).decode("latin-1")
    method = scope.get("method", "GET")  # a WebSocket's handshake has none
    is_false = sigv4.header_signature_failure(
        signature, secret, method, raw_path, query, headers, body, presigned=is_presigned
    )
    return FALSE if is_false else ""


def _headers(scope: Scope) -> dict[str, str]:
    """A header sent on several lines is signed as its values joined by a comma."""
    headers: dict[str, str] = {}
    for raw_name, value in scope["headers"]:
        name, text = raw_name.decode("latin-1").lower(), sigv4.decode_header_value(value)
        headers[name] = f"{headers[name]},{text}" if name in headers else text
    return headers


def _token(headers: Headers, query: Query, is_presigned: bool) -> str:
    return query.get("X-Amz-Security-Token", [""])[0] if is_presigned else headers.get("x-amz-security-token", "")


def _is_outdated(signature: sigv4.HeaderSignature, query: Query, is_presigned: bool) -> bool:
    if not is_presigned:
        return bool(sigv4.request_time_failure(signature))
    try:
        signed_at = datetime.strptime(signature.amz_date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        is_over = bool(sigv4.presigned_request_is_expired(signature.amz_date, query["X-Amz-Expires"][0]))
    except (KeyError, ValueError, OverflowError):
        return True
    return is_over or signed_at > datetime.now(UTC) + CLOCKS_DIFFER


def _secret_of(access_key_id: str, token: str) -> str:
    """Empty for a key nobody here was given, or one shown without the token that belongs to it.

    Functions sign with the account's number where IAM is not enforced; its secret is the instance's.
    """
    found = resolve_credential(access_key_id, ACCOUNT, token)
    return "" if isinstance(found, CredentialResolutionError) else str(found.secret_access_key)

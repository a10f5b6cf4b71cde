"""Signatures of pushed messages: HMAC-SHA256 in hexadecimal, compared in constant time."""

import hashlib
import hmac


def is_signed(content: bytes, signature: str, key: str) -> bool:
    """Nothing is signed with an empty key: whoever sends could do that as well."""
    if not key or not signature:
        return False
    expected = hmac.new(key.encode(), content, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.strip().casefold().encode("utf-8", "replace"))

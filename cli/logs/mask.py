"""Hides what would open something: it is in no log, and should it ever get there, it gets no further."""

import re
from collections.abc import Mapping

PATTERNS: Mapping[str, re.Pattern[str]] = {
    "a JSON Web Token": re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}"),
    "a token of Slack's": re.compile(r"\bx(?:ox[abeoprs]|app)-[\w.-]{8,}"),
    "a key of AWS's": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b"),
    "an access token of Google's": re.compile(r"\bya29\.[\w-]{8,}"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a signature of Slack's": re.compile(r"\bv0=[0-9a-f]{64}\b"),
    "a signed address": re.compile(r"X-Amz-(?:Signature|Security-Token|Credential)=[\w%/.+-]{8,}", re.IGNORECASE),
    "an Authorization header": re.compile(
        r"authorization\W{1,6}(?:bearer|basic|aws4-hmac-sha256)\s+[\w=+/.-]{4,}", re.IGNORECASE
    ),
    "a bearer": re.compile(r"\bbearer\s+[\w+/.~-]{12,}", re.IGNORECASE),
    "a value that opens something": re.compile(
        r"[?&\s\"'](?:\w*token|code|state|secret|client_secret|signature|password|assertion|code_verifier|nonce)="
        r"(?!\*)[\w%+/.~-]{8,}",
        re.IGNORECASE,
    ),
}
"""By what a match is."""
A_FIELD = re.compile(
    r"(\"\w*(?:token|secret|password|signature|verifier|authorization|cookie)\"\s*:\s*\")[^\"]{8,}(\")", re.IGNORECASE
)
AN_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def masked(line: str) -> str:
    for what, pattern in PATTERNS.items():
        line = pattern.sub(f"[{what}]", line)
    return AN_ADDRESS.sub("[an address]", A_FIELD.sub(r"\1[hidden]\2", line))

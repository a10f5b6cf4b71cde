"""The shapes of AMO's secrets: says what is wrong with one without a word of it."""

import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

PLACEHOLDER = re.compile(
    r"__\w+__|<[^>]*>|\$\{[^}]*\}|(change|replace)[_ -]?me|changeit|to[_ -]?do|xxx+|"
    r"your[_ -].*|example|secret|password|dummy|none|null",
    re.IGNORECASE,
)
PLAIN_SECRET = re.compile(
    r"xox[abeprs][.-]|xapp-|\bsk-[\w-]{8}|\b(AKIA|ASIA)[A-Z0-9]{12}|-----BEGIN |"
    r"\bgh[pousr]_\w{20}|GOCSPX-|\bAIza[\w-]{20}|\beyJ[\w-]+\.eyJ"
)
"""Secrets that people paste where they do not belong: of Slack, OpenAI, AWS, GitHub, Google, and private keys."""
WORD = re.compile(r"[A-Za-z0-9+/=_-]{24,}")
RANDOM_BITS = 4.2
"""A letter of a random secret has more; one of a name, an address or a list of words less."""
LEAST_KEY = 32
OAUTH = ("client_id", "client_secret", "issuer", "authorize_url", "token_url", "keys_url", "api_url")
APP = ("client_id", "client_secret", "signing_secret", "api_url")


def is_placeholder(text: str) -> bool:
    """Nothing was written over what a file had there for somebody to fill in."""
    return bool(PLACEHOLDER.fullmatch(text.strip()))


def is_plain_secret(text: str, *, may_be_random: bool = False) -> bool:
    """``may_be_random``: a value whose form nothing says may be a secret by its randomness alone."""
    return bool(PLAIN_SECRET.search(text)) or (may_be_random and any(map(_is_random, WORD.findall(text))))


def _is_random(word: str) -> bool:
    counts = Counter(word).values()
    bits = -sum(count / len(word) * math.log2(count / len(word)) for count in counts)
    return bits > RANDOM_BITS and any(c.isdigit() for c in word) and any(c.isalpha() for c in word)


def is_read(name: str) -> bool:
    """Says whether a secret is AMO's own; calendars' tokens belong to people."""
    return not name.startswith("calendar-tokens/")


def problem_of(name: str, value: str) -> str:
    """Returns what is wrong with the secret of this name, empty for nothing."""
    if not value or is_placeholder(value):
        return "is empty or a placeholder; make it again"
    if name == "signing-key":
        return _of_signing_key(value)
    if name.startswith(("task-systems/", "model/")):
        return ""
    try:
        content = json.loads(value)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        return "is not the JSON that AMO writes; connect it again"
    return _of_content(name, content)


def _of_signing_key(value: str) -> str:
    if len(value) < LEAST_KEY:
        return f"is shorter than {LEAST_KEY} characters: whoever guesses it signs in as anybody; rotate it"
    return ""


def _of_content(name: str, content: Mapping[str, Any]) -> str:
    if name == "slack/signing":
        is_filled = bool(content) and all(isinstance(value, str) and len(value) >= 8 for value in content.values())
        return "" if is_filled else "holds no signing secret; ./amo slack connect writes it"
    if name.startswith("slack/workspace/"):
        is_token = str(content.get("bot_token", "")).startswith(("xoxb-", "xoxe"))
        return "" if is_token else "holds no bot token; ./amo slack connect writes it"
    if name == "slack/app":
        return _missing(content, APP, "./amo slack connect --client-id writes it")
    if name == "slack/socket":
        is_token = str(content.get("app_token", "")).startswith("xapp-")
        return "" if is_token else "holds no app-level token; ./amo slack connect --app-token writes it"
    if name.startswith("oauth/"):
        provider = name.removeprefix("oauth/")
        return _missing(content, OAUTH, f"./amo {provider} connect-client writes it")
    return ""


def _missing(content: Mapping[str, Any], keys: tuple[str, ...], how: str) -> str:
    missing = [key for key in keys if not content.get(key) or is_placeholder(str(content[key]))]
    return f"lacks {', '.join(missing)}; {how}" if missing else ""

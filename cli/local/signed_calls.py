"""Asks the embedded engine at MiniStack's own addresses, signed with the instance's key like every call of it."""

import json
import urllib.request
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from cli.local.engine import REGION, Engine
from cli.local.turned_away import FUNCTIONS_AT_ONCE

SECONDS = 30


def signed_headers(engine: Engine, method: str, url: str, body: bytes = b"", service: str = "execute-api") -> Any:
    """The headers that make this request one of the instance's owner."""
    request = AWSRequest(method, url, data=body)
    key = Credentials(engine.key.access_key_id, engine.key.secret_access_key)
    SigV4Auth(key, service, REGION).add_auth(request)
    return dict(request.headers)


def ask_engine(engine: Engine, path: str, content: Any = None) -> Any:
    """One of MiniStack's own addresses (``/_ministack/...``), read, or with ``content`` written to."""
    url, body = f"{engine.endpoint}{path}", b"" if content is None else json.dumps(content).encode()
    method = "GET" if content is None else "POST"
    request = urllib.request.Request(url, body or None, signed_headers(engine, method, url, body), method=method)
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return json.loads(answer.read())


def limit_functions(engine: Engine, at_once: int) -> None:
    """Has the running engine turn away what is more at once, as Lambda does; 0 turns nothing away."""
    ask_engine(engine, FUNCTIONS_AT_ONCE, {"at_once": at_once})


def turned_away(engine: Engine) -> dict[str, int]:
    """Returns how often each function was turned away since the limit was set."""
    return dict(ask_engine(engine, FUNCTIONS_AT_ONCE)["turned_away"])

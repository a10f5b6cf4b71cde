"""The shapes of ASGI, and a request's body read whole and given on."""

from collections.abc import Awaitable, Callable
from typing import Any

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


async def body_of(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def giving(body: bytes, then: Receive | None = None) -> Receive:
    """The body in one piece, then whatever ``then`` hears; without it the body again."""
    given = False

    async def receive() -> Message:
        nonlocal given
        if given and then:
            return await then()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive

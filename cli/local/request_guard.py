"""Guards an instance: its owner's programs and pages get in, not what other pages make the owner's browser send.

MiniStack takes every call for its owner's, whoever sends it, and lets any page read the answer. This stands in front of
it, on both ports: a request has to name this machine (a foreign name was made to point here: DNS rebinding), a browser
may send nothing for another page, and a call of the engine has to be signed with the instance's key.
"""

import logging
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from html import escape
from json import dumps

from cli.local.asgi import Application, Message, Receive, Scope, Send, body_of, giving

FindsFault = Callable[[Scope, bytes], str]
"""Returns why a call is not signed as it has to be, in one line; empty when it is."""

NAMES = ("127.0.0.1", "localhost")
FOREIGN_HOST = "this address is another machine's name; open AMO at http://127.0.0.1 and its port"
FOREIGN_ORIGIN = "this request comes from another page and was refused"
RESPONSE = re.compile(r"/_ministack/cfn-response/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
log = logging.getLogger("amo.engine")


@dataclass(frozen=True)
class RequestGuard:
    """``signature_fault`` judges calls of the engine; the page's port is for browsers, its own sign-in judges those.

    ``stage_names``: the other stages that are deployed here. Each has its page under a name of its own, so that a
    browser keeps their cookies apart; none of these names reaches the engine's own port.
    """

    application: Application
    page_port: int
    signature_fault: FindsFault
    stage_names: Callable[[], Collection[str]] = tuple

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.application(scope, receive, send)
            return
        if foreign := self._foreign(scope):
            log.warning("a foreign request at port %s was refused", scope["server"][1])
            await _refuse(foreign, scope, send)
        elif self._is_for_page(scope):
            await self.application(scope, receive, _shared_with_nobody(send))
        else:
            await self._call_engine(scope, receive, send)

    async def _call_engine(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_request = scope["type"] == "http"  # a WebSocket's handshake has no body
        body = await body_of(receive) if is_request else b""
        if fault := "" if _is_of_custom_resource(scope) else self.signature_fault(scope, body):
            await _refuse(fault, scope, send)
        else:
            await self.application(scope, giving(body, receive) if is_request else receive, _shared_with_nobody(send))

    def _is_for_page(self, scope: Scope) -> bool:
        return bool(scope["server"][1] == self.page_port)

    def _foreign(self, scope: Scope) -> str:
        hosts, origins = _values(scope, b"host"), _values(scope, b"origin")
        own = self._same_page(hosts[0].lower(), scope["server"][1]) if len(hosts) == 1 else set()
        if not _names_this_machine(scope, own):
            return FOREIGN_HOST
        if _is_drawn_in(scope):
            return FOREIGN_ORIGIN
        if not self._is_for_page(scope):
            return FOREIGN_ORIGIN if origins else ""
        return FOREIGN_ORIGIN if set(origins) - {f"http://{host}" for host in own} else ""

    def _same_page(self, host: str, port: int) -> set[str]:
        """Hosts of the page that ``host`` is one of: another stage's page is another page."""
        stage, _, machine = host.partition(".")
        if port == self.page_port and machine == f"localhost:{port}" and stage in self.stage_names():
            return {host}
        return {f"{name}:{port}" for name in NAMES}


def _is_of_custom_resource(scope: Scope) -> bool:
    """The answer of a custom resource's function, which CloudFormation waits for.

    On AWS it goes to an address that is signed beforehand; the engine's has an id nobody can guess, which is good once
    and given to that function alone. An answer under any other id is heard by nobody.
    """
    return bool(scope.get("method") == "PUT" and RESPONSE.fullmatch(scope["path"]))


def _names_this_machine(scope: Scope, own: set[str]) -> bool:
    """By its Host, and by what else may name another one: a whole address for a path, what a proxy was asked for."""
    named = [value for header in (b"host", b"x-forwarded-host") for value in _values(scope, header)]
    path = scope.get("raw_path") or scope["path"].encode()
    return (
        bool(named)
        and all(name.lower() in own for name in named)
        and path.startswith(b"/")
        and not _values(scope, b"forwarded")
    )


def _is_drawn_in(scope: Scope) -> bool:
    """Another page's image, script, frame or fetch: it may lead here, by a link, and draw nothing in.

    Browsers say so of every request (Fetch Metadata); a port of this machine beside ours is "same-site" to them.
    """
    if not set(_values(scope, b"sec-fetch-site")) & {"cross-site", "same-site"}:
        return False
    is_link = _values(scope, b"sec-fetch-mode") == ["navigate"] and _values(scope, b"sec-fetch-dest") == ["document"]
    return not (is_link and scope.get("method") in ("GET", "HEAD"))


def _values(scope: Scope, wanted: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == wanted]


def _shared_with_nobody(send: Send) -> Send:
    """Without the headers that would let other pages read the answer."""

    async def send_on(message: Message) -> None:
        if "headers" in message:
            kept = [one for one in message["headers"] if not one[0].lower().startswith(b"access-control-")]
            message = {**message, "headers": kept}
        await send(message)

    return send_on


async def _refuse(fault: str, scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    kind, body = _told(fault, scope)
    headers = [(b"content-type", kind.encode()), (b"x-amzn-errortype", b"AccessDeniedException")]
    headers += [(b"content-length", str(len(body)).encode()), (b"x-content-type-options", b"nosniff")]
    headers += [(b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _told(fault: str, scope: Scope) -> tuple[str, bytes]:
    """In the form in which the service that was called would say it, so that ``aws`` and the SDKs show the line."""
    sent = "".join(_values(scope, b"content-type"))
    if "json" in sent:
        return "application/json", dumps({"__type": "AccessDeniedException", "message": fault}).encode()
    if "x-www-form-urlencoded" in sent:
        return "text/xml", f"<ErrorResponse><Error>{_in_xml(fault)}</Error></ErrorResponse>".encode()
    if _values(scope, b"authorization"):
        return "application/xml", f"<Error>{_in_xml(fault)}</Error>".encode()
    return "text/plain; charset=utf-8", f"{fault}\n".encode()


def _in_xml(fault: str) -> str:
    return f"<Code>AccessDenied</Code><Message>{escape(fault, quote=False)}</Message>"

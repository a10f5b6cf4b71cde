"""Connections to public addresses alone: a name is looked up once, and what it led to is vetted and connected to.

An address somebody may choose could lead into the stage's own network, or to the metadata of a machine (SSRF). The
certificate is still checked against the name.
"""

import socket
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from lambdas.errors import Refused, Unanswered
from lambdas.outbound.public_addresses import is_public

if TYPE_CHECKING:
    import urllib3

Resolve = Callable[[str, int], Sequence[str]]
"""Host name and port to IP addresses. Raises OSError."""

NOT_PUBLIC = "This address leads into a private network; AMO asks services on the public internet only."
NOT_FOUND = "The host name could not be looked up; AMO tries again."


def resolve_host(host: str, port: int) -> list[str]:
    # Bytes: a str would go through the idna codec once more.
    found = socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in found))


def vetted_ip(host: str, port: int, resolve: Resolve, trusted_origins: frozenset[str]) -> str:
    """Raises Refused where one of its addresses is not public, Unanswered where it cannot be looked up now."""
    try:
        answers = resolve(host, port)
    except (OSError, UnicodeError):
        raise Unanswered(NOT_FOUND) from None
    if f"{host}:{port}" not in trusted_origins and not (answers and all(map(is_public, answers))):
        raise Refused(NOT_PUBLIC)
    return answers[0]


def public_pool(
    trusted_origins: frozenset[str], resolve: Resolve = resolve_host, **pool_arguments: Any
) -> "urllib3.PoolManager":
    """A pool whose connections all go where :func:`vetted_ip` says; ``trusted_origins`` may be private."""
    import urllib3
    from urllib3.connection import HTTPConnection, HTTPSConnection

    class _Http(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connected(self, self.timeout)

    class _Https(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connected(self, self.timeout)

    def _connected(connection: HTTPConnection, timeout: Any) -> socket.socket:
        ip = vetted_ip(connection.host, connection.port, resolve, trusted_origins)
        return socket.create_connection((ip, connection.port), timeout)

    class _HttpPool(urllib3.HTTPConnectionPool):
        ConnectionCls = _Http

    class _HttpsPool(urllib3.HTTPSConnectionPool):
        ConnectionCls = _Https

    pools = urllib3.PoolManager(**pool_arguments)
    pools.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
    return pools

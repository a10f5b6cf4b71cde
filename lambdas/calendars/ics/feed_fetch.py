"""Fetches a calendar feed from the open internet: pinned, bounded in size and time, silent about the address.

The address of a feed is a capability. It is in no message, log line or exception chain (fault 49): foreign errors
are replaced ``from None``, since theirs may quote it.
"""

import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from lambdas.calendars.ics.feed_addresses import Destination, next_hop, vetted
from lambdas.errors import Refused, Retryable
from lambdas.outbound.public_connections import Resolve, resolve_host

MAX_BODY = 10 * 1024 * 1024
TOTAL_SECONDS = 20.0
MAX_HOPS = 5
_CHUNK = 64 * 1024

TOO_BIG = f"The calendar is larger than {MAX_BODY // 1024 // 1024} MB; AMO does not read it."
TOO_SLOW = f"The calendar's server took longer than {TOTAL_SECONDS:.0f} seconds; AMO tries again."
BROKE_OFF = "The connection to the calendar's server broke off; AMO tries again."
NO_CERTIFICATE = "The calendar's server has no valid certificate; AMO does not trust it."
NEEDS_SIGN_IN = "The calendar's address asks for a sign-in; connect its secret (private) address instead."
GONE = "There is no calendar at this address any more; connect its present address."


@dataclass(frozen=True, slots=True)
class FetchedFeed:
    """``body`` is None when the server says nothing changed. ``validators`` go back with the next request."""

    body: bytes | None = field(repr=False)
    validators: dict[str, str] = field(default_factory=dict)
    requests: int = 1
    content_type: str = ""


class Fetcher(Protocol):
    def fetch(self, url: str, validators: dict[str, str]) -> FetchedFeed: ...


class FeedFetcher:
    """Conditional GET. Everything about the network can be handed in; the defaults are the real ones."""

    def __init__(
        self,
        trusted_origins: frozenset[str] = frozenset(),
        resolve: Resolve = resolve_host,
        tls: ssl.SSLContext | None = None,
        seconds: float = TOTAL_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._trusted_origins = trusted_origins
        self._resolve = resolve
        self._tls = tls
        self._seconds = seconds
        self._clock = clock

    def fetch(self, url: str, validators: Mapping[str, str]) -> FetchedFeed:
        """Raises Refused or Retryable with a line for the calendar's owner."""
        deadline = self._clock() + self._seconds
        for requests in range(1, MAX_HOPS + 2):
            destination = vetted(url, self._resolve, self._trusted_origins)
            answer = self._ask(destination, validators, deadline)
            if isinstance(answer, FetchedFeed):
                return FetchedFeed(answer.body, answer.validators, requests, answer.content_type)
            url = next_hop(destination, answer)
        raise Refused("The calendar's address leads in circles; connect its present address.")

    def _ask(self, destination: Destination, validators: Mapping[str, str], deadline: float) -> FetchedFeed | str:
        """One hop: the feed, or where it moved to."""
        left = deadline - self._clock()
        if left <= 0:
            raise Retryable(TOO_SLOW)
        connection = _PinnedConnection(destination, left, self._tls)
        # A server that drips a byte now and then never runs into a socket timeout; the watchdog ends it all the same.
        watchdog = threading.Timer(left, connection.cut)
        watchdog.daemon = True
        watchdog.start()
        try:
            return _answer(connection, destination, validators)
        except (OSError, http.client.HTTPException, zlib.error) as failure:
            raise _translated(failure, was_cut=connection.was_cut) from None
        finally:
            watchdog.cancel()
            connection.close()


class _PinnedConnection(http.client.HTTPConnection):
    """Connects to the vetted address and nothing else; the certificate is still checked against the host name."""

    def __init__(self, destination: Destination, seconds: float, tls: ssl.SSLContext | None) -> None:
        super().__init__(destination.host, destination.port, timeout=seconds)
        self.default_port = 443 if destination.secure else 80
        self._destination = destination
        self._tls = tls
        self._open: socket.socket | None = None
        self.was_cut = False

    def connect(self) -> None:
        self._open = socket.create_connection((self._destination.ip, self._destination.port), self.timeout)
        if self._destination.secure:
            context = self._tls or ssl.create_default_context()
            host = self._destination.host
            secured = context.wrap_socket(self._open, server_hostname=host, do_handshake_on_connect=False)
            self._open = secured
            secured.do_handshake()
        self.sock = self._open

    def cut(self) -> None:
        """Called by the watchdog, from its own thread: whoever waits for this socket gets an error at once."""
        self.was_cut = True
        if self._open is not None:
            with suppress(OSError):
                # Not SSLSocket's own shutdown: that one pulls the TLS state from under the reading thread.
                socket.socket.shutdown(self._open, socket.SHUT_RDWR)


def _answer(
    connection: _PinnedConnection, destination: Destination, validators: Mapping[str, str]
) -> FetchedFeed | str:
    headers = {"Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "gzip", "User-Agent": "AMO calendar reader"}
    connection.request("GET", destination.target, headers={**headers, **validators})
    response = connection.getresponse()
    location = response.getheader("Location")
    if response.status in (301, 302, 303, 307, 308) and location:
        return location
    if response.status == 304:
        return FetchedFeed(None, dict(validators))
    _check_status(response.status)
    body = _body(response)
    if connection.was_cut:
        raise Retryable(TOO_SLOW)
    return FetchedFeed(body, _validators(response), content_type=response.getheader("Content-Type", ""))


def _check_status(status: int) -> None:
    if status == 200:
        return
    if status in (401, 403, 407):
        raise Refused(NEEDS_SIGN_IN)
    if status in (404, 410):
        raise Refused(GONE)
    if status in (408, 425, 429) or status >= 500:
        raise Retryable(f"The calendar's server is not able to answer (HTTP {status}); AMO tries again.")
    raise Refused(f"The calendar's server refuses (HTTP {status}); check the address.")


def _body(response: http.client.HTTPResponse) -> bytes:
    """The body, unpacked; read and unpacked in pieces, so that neither a large nor a bomb of a file is ever held."""
    packing = response.getheader("Content-Encoding", "identity").strip().lower()
    if packing not in ("identity", "", "gzip", "x-gzip"):
        raise Refused("The calendar's server packs its answer in a way AMO does not know.")
    if (response.length or 0) > MAX_BODY:
        raise Refused(TOO_BIG)
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16) if packing.endswith("gzip") else None
    body = bytearray()
    while chunk := response.read(_CHUNK):
        body += unpacker.decompress(chunk, MAX_BODY + 1 - len(body)) if unpacker else chunk
        if len(body) > MAX_BODY:
            raise Refused(TOO_BIG)
    # Reading in pieces ends quietly when the other side hangs up early; what is missing must not look deleted.
    if response.length or (unpacker and not unpacker.eof and body):
        raise http.client.IncompleteRead(b"")
    return bytes(body)


def _validators(response: http.client.HTTPResponse) -> dict[str, str]:
    named = {"If-None-Match": response.getheader("ETag"), "If-Modified-Since": response.getheader("Last-Modified")}
    return {name: value for name, value in named.items() if value and len(value) < 1000}


def _translated(failure: Exception, was_cut: bool) -> Refused | Retryable:
    if was_cut or isinstance(failure, TimeoutError):
        return Retryable(TOO_SLOW)
    if isinstance(failure, ssl.SSLCertVerificationError):
        return Refused(NO_CERTIFICATE)
    return Retryable(BROKE_OFF)

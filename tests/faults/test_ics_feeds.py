"""Faults 39, 41, 47, 48 and 49: what servers of calendar feeds do, done by real servers on loopback."""

import gzip
import io
import logging
import socket
import socketserver
import ssl
import threading
import time
import traceback
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lambdas.calendars.ics.feed_fetch import MAX_BODY, FeedFetcher
from lambdas.calendars.ics.provider import IcsCalendar
from lambdas.credentials.http import MAX_ANSWER as MAX_OF_PROVIDER
from lambdas.credentials.http import get_document, post_form
from lambdas.errors import AmoError, Refused, Retryable
from lambdas.outbound.json_http import MAX_BODY as MAX_ANSWER
from lambdas.outbound.json_http import JsonHttp
from tests.fakes.documents import FakeDocuments
from tests.unit.calendars.ics.feeds import event, feed, request

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

SECRET = "private-5ecre7"
BODY = feed(event())
Serve = Callable[[socket.socket, str], None]


class FeedServer:
    """Answers each request on loopback with ``serve(socket, request)``; remembers the requests."""

    def __init__(self, serve: Serve, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[str] = []
        remembered = self.requests

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                try:
                    talk = tls.wrap_socket(self.request, server_side=True) if tls else self.request
                    asked = talk.recv(65536).decode("latin-1")
                    remembered.append(asked)
                    serve(talk, asked)
                except OSError:
                    return

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]

    def url(self, scheme: str = "http", host: str = "127.0.0.1") -> str:
        return f"{scheme}://{host}:{self.port}/{SECRET}/basic.ics"


@contextmanager
def serving(serve: Serve, tls: ssl.SSLContext | None = None) -> Iterator[FeedServer]:
    running = FeedServer(serve, tls)
    thread = threading.Thread(target=running.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        running.server.shutdown()
        running.server.server_close()


def answer(body: bytes, status: str = "200 OK", **headers: str) -> Serve:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())

    def serve(talk: socket.socket, _asked: str) -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{lines}Connection: close\r\n\r\n"
        talk.sendall(head.encode() + body)

    return serve


def trusting(*servers: FeedServer, seconds: float = 5.0) -> FeedFetcher:
    return FeedFetcher(trusted_origins=frozenset(f"127.0.0.1:{server.port}" for server in servers), seconds=seconds)


def test_a_feed_is_fetched_and_asked_for_again_only_if_it_changed() -> None:
    def serve(talk: socket.socket, asked: str) -> None:
        known = 'If-None-Match: "v1"' in asked and "If-Modified-Since: Mon" in asked
        modified = {"ETag": '"v1"', "Last_Modified": "Mon, 16 Nov 2026 08:00:00 GMT"}
        answer(b"", "304 Not Modified")(talk, asked) if known else answer(BODY, **modified)(talk, asked)

    with serving(serve) as server:
        first = trusting(server).fetch(server.url(), {})
        second = trusting(server).fetch(server.url(), first.validators)
    assert (first.body, second.body) == (BODY, None)
    assert f"Host: 127.0.0.1:{server.port}" in server.requests[0]


def test_a_packed_feed_is_unpacked() -> None:
    with serving(answer(gzip.compress(BODY), Content_Encoding="gzip")) as server:
        assert trusting(server).fetch(server.url(), {}).body == BODY


def test_fault_39_a_feed_that_says_it_is_huge_is_not_read() -> None:
    def serve(talk: socket.socket, _asked: str) -> None:
        talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n")
        time.sleep(1)

    with serving(serve) as server, pytest.raises(Refused, match="larger than 10 MB"):
        trusting(server).fetch(server.url(), {})


def test_fault_39_a_hundred_megabytes_are_cut_off_after_ten() -> None:
    sent: list[int] = []

    def serve(talk: socket.socket, _asked: str) -> None:
        talk.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(100):
            sent.append(talk.send(b"X" * 1024 * 1024))

    with serving(serve) as server, pytest.raises(Refused, match="larger than 10 MB"):
        trusting(server).fetch(server.url(), {})
    assert sum(sent) < 2 * MAX_BODY


def bomb(megabytes: int) -> bytes:
    """So many of them, in a thousandth of the room."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9) as file:
        for _ in range(megabytes):
            file.write(b"\0" * 1024 * 1024)
    return packed.getvalue()


@contextmanager
def holding_at_most(limit: int) -> Iterator[None]:
    """Nothing in between may hold more memory at any moment, however shortly."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < limit
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("packing", ["gzip", "x-gzip", "GZip"])
def test_fault_39_a_gzip_bomb_is_cut_off_before_it_unfolds(packing: str) -> None:
    with serving(answer(bomb(100), Content_Encoding=packing)) as server:
        fetcher = trusting(server)
        with holding_at_most(4 * MAX_BODY), pytest.raises(Refused, match="larger than 10 MB"):
            fetcher.fetch(server.url(), {})


@pytest.mark.parametrize("packing", ["deflate", "br", "zstd", "gzip, gzip"])
def test_fault_39_what_amo_does_not_ask_for_is_not_unpacked(packing: str) -> None:
    with serving(answer(bomb(1), Content_Encoding=packing)) as server, pytest.raises(Refused, match="does not know"):
        trusting(server).fetch(server.url(), {})


def test_fault_39_a_calendar_s_api_that_answers_with_a_bomb_is_cut_off_too() -> None:
    packed = bomb(200)
    with serving(answer(packed, Content_Encoding="gzip", Content_Type="application/json")) as server:
        http = JsonHttp(f"http://127.0.0.1:{server.port}")
        with holding_at_most(5 * MAX_ANSWER), pytest.raises(Refused, match="more than AMO reads"):
            http.call("GET", "/events", headers={})


def test_fault_39_an_identity_provider_that_answers_with_a_bomb_is_cut_off_too() -> None:
    with serving(answer(bomb(100), Content_Encoding="gzip", Content_Type="application/json")) as server:
        with holding_at_most(10 * MAX_OF_PROVIDER), pytest.raises(Retryable):
            post_form(server.url(), "code=x")
        with holding_at_most(10 * MAX_OF_PROVIDER), pytest.raises(Retryable):
            get_document(server.url())


class Clock:
    """Goes on by so much with each look at it."""

    def __init__(self, *steps: float) -> None:
        self.steps, self.now = list(steps), 0.0

    def __call__(self) -> float:
        self.now += self.steps.pop(0) if self.steps else 0
        return self.now


def test_fault_39_twenty_seconds_are_for_all_of_a_feed_s_hops_together() -> None:
    with serving(answer(BODY)) as there, serving(answer(b"", "302 Found", Location=there.url())) as first:
        trusted = frozenset(f"127.0.0.1:{server.port}" for server in (there, first))
        in_time = FeedFetcher(trusted_origins=trusted, clock=Clock(0, 10, 9.9))
        assert in_time.fetch(first.url(), {}).body == BODY
        too_late = FeedFetcher(trusted_origins=trusted, clock=Clock(0, 10, 10))
        with pytest.raises(Retryable, match="took longer than 20 seconds"):
            too_late.fetch(first.url(), {})
    assert (len(first.requests), len(there.requests)) == (2, 1)


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: "])
def test_fault_39_a_slow_drip_is_cut_off_wherever_it_drips(head: bytes) -> None:
    def serve(talk: socket.socket, _asked: str) -> None:
        talk.sendall(head)
        for _ in range(100):
            time.sleep(0.05)
            talk.sendall(b"x")

    begun = time.monotonic()
    with serving(serve) as server, pytest.raises(Retryable, match="took longer"):
        trusting(server, seconds=0.4).fetch(server.url(), {})
    assert time.monotonic() - begun < 2


def test_an_answer_that_breaks_off_is_not_a_short_calendar() -> None:
    def plain(talk: socket.socket, _asked: str) -> None:
        talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + BODY)

    def chunked(talk: socket.socket, _asked: str) -> None:
        talk.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + BODY[:100])

    for serve in (plain, chunked, answer(gzip.compress(BODY)[:-20], Content_Encoding="gzip")):
        with serving(serve) as server, pytest.raises(Retryable, match="broke off"):
            trusting(server).fetch(server.url(), {})


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        ("401 Unauthorized", Refused, "sign-in"),
        ("403 Forbidden", Refused, "sign-in"),
        ("404 Not Found", Refused, "no calendar at this address"),
        ("410 Gone", Refused, "no calendar at this address"),
        ("418 Teapot", Refused, "HTTP 418"),
        ("429 Too Many Requests", Retryable, "HTTP 429"),
        ("503 Unavailable", Retryable, "HTTP 503"),
    ],
)
def test_a_server_that_refuses_is_explained(status: str, error: type[AmoError], words: str) -> None:
    with serving(answer(BODY, status)) as server, pytest.raises(error, match=words):
        trusting(server).fetch(server.url(), {})


def test_fault_41_a_login_page_behind_a_redirect_is_no_calendar() -> None:
    page = answer(b"<html><form>Password</form></html>", Content_Type="text/html; charset=utf-8")
    with serving(page) as login, serving(answer(b"", "302 Found", Location=login.url())) as server:
        provider = IcsCalendar(FakeDocuments(), trusting(server, login))
        with pytest.raises(Refused, match="web page"):
            provider.fetch_upcoming_meetings(request(address=server.url()))


def test_fault_47_no_socket_is_opened_for_an_address_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object, **__: object) -> None:
        pytest.fail("a socket was opened")

    monkeypatch.setattr(socket, "create_connection", connect)
    inside = ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1")
    for host in (*inside, "169.254.169.254"):
        with pytest.raises((Refused, Retryable)):
            FeedFetcher().fetch(f"http://{host}/latest/meta-data", {})
    with pytest.raises(Refused):
        FeedFetcher().fetch("file:///etc/passwd", {})


def test_fault_48_a_redirect_into_the_private_network_is_not_followed() -> None:
    with serving(answer(BODY)) as inside, serving(answer(b"", "302 Found", Location=inside.url())) as server:
        with pytest.raises(Refused, match="private network"):
            trusting(server).fetch(server.url(), {})
        assert inside.requests == []


def test_fault_48_redirects_are_followed_five_times_and_no_more() -> None:
    servers: list[FeedServer] = []

    def serve(talk: socket.socket, asked: str) -> None:
        left = int(asked.split("n=")[1].split(" ")[0])
        moved = f"{servers[0].url()}?n={left - 1}"
        answer(BODY)(talk, asked) if left == 0 else answer(b"", "302 Found", Location=moved)(talk, asked)

    with serving(serve) as server:
        servers.append(server)
        assert trusting(server).fetch(f"{server.url()}?n=5", {}).requests == 6
        with pytest.raises(Refused, match="circles"):
            trusting(server).fetch(f"{server.url()}?n=6", {})


def test_fault_48_the_connection_goes_to_the_address_that_was_vetted() -> None:
    """A name that resolves to a public address first and to loopback next (DNS rebinding) is looked up once."""
    looked_up: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"]

    with serving(answer(BODY)) as server:
        trusted = frozenset({f"feeds.example.org:{server.port}"})
        fetched = FeedFetcher(trusted, resolve).fetch(server.url(host="feeds.example.org"), {})
    assert fetched.body == BODY
    assert looked_up == ["feeds.example.org"]
    assert f"Host: feeds.example.org:{server.port}" in server.requests[0]


def certificate(folder: Path, host: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate for ``host``, and a client's that trusts it."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "both.pem").write_bytes(private + pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "both.pem")
    return server, ssl.create_default_context(cadata=pem.decode())


def test_fault_48_a_pinned_connection_still_checks_the_certificate_against_the_name(tmp_path: Path) -> None:
    server_tls, client_tls = certificate(tmp_path, "feeds.example.org")
    with serving(answer(BODY), server_tls) as server:

        def fetch(host: str, tls: ssl.SSLContext | None) -> bytes | None:
            trusted = frozenset({f"{host}:{server.port}"})
            fetcher = FeedFetcher(trusted, lambda host, port: ["127.0.0.1"], tls)
            return fetcher.fetch(server.url("https", host), {}).body

        assert fetch("feeds.example.org", client_tls) == BODY
        for host, tls in (("other.example.org", client_tls), ("feeds.example.org", None)):
            with pytest.raises(Refused, match="no valid certificate"):
                fetch(host, tls)


def test_a_tls_handshake_that_never_comes_is_cut_off(tmp_path: Path) -> None:
    def drips(talk: socket.socket, _asked: str) -> None:
        for _ in range(100):
            time.sleep(0.05)
            talk.sendall(b"\x16")

    begun = time.monotonic()
    with serving(drips) as server:
        fetcher = FeedFetcher(frozenset({f"127.0.0.1:{server.port}"}), seconds=0.4)
        with pytest.raises(Retryable):
            fetcher.fetch(server.url("https"), {})
    assert time.monotonic() - begun < 2


def test_fault_49_the_secret_address_is_in_no_error_log_or_trace(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []

    def rude(talk: socket.socket, _asked: str) -> None:
        talk.sendall(b"nonsense\r\n\r\n")

    ways = [answer(BODY, "403 Forbidden"), answer(b"", "500 Oops"), answer(b"<html>"), answer(b""), rude]
    for serve in ways:
        with serving(serve) as server:
            provider = IcsCalendar(FakeDocuments(), trusting(server))
            try:
                provider.fetch_upcoming_meetings(request(address=server.url()))
            except AmoError as error:
                told.append(str(error) + "".join(traceback.format_exception(error)))
    closed = trusting(server)
    for url in (server.url(), f"http://127.0.0.1:99999/{SECRET}", f"https://exa mple.org/{SECRET}"):
        with pytest.raises(AmoError) as failure:
            closed.fetch(url, {})
        told.append(str(failure.value) + "".join(traceback.format_exception(failure.value)))
    assert len(told) == len(ways) + 3
    assert SECRET not in "".join(told) + caplog.text
    assert SECRET not in repr(request(address=server.url()))

"""Whose requests reach the engine and the page: by name, origin and signature, before anything else looks at them."""

import asyncio
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.local.instance_key import make_key, read_key, write_profile
from cli.local.request_guard import RequestGuard

PAGE, ENGINE = 4600, 4601
SIGNED = b"signed"
MINE = [b"127.0.0.1:4600", b"localhost:4600"]


class Behind:
    """What stands behind the guard: remembers the bodies it was given and shares its answers with everybody."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.bodies.append((await receive())["body"])
        headers = [(b"Access-Control-Allow-Origin", b"*"), (b"access-control-allow-headers", b"*"), (b"etag", b"x")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"secret"})


def asked(
    port: int,
    headers: list[tuple[bytes, bytes]],
    body: bytes = b"",
    kind: str = "http",
    method: str = "POST",
    path: bytes = b"/",
    stages: Collection[str] = (),
) -> tuple[Behind, list[dict[str, Any]]]:
    """What came through, and what was answered."""
    behind, answers = Behind(), []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)

    def fault(_scope: dict[str, Any], given: bytes) -> str:
        return "" if given == SIGNED else "not <signed>"

    scope = {
        "type": kind,
        "method": method,
        "path": path.decode(),
        "raw_path": path,
        "server": ("127.0.0.1", port),
        "headers": headers,
    }
    asyncio.run(RequestGuard(behind, PAGE, fault, lambda: stages)(scope, receive, send))
    return behind, answers


@pytest.mark.parametrize("host", MINE)
def test_the_page_is_open_to_browsers_and_commands_on_this_machine(host: bytes) -> None:
    for headers in ([], [(b"origin", b"http://127.0.0.1:4600")], [(b"origin", b"http://localhost:4600")]):
        behind, (start, _) = asked(PAGE, [(b"host", host), *headers], b"form")
        assert (start["status"], behind.bodies) == (200, [b"form"])


@given(
    st.one_of(
        st.sampled_from([b"evil.example", b"127.0.0.1", b"127.0.0.1:4601", b"127.0.0.1:4600.evil.example", b""]),
        st.binary(max_size=30),
    )
)
def test_under_another_name_nothing_is_reached(host: bytes) -> None:
    """DNS rebinding: the name is another site's, the address this machine's."""
    for port in (PAGE, ENGINE):
        if host.lower().decode("latin-1") not in (f"127.0.0.1:{port}", f"localhost:{port}"):
            behind, (start, _) = asked(port, [(b"Host", host)], SIGNED)
            assert (start["status"], behind.bodies) == (403, [])


def test_without_a_name_or_with_two_nothing_is_reached() -> None:
    for hosts in ([], [(b"host", MINE[0]), (b"host", b"evil.example")]):
        assert asked(PAGE, hosts)[1][0]["status"] == 403


OTHER_NAMES = (
    "localhost.",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "127.1",
    "127.0.0.1.",
    "2130706433",
    "0x7f.0.0.1",
    "0.0.0.0",
)
"""Of this machine, too, and none that AMO's own page has: a browser keeps another origin's cookies under each."""


@pytest.mark.parametrize("name", [*OTHER_NAMES, "127.0.0.1.evil.example", "localhost.evil.example", "evil.example"])
@pytest.mark.parametrize("port", [PAGE, ENGINE])
def test_only_the_two_names_count_written_as_they_are(name: str, port: int) -> None:
    for host in (f"{name}:{port}", name, f"127.0.0.1:0{port}", f" 127.0.0.1:{port}", f"evil@127.0.0.1:{port}"):
        behind, (start, _) = asked(port, [(b"host", host.encode())], SIGNED)
        assert (start["status"], behind.bodies) == (403, []), host


def test_a_name_may_be_written_in_capitals() -> None:
    assert asked(PAGE, [(b"host", b"LOCALHOST:4600")])[1][0]["status"] == 200


@pytest.mark.parametrize("path", [b"http://evil.example/", b"http://127.0.0.1:4600/", b"*", b"evil.example:80"])
@pytest.mark.parametrize("port", [PAGE, ENGINE])
def test_a_request_line_that_names_a_machine_itself_is_refused(port: int, path: bytes) -> None:
    behind, (start, _) = asked(port, [(b"host", f"127.0.0.1:{port}".encode())], SIGNED, path=path)
    assert (start["status"], behind.bodies) == (403, [])


@pytest.mark.parametrize(
    "header", [(b"X-Forwarded-Host", b"evil.example"), (b"Forwarded", b"host=evil.example"), (b"Forwarded", b"for=x")]
)
def test_what_a_proxy_was_asked_for_counts_as_well(header: tuple[bytes, bytes]) -> None:
    assert asked(PAGE, [(b"host", MINE[0]), header])[1][0]["status"] == 403
    assert asked(PAGE, [(b"host", MINE[0]), (b"x-forwarded-host", MINE[1])])[1][0]["status"] == 200


def fetched(site: bytes, mode: bytes, dest: bytes) -> list[tuple[bytes, bytes]]:
    return [(b"Sec-Fetch-Site", site), (b"Sec-Fetch-Mode", mode), (b"Sec-Fetch-Dest", dest)]


@pytest.mark.parametrize("site", [b"cross-site", b"same-site"])
@pytest.mark.parametrize(("port", "body"), [(PAGE, b""), (ENGINE, SIGNED)])
def test_another_page_leads_here_by_a_link_and_draws_nothing_in(port: int, body: bytes, site: bytes) -> None:
    """A document's link leads from the page's port to the engine's, which is another origin of the same site."""
    host = [(b"host", f"127.0.0.1:{port}".encode())]
    assert asked(port, [*host, *fetched(site, b"navigate", b"document")], body, method="GET")[1][0]["status"] == 200
    drawn_in = [
        (b"no-cors", b"image"), (b"no-cors", b"script"), (b"no-cors", b"empty"), (b"cors", b"empty"),
        (b"navigate", b"iframe"), (b"navigate", b"object"), (b"websocket", b"websocket"),
    ]  # fmt: skip
    for mode, dest in drawn_in:
        behind, (start, _) = asked(port, [*host, *fetched(site, mode, dest)], body, method="GET")
        assert (start["status"], behind.bodies) == (403, []), (mode, dest)
    assert asked(port, [*host, *fetched(site, b"navigate", b"document")], body, method="POST")[1][0]["status"] == 403


@pytest.mark.parametrize("site", [b"same-origin", b"none"])
def test_the_page_s_own_requests_and_typed_addresses_come_through(site: bytes) -> None:
    for mode, dest in ((b"navigate", b"document"), (b"cors", b"empty"), (b"no-cors", b"image")):
        assert asked(PAGE, [(b"host", MINE[0]), *fetched(site, mode, dest)], method="GET")[1][0]["status"] == 200


@pytest.mark.parametrize(
    "origin", [b"https://evil.example", b"null", b"http://127.0.0.1:4601", b"http://127.0.0.1", b""]
)
def test_a_browser_sends_nothing_for_another_page(origin: bytes) -> None:
    behind, (start, _) = asked(PAGE, [(b"host", MINE[0]), (b"Origin", origin)])
    assert (start["status"], behind.bodies) == (403, [])


@pytest.mark.parametrize(
    "origin", [b"https://evil.example", b"null", b"http://127.0.0.1:4600", b"http://127.0.0.1:4601"]
)
def test_no_page_at_all_calls_the_engine_not_even_amo_s_own(origin: bytes) -> None:
    behind, (start, _) = asked(ENGINE, [(b"host", b"127.0.0.1:4601"), (b"origin", origin)], SIGNED)
    assert (start["status"], behind.bodies) == (403, [])


def test_the_engine_takes_signed_calls_whole_and_no_others() -> None:
    host = [(b"host", b"127.0.0.1:4601")]
    assert asked(ENGINE, host, SIGNED)[0].bodies == [SIGNED]
    behind, (start, body) = asked(ENGINE, host, b"unsigned")
    assert (start["status"], behind.bodies) == (403, [])
    assert b"secret" not in body["body"]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (b"application/x-amz-json-1.0", b'{"__type": "AccessDeniedException", "message": "not <signed>"}'),
        (b"application/x-www-form-urlencoded", b"<Message>not &lt;signed&gt;</Message>"),
        (b"", b"not <signed>\n"),
    ],
)
def test_a_refusal_is_said_as_the_service_called_would_say_it(sent: bytes, told: bytes) -> None:
    headers = [(b"host", b"127.0.0.1:4601"), *([(b"content-type", sent)] if sent else [])]
    assert told in asked(ENGINE, headers)[1][1]["body"]


@pytest.mark.parametrize(("port", "body"), [(PAGE, b""), (ENGINE, SIGNED)])
def test_no_answer_may_be_read_by_other_pages(port: int, body: bytes) -> None:
    _, (start, _) = asked(port, [(b"host", f"127.0.0.1:{port}".encode())], body)
    assert [name for name, _ in start["headers"]] == [b"etag"]


def test_a_socket_is_opened_under_the_same_conditions() -> None:
    for headers in ([(b"host", b"evil.example")], [(b"host", MINE[0]), (b"origin", b"https://evil.example")]):
        assert asked(PAGE, headers, kind="websocket")[1] == [{"type": "websocket.close", "code": 1008}]
    unsigned = asked(ENGINE, [(b"host", b"127.0.0.1:4601")], kind="websocket")
    assert unsigned[1] == [{"type": "websocket.close", "code": 1008}]


def test_the_key_is_kept_through_restarts_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    file, key = tmp_path / "aws-config", make_key()
    assert read_key(file) is None
    file.write_text("[profile amo]\nregion = nowhere\n")
    assert read_key(file) is None, "a file that others could have written holds no key"
    file.chmod(0o644)
    for port in (4601, 4701):
        write_profile(file, key, f"http://127.0.0.1:{port}", "us-east-1")
        assert (read_key(file), file.stat().st_mode & 0o777) == (key, 0o600)
    assert [path.name for path in tmp_path.iterdir()] == ["aws-config"]
    assert key.secret_access_key not in repr(key)
    assert make_key() != key


DEMO = b"demo.localhost:4600"


def test_a_stage_that_is_deployed_here_has_its_page_under_its_own_name() -> None:
    for headers in ([], [(b"origin", b"http://demo.localhost:4600")]):
        assert asked(PAGE, [(b"host", DEMO), *headers], stages={"demo"})[1][0]["status"] == 200
    assert asked(PAGE, [(b"host", b"DEMO.LOCALHOST:4600")], stages={"demo"})[1][0]["status"] == 200


@pytest.mark.parametrize(
    "host",
    [
        b"other.localhost:4600",
        b"demo.localhost",
        b"demo.localhost:4601",
        b"a.demo.localhost:4600",
        b".localhost:4600",
        b"demo.127.0.0.1:4600",
        b"demo.localhost.evil.example:4600",
        b"demo.localhost:4600.evil.example",
    ],
)
def test_no_other_name_becomes_a_stage_s(host: bytes) -> None:
    behind, (start, _) = asked(PAGE, [(b"host", host)], stages={"demo"})
    assert (start["status"], behind.bodies) == (403, [])
    assert asked(PAGE, [(b"host", DEMO)])[1][0]["status"] == 403, "none is deployed"


def test_two_stages_are_two_pages_to_each_other() -> None:
    for host, origin in (
        (MINE[0], b"http://" + DEMO),
        (DEMO, b"http://" + MINE[0]),
        (DEMO, b"http://b.localhost:4600"),
    ):
        behind, (start, _) = asked(PAGE, [(b"host", host), (b"origin", origin)], stages={"demo", "b"})
        assert (start["status"], behind.bodies) == (403, [])
    forwarded = [(b"host", DEMO), (b"x-forwarded-host", MINE[0])]
    assert asked(PAGE, forwarded, stages={"demo"})[1][0]["status"] == 403


def test_a_stage_s_name_does_not_reach_the_engine() -> None:
    behind, (start, _) = asked(ENGINE, [(b"host", b"demo.localhost:4601")], SIGNED, stages={"demo"})
    assert (start["status"], behind.bodies) == (403, [])


RESPONSE = b"/_ministack/cfn-response/0230173b-ad0c-45bc-abae-8b66a621e244"


def test_a_custom_resource_s_answer_comes_through_under_its_own_id() -> None:
    """As on AWS: by an address that CloudFormation gave out, with no signature of whoever answers."""
    host = [(b"host", b"localhost:4601")]
    assert asked(ENGINE, host, b"done", method="PUT", path=RESPONSE)[0].bodies == [b"done"]
    others = [("POST", RESPONSE), ("PUT", RESPONSE + b"/x"), ("PUT", RESPONSE[:-36]), ("PUT", b"/bucket" + RESPONSE)]
    for method, path in others:
        assert asked(ENGINE, host, b"done", method=method, path=path)[1][0]["status"] == 403
    foreign = [(b"host", b"evil.example:4601")], [*host, (b"origin", b"http://evil.example")]
    for headers in foreign:
        assert asked(ENGINE, headers, b"done", method="PUT", path=RESPONSE)[1][0]["status"] == 403

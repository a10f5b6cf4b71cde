"""A connection goes to what was vetted and nowhere else; no redirect is followed, and nothing is waited for forever."""

import pytest

from lambdas.errors import Refused, Unanswered
from lambdas.outbound.json_http import JsonHttp
from lambdas.outbound.public_connections import public_pool
from tests.fakes.loopback import Asked, Reply, serving

PRIVATE = ("127.0.0.1", "10.0.0.7", "169.254.169.254", "192.168.1.1", "::1", "fd00::1", "::ffff:10.0.0.7", "100.64.0.1")


def client(address: str, leads_to: dict[str, list[str]], trusted: frozenset[str] = frozenset()) -> JsonHttp:
    def resolve(host: str, _port: int) -> list[str]:
        if host not in leads_to:
            raise OSError("no such host")
        return leads_to[host]

    return JsonHttp(address, open_pool=lambda **given: public_pool(trusted, resolve, **given))


@pytest.mark.parametrize("ip", PRIVATE)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_that_leads_into_a_private_network_is_refused_before_a_socket_is_opened(scheme: str, ip: str) -> None:
    with pytest.raises(Refused, match="private network"):
        client(f"{scheme}://acme.example", {"acme.example": [ip]}).fetch_json("GET", "/", headers={})


def test_one_private_address_among_public_ones_is_enough() -> None:
    leads_to = {"acme.example": ["93.184.215.14", "10.0.0.7"]}
    with pytest.raises(Refused, match="private network"):
        client("https://acme.example", leads_to).fetch_json("GET", "/", headers={})


def test_a_name_that_cannot_be_looked_up_is_tried_again() -> None:
    with pytest.raises(Unanswered):
        client("https://acme.example", {}).fetch_json("GET", "/", headers={})


def test_the_address_that_was_vetted_is_the_one_that_is_asked_whatever_the_name_says_next() -> None:
    """A name whose second answer is another one (rebinding) is never asked a second time for one connection."""
    asked: list[str] = []

    def reply(request: Asked) -> Reply:
        asked.append(request.headers["Host"])
        return 200, {}, b"{}"

    answers = iter([["127.0.0.1"], ["10.0.0.7"]])
    with serving(reply) as address:
        port = address.rpartition(":")[2]
        trusted = frozenset({f"acme.example:{port}"})
        http = JsonHttp(
            f"http://acme.example:{port}",
            open_pool=lambda **given: public_pool(trusted, lambda _host, _port: next(answers), **given),
        )
        assert http.fetch_json("GET", "/", headers={}).status == 200
        assert http.fetch_json("GET", "/", headers={}).status == 200  # over the same connection
    assert asked == [f"acme.example:{port}"] * 2
    assert next(answers) == ["10.0.0.7"]


def test_a_redirect_is_an_answer_and_carries_no_token_elsewhere() -> None:
    asked: list[str] = []

    def reply(request: Asked) -> Reply:
        asked.append(request.path)
        return 302, {"Location": "http://127.0.0.1:1/elsewhere"}, b""

    with serving(reply) as address:
        host, _, port = address.removeprefix("http://").partition(":")
        http = client(address, {host: [host]}, frozenset({f"{host}:{port}"}))
        assert http.fetch_json("GET", "/once", headers={"Authorization": "Bearer token"}).status == 302
    assert asked == ["/once"]


def test_more_than_is_read_and_what_drips_without_end_is_left() -> None:
    with serving(lambda _asked: (200, {}, b"[" + b"1," * 5000 + b"1]")) as address:
        with pytest.raises(Refused, match="more than AMO reads"):
            JsonHttp(address, max_body=1000).fetch_json("GET", "/", headers={})
        with pytest.raises(Unanswered, match="too long"):
            JsonHttp(address, total_seconds=-1).fetch_json("GET", "/", headers={})

import pytest

from lambdas.calendars.ics.feed_addresses import next_hop, vetted
from lambdas.errors import Refused, Retryable

SECRET = "private-0123456789abcdef"
NOBODY: frozenset[str] = frozenset()


def public(host: str, port: int) -> list[str]:
    return ["93.184.215.14"]


def test_a_webcal_address_is_a_secure_web_address() -> None:
    found = vetted(f"webcal://calendar.example.org/{SECRET}/basic.ics?x=1", public, NOBODY)
    assert (found.secure, found.host, found.port, found.ip) == (True, "calendar.example.org", 443, "93.184.215.14")
    assert found.target == f"/{SECRET}/basic.ics?x=1"


def test_an_address_pasted_with_spaces_and_umlauts_is_escaped() -> None:
    assert (
        vetted("https://example.org/My Büro%20x.ics?a=b c", public, NOBODY).target == "/My%20B%C3%BCro%20x.ics?a=b%20c"
    )


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/x.ics",
        "gopher://example.org/x",
        "https://",
        "not an address",
        "https://user:word@example.org/x.ics",
        "https://example.org:99999/x.ics",
        "https://exa mple.org/x.ics",
        "https://example.org/x\x00.ics",
        "https://example.org/x.ics\r\nHost: evil",
        "https://[::1/x.ics",
    ],
)
def test_fault_47_only_plain_web_addresses_are_looked_up_at_all(url: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        pytest.fail(f"looked up {host}")

    with pytest.raises(Refused):
        vetted(url, resolve, NOBODY)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "::",
    ],
)
def test_fault_47_no_name_leads_into_a_private_network(ip: str) -> None:
    with pytest.raises(Refused, match="private network"):
        vetted("https://example.org/x.ics", lambda host, port: [ip], NOBODY)
    with pytest.raises(Refused, match="private network"):
        vetted("https://example.org/x.ics", lambda host, port: ["93.184.215.14", ip], NOBODY)


@pytest.mark.parametrize("ip", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_public_addresses_are_fetched_from(ip: str) -> None:
    assert vetted("https://example.org/x.ics", lambda host, port: [ip], NOBODY).ip == ip


def test_an_operator_may_trust_one_origin_and_no_other_port_of_it() -> None:
    def loopback(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    trusted = frozenset({"127.0.0.1:8080"})
    assert vetted("http://127.0.0.1:8080/x.ics", loopback, trusted).ip == "127.0.0.1"
    with pytest.raises(Refused):
        vetted("http://127.0.0.1:4566/x.ics", loopback, trusted)


def test_a_name_that_cannot_be_looked_up_is_tried_again() -> None:
    def fails(host: str, port: int) -> list[str]:
        raise OSError

    with pytest.raises(Retryable):
        vetted("https://example.org/x.ics", fails, NOBODY)


def test_a_redirect_may_be_relative_and_never_leaves_https() -> None:
    secure = vetted("https://example.org/a/x.ics", public, NOBODY)
    assert next_hop(secure, "../b.ics") == "https://example.org/b.ics"
    with pytest.raises(Refused, match="insecure"):
        next_hop(secure, "http://example.org/b.ics")


def test_fault_49_the_secret_of_an_address_is_in_no_text_about_it() -> None:
    destination = vetted(f"https://example.org/{SECRET}/basic.ics", public, NOBODY)
    assert SECRET not in repr(destination)
    for url in (f"https://exa mple.org/{SECRET}", f"ftp://example.org/{SECRET}", f"https://[{SECRET}/x"):
        with pytest.raises(Refused) as refusal:
            vetted(url, public, NOBODY)
        assert SECRET not in str(refusal.value)
        assert refusal.value.__suppress_context__ or refusal.value.__context__ is None

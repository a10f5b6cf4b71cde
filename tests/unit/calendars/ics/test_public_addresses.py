"""Fault 47, over IANA's registries: iana-ipv4-special-registry and iana-ipv6-special-registry, row by row."""

from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.calendars.ics.feed_addresses import vetted
from lambdas.errors import Refused
from lambdas.outbound.public_addresses import is_public

SPECIAL = {
    "this network": "0.0.0.0/8",
    "this host": "0.0.0.0/32",
    "private A": "10.0.0.0/8",
    "shared address space": "100.64.0.0/10",
    "loopback": "127.0.0.0/8",
    "link-local": "169.254.0.0/16",
    "private B": "172.16.0.0/12",
    "IETF protocol assignments": "192.0.0.0/24",
    "service continuity": "192.0.0.0/29",
    "dummy": "192.0.0.8/32",
    "port control anycast": "192.0.0.9/32",
    "TURN anycast": "192.0.0.10/32",
    "NAT64 discovery": "192.0.0.170/31",
    "TEST-NET-1": "192.0.2.0/24",
    "AS112": "192.31.196.0/24",
    "AMT": "192.52.193.0/24",
    "6to4 relays": "192.88.99.0/24",
    "private C": "192.168.0.0/16",
    "direct AS112": "192.175.48.0/24",
    "benchmarks": "198.18.0.0/15",
    "TEST-NET-2": "198.51.100.0/24",
    "TEST-NET-3": "203.0.113.0/24",
    "multicast": "224.0.0.0/4",
    "reserved": "240.0.0.0/4",
    "limited broadcast": "255.255.255.255/32",
    "IPv6 loopback": "::1/128",
    "unspecified": "::/128",
    "compatible with IPv4": "::/96",
    "translated in the old way": "::ffff:0:0:0/96",
    "local translation": "64:ff9b:1::/48",
    "discard": "100::/64",
    "dummy prefix": "100:0:0:1::/64",
    "IPv6 protocol assignments": "2001:40::/26",
    "port control anycast, IPv6": "2001:1::1/128",
    "TURN anycast, IPv6": "2001:1::2/128",
    "service registration anycast": "2001:1::3/128",
    "benchmarks, IPv6": "2001:2::/48",
    "AMT, IPv6": "2001:3::/32",
    "AS112, IPv6": "2001:4:112::/48",
    "ORCHID": "2001:10::/28",
    "ORCHIDv2": "2001:20::/28",
    "drones": "2001:30::/28",
    "documentation": "2001:db8::/32",
    "direct AS112, IPv6": "2620:4f:8000::/48",
    "documentation, the larger": "3fff::/20",
    "segment routing": "5f00::/16",
    "unique local": "fc00::/7",
    "link-local, IPv6": "fe80::/10",
    "site-local": "fec0::/10",
    "multicast, IPv6": "ff00::/8",
    "assigned to nobody": "4000::/2",
}
HOLDS_IPV4 = ("::ffff:{}", "64:ff9b::{}", "2002:{0[0]}:{0[1]}::1")
# fmt: off
NEIGHBOURS = ("9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
              "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0",
              "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "1.0.0.0",
              "2000::1", "2001:200::1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "3ffe:ffff::1", "3fff:1000::1")
# fmt: on
"""The last public address before a special block, or the first after it."""


def holding(form: str, ipv4: str) -> str:
    if "{0[" not in form:
        return form.format(ipv4)
    number = int(ip_address(ipv4))
    return form.format((f"{number >> 16:x}", f"{number & 0xFFFF:x}"))


def teredo(server: str, client: str) -> str:
    hidden = int(ip_address(client)) ^ 0xFFFFFFFF
    return str(ip_address(0x20010000 << 96 | int(ip_address(server)) << 64 | hidden))


def _resolved(address: str, _host: str, _port: int) -> list[str]:
    return [address]


@pytest.mark.parametrize("block", SPECIAL.values(), ids=SPECIAL)
def test_fault_47_nothing_is_fetched_from_what_a_registry_sets_apart(block: str) -> None:
    network = ip_network(block)
    for place in (0, network.num_addresses // 2, network.num_addresses - 1):
        address = str(network[place])
        assert not is_public(address), address
        with pytest.raises(Refused, match="private network"):
            vetted("https://example.org/x.ics", partial(_resolved, address), frozenset())


@pytest.mark.parametrize("address", NEIGHBOURS)
def test_what_lies_beside_it_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("form", HOLDS_IPV4)
@pytest.mark.parametrize("block", [block for block in SPECIAL.values() if "." in block])
def test_fault_47_an_ipv4_address_within_another_is_judged_like_itself(form: str, block: str) -> None:
    first = str(ip_network(block)[0])
    assert not is_public(holding(form, first)), first
    assert not is_public(teredo(first, "93.184.215.14"))
    assert not is_public(teredo("93.184.215.14", first))


def test_a_public_ipv4_address_is_public_in_every_form() -> None:
    assert all(is_public(holding(form, "93.184.215.14")) for form in HOLDS_IPV4)
    assert is_public(teredo("65.54.227.120", "93.184.215.14"))


@given(st.ip_addresses())
def test_what_python_calls_local_is_never_public(address: IPv4Address | IPv6Address) -> None:
    is_judged_by_another = str(address).startswith(("::ffff:", "64:ff9b::", "2001:"))
    is_local = address.is_private or address.is_link_local or address.is_multicast or address.is_reserved
    assert is_judged_by_another or not (is_local and is_public(str(address)))

"""The addresses of the public internet, by IANA's registries of special-purpose IPv4 and IPv6 addresses.

Allowed is what is globally routable unicast; whatever a registry sets apart is not, also where it may be routed: no
calendar is published there. Python's own ``is_global`` differs between its versions, and knows not all of it.
"""

from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

SPECIAL_IPV4 = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",  # multicast, and what is reserved after it
)
GLOBAL_UNICAST = "2000::/3"
"""All of IPv6 that is assigned to networks; outside of it everything is local, reserved or obsolete."""
SPECIAL_IPV6 = ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20")
"""Within it. The first holds Teredo, benchmarks and identifiers that are no places."""
TRANSLATED = "64:ff9b::/96"
"""To IPv4, by a gateway that everybody may have (NAT64)."""


def is_public(text: str) -> bool:
    """An address that holds an IPv4 address is judged by it."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _special_ipv4())
    if held := _ipv4_in(address):
        return all(is_public(str(one)) for one in held)
    is_global = address in IPv6Network(GLOBAL_UNICAST)
    return is_global and not any(address in network for network in _special_ipv6())


def _ipv4_in(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """Returns what it is mapped, tunnelled or translated to: of Teredo the server and the client."""
    if address in IPv6Network(TRANSLATED):
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    one = address.ipv4_mapped or address.sixtofour
    return (one,) if one else address.teredo or ()


@cache
def _special_ipv4() -> tuple[IPv4Network, ...]:
    return tuple(map(IPv4Network, SPECIAL_IPV4))


@cache
def _special_ipv6() -> tuple[IPv6Network, ...]:
    return tuple(map(IPv6Network, SPECIAL_IPV6))

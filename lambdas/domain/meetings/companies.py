"""Tells who is outside the company by the domain of an address; what cannot be told is outside."""

from collections.abc import Collection

PUBLIC_MAIL = frozenset(
    {
        "aol.com", "fastmail.com", "gmail.com", "gmx.de", "gmx.net", "googlemail.com", "hey.com", "hotmail.com",
        "icloud.com", "live.com", "mail.com", "mail.ru", "me.com", "msn.com", "outlook.com", "proton.me",
        "protonmail.com", "qq.com", "web.de", "yahoo.com", "yandex.com", "zoho.com",
    }
)  # fmt: skip
"""Mail for everybody: sharing one of these makes nobody a colleague."""


def companies_of(email: str, configured: Collection[str]) -> tuple[str, ...]:
    """The configured domains; where there are none, the one of the user's own address, unless it tells of none."""
    if configured:
        return tuple(sorted(domain.casefold() for domain in configured))
    domain = _domain(email)
    return (domain,) if domain and domain not in PUBLIC_MAIL else ()


def is_outside(email: str, companies: Collection[str]) -> bool:
    """A subdomain belongs to its company; an address without a domain belongs to none."""
    domain = _domain(email)
    return not any(domain == company or domain.endswith(f".{company}") for company in companies)


def _domain(email: str) -> str:
    return email.rpartition("@")[2].strip().casefold() if "@" in email else ""

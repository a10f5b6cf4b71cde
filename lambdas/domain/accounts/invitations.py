"""An operator's invitation of a person, and changes of role, address or access."""

from typing import Literal

from pydantic import Field, field_validator

from lambdas.domain.accounts.email_address import checked_address
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.model import Model

Role = Literal["member", "reviewer", "operator"]


class Invitation(Model):
    email: str = Field(min_length=3, max_length=254)
    name: str = Field(default="", max_length=120)
    role: Role = "member"

    @field_validator("email")
    @classmethod
    def _is_an_address(cls, email: str) -> str:
        return checked_address(email)


class PersonChange(Model):
    """A field that is None stays as it is."""

    role: Role | None = None
    active: bool | None = None
    email: str | None = Field(default=None, max_length=254)

    @field_validator("email")
    @classmethod
    def _is_an_address(cls, email: str | None) -> str | None:
        return checked_address(email) if email else email


def user_id_of(email: str) -> str:
    """The same address is the same person: inviting twice at once makes one user."""
    return f"p{digest(email)[:16]}"

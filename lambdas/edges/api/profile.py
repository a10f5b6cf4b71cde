"""A user's profile: who they are."""

from pydantic import Field

from lambdas.accounts.wiring import profiles
from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.model import Model
from lambdas.domain.notifications.quiet_hours import QuietHours
from lambdas.edges.api.app import user


class ProfileChange(Model):
    """A field left out stays as it is. ``quiet_hours`` null takes them away, as an empty name or address does."""

    name: str = ""
    email: str = ""
    timezone: str = Field(default="UTC", examples=["Europe/Berlin"])
    quiet_hours: QuietHours | None = None


def save_profile(body: ProfileChange) -> User:
    """Changes what is sent, and nothing else."""
    return profiles().save(user(), body.model_dump(exclude_unset=True))

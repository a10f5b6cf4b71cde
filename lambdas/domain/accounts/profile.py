"""The fields a user may change about themselves."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from lambdas.domain.accounts.email_address import MAX_EMAIL, checked_address
from lambdas.domain.kernel.model import Model
from lambdas.domain.notifications.quiet_hours import QuietHours

MAX_NAME = 120


class Profile(Model):
    """A field that is left out stays as it is; ``quiet_hours`` None: none."""

    name: str = Field(default="", max_length=MAX_NAME)
    email: str = Field(default="", max_length=MAX_EMAIL)
    timezone: str = "UTC"
    quiet_hours: QuietHours | None = None

    @field_validator("timezone")
    @classmethod
    def _exists(cls, name: str) -> str:
        return checked_timezone(name)

    @field_validator("email")
    @classmethod
    def _is_an_address(cls, email: str) -> str:
        return checked_address(email) if email else ""


def checked_timezone(name: str) -> str:
    """Returns the zone's name. Raises ValueError for what is none."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"“{name[:60]}” is no time zone; write one like Europe/Berlin") from error

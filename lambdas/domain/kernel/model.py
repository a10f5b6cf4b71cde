"""The base every domain model shares: frozen, strict about unknown keys, JSON in and out."""

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict

from lambdas.domain.kernel.instants import to_utc

Instant = Annotated[AwareDatetime, AfterValidator(to_utc)]
"""An aware datetime, always in UTC; serialised as ISO 8601 ending in ``Z``."""


class Model(BaseModel):
    """A frozen value. ``model_dump(mode="json")`` and ``model_validate`` round-trip it."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

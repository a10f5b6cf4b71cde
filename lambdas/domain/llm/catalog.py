"""The models AMO knows, what each purpose may take, and the ceilings: config/models.yaml."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.prices import Price
from lambdas.domain.llm.purposes import Purpose

Structured = Literal["tool", "auto", "json_schema"]
"""How an answer's shape is asked for: by a tool that must be called, one that may be, or a schema of the text."""
Usd = Annotated[float, Field(gt=0, le=100_000)]
MICRO = 1_000_000


class InferenceProfile(Model):
    """An inference profile of Bedrock: it may run the model in any of ``regions``."""

    id: str = Field(pattern=r"^[a-z]+\.[a-z0-9.:-]+$")
    regions: tuple[Annotated[str, Field(pattern=r"^[a-z]{2}-[a-z]+-\d$")], ...] = Field(min_length=1)


class ModelRow(Model):
    """A model of Bedrock. ``structured`` is what it understands; ``degrade_to`` is asked from 80 % of a ceiling on."""

    foundation_model: str = Field(pattern=r"^[a-z0-9]+\.[a-z0-9.:-]+$")
    profiles: tuple[InferenceProfile, ...] = Field(min_length=1)
    structured: Structured = "tool"
    price: Price
    degrade_to: str = ""

    def profile_in(self, region: str) -> InferenceProfile | None:
        return next((profile for profile in self.profiles if region in profile.regions), None)


class PurposeRow(Model):
    """``seconds`` a call may take, ``max_tokens`` it may answer with; ``bar_met`` names models measured good enough."""

    seconds: float = Field(gt=0, le=20)
    max_tokens: int = Field(ge=20, le=4_000)
    bar_met: tuple[str, ...] = ()


class Ceilings(Model):
    """US dollars. ``task``: a preparation, a conversation or a sync; ``step`` is reserved for one at a time."""

    task: Usd
    step: Usd
    person_day: Usd
    team_day: Usd
    stage_day: Usd
    stage_month: Usd

    @model_validator(mode="after")
    def _rises(self) -> Self:
        rising = (self.step, self.task, self.person_day, self.team_day, self.stage_day, self.stage_month)
        if list(rising) != sorted(rising):
            raise ValueError("write step <= task <= person_day <= team_day <= stage_day <= stage_month")
        return self


class ModelCatalog(Model):
    """``priced_on``: the day on which the prices were read."""

    priced_on: date
    models: dict[str, ModelRow]
    purposes: dict[Purpose, PurposeRow]
    ceilings: Ceilings

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        if missing := [purpose.value for purpose in Purpose if purpose not in self.purposes]:
            raise ValueError(f"purposes: {missing[0]} has no row")
        for name, row in self.models.items():
            if row.degrade_to and row.degrade_to not in self.models:
                raise ValueError(f"models.{name}.degrade_to: there is no model {row.degrade_to}")
        return self

    def measured_purposes(self, model: str) -> frozenset[Purpose]:
        return frozenset(purpose for purpose, row in self.purposes.items() if model in row.bar_met)

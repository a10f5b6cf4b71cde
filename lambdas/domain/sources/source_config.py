"""config/sources.yaml: how often and how hard each source is asked, and where (contracts.md)."""

from pydantic import Field, model_validator

from lambdas.domain.kernel.model import Model
from lambdas.domain.records.statuses import Severity
from lambdas.domain.sources.kinds import SourceKind


class KindConfig(Model):
    """``hosts`` are further hosts this kind may be asked at, ``*.`` for any below: an operator's list."""

    every_minutes: int = Field(ge=5, le=1440)
    requests_per_minute: int = Field(ge=1, le=6000)
    hosts: tuple[str, ...] = ()


class SourcesConfig(Model):
    """``look_back_days`` is how far back incidents are read; ``severities`` maps a service's own words to ours."""

    look_back_days: int = Field(ge=7, le=180)
    paid_requests_a_day: int = Field(ge=0, le=100)
    severities: dict[str, Severity]
    kinds: dict[SourceKind, KindConfig]

    @model_validator(mode="after")
    def _names_every_kind(self) -> "SourcesConfig":
        if missing := [kind for kind in SourceKind if kind not in self.kinds]:
            raise ValueError(f"kinds has no entry for {missing[0]}")
        return self

    def severity(self, word: str) -> Severity | None:
        """A service's word for it, whatever its case; None where nothing says what it means."""
        return self._folded.get(word.strip().casefold())

    @property
    def _folded(self) -> dict[str, Severity]:
        return {word.casefold(): severity for word, severity in self.severities.items()}

"""config/sources.yaml: how often and how hard each source is asked, and where (contracts.md)."""

from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from lambdas.domain.kernel.model import Model
from lambdas.domain.records.statuses import Severity
from lambdas.domain.sources.kinds import SPECS, SourceKind
from lambdas.errors import Refused

NOT_AN_ADDRESS = "An address begins with https:// and names a host, such as {}."
NOT_ITS_HOST = "{} is not a host of {}; an operator can add it to config/sources.yaml."


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

    def checked_address(self, kind: SourceKind, address: str, trusted_origins: frozenset[str]) -> str:
        """The address without what follows it. Raises Refused for one that is not the service's.

        ``trusted_origins`` (``127.0.0.1:8080``) may be anything, and plain HTTP: stand-ins on a laptop.
        """
        spec = SPECS[kind]
        example = next((field.hint or field.default for field in spec.fields if field.name == "address"), "")
        try:
            parts = urlsplit(address.strip())
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            raise Refused(NOT_AN_ADDRESS.format(example)) from None
        if port and f"{host}:{port}" in trusted_origins and parts.scheme in ("http", "https"):
            return f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}"
        if parts.scheme != "https" or not host or parts.username or parts.password or parts.query or parts.fragment:
            raise Refused(NOT_AN_ADDRESS.format(example))
        if not any(fnmatchcase(host.lower(), pattern) for pattern in (*spec.hosts, *self.kinds[kind].hosts)):
            raise Refused(NOT_ITS_HOST.format(host, spec.label))
        return f"https://{host}{f':{port}' if port and port != 443 else ''}{parts.path.rstrip('/')}"

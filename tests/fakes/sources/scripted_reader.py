"""A source that answers as a test says, and the store its secrets lie in: for what is built around the adapters."""

from dataclasses import dataclass, field
from datetime import datetime

from lambdas.credentials.source_secrets import SourceSecrets
from lambdas.credentials.vaults import SecretPlaces
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.source_pages import SourcePage
from lambdas.errors import AmoError
from lambdas.sources.base import Secret
from tests.fakes.open_vault import OpenVault


@dataclass
class ScriptedReader:
    """``refusal`` is raised instead of an answer. ``asked`` are the secrets it was asked with."""

    said: str = "amo-reader of Example Inc."
    refusal: AmoError | None = None
    answer: SourcePage = field(default_factory=lambda: SourcePage(()))
    asked: list[Secret] = field(default_factory=list)

    def check(self, _account: SourceAccount, secret: Secret, _now: datetime) -> str:
        self._ask(secret)
        return self.said

    def page(self, _account: SourceAccount, secret: Secret, _cursor: str, _now: datetime) -> SourcePage:
        self._ask(secret)
        return self.answer

    def _ask(self, secret: Secret) -> None:
        self.asked.append(dict(secret))
        if self.refusal:
            raise self.refusal


def open_source_secrets(vault: OpenVault) -> SourceSecrets:
    return SourceSecrets(SecretPlaces("table", {"table": lambda: vault}))

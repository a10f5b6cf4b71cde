"""The tokens of one consent. They show nothing of themselves, in no log, error or repr."""

from pydantic import SecretStr

from lambdas.domain.kernel.model import Instant, Model


class TokenSet(Model):
    """``ends_at`` is when the refresh token ends, where the provider says so."""

    access_token: SecretStr
    refresh_token: SecretStr
    expires_at: Instant
    ends_at: Instant | None = None

    def sealed_form(self) -> dict[str, str]:
        """In the clear, for a vault to lock away."""
        return {"access": self.access_token.get_secret_value(), "refresh": self.refresh_token.get_secret_value()}

"""The key of a connected endpoint, in Secrets Manager: made, replaced and deleted by an operator's command alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lambdas.aws.errors import translated
from lambdas.aws.secrets import write_secret
from lambdas.errors import Refused


@dataclass(frozen=True, slots=True)
class ModelKey:
    """``client`` is asked for when the key is. ``name`` begins with the stage's prefix, as its key's alias does."""

    client: Callable[[], Any]
    name: str

    def read(self) -> str:
        """Raises Refused where it was deleted."""
        secrets = self.client()
        try:
            with translated("reading the key of the model's endpoint"):
                return str(secrets.get_secret_value(SecretId=self.name)["SecretString"])
        except (secrets.exceptions.ResourceNotFoundException, secrets.exceptions.InvalidRequestException):
            raise Refused("the key of the model's endpoint is not there any more: connect it again") from None

    def keep(self, key: str) -> None:
        write_secret(self.client(), self.name, key, f"alias/{self.name.partition('/')[0]}")

    def forget(self) -> None:
        secrets = self.client()
        try:
            with translated("deleting the key of the model's endpoint"):
                secrets.delete_secret(SecretId=self.name, ForceDeleteWithoutRecovery=True)
        except secrets.exceptions.ResourceNotFoundException:
            return

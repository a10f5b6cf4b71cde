"""Signing keys in memory: the one given signs, until it is rotated."""

from collections.abc import Sequence

from lambdas.domain.kernel.signing_keys import SigningKey


class FakeSigningKeys:
    """``secret`` is the first key's."""

    def __init__(self, secret: str) -> None:
        self.known = [SigningKey("k1", secret)]

    def rotate(self, secret: str) -> None:
        """The key before stays good, the one before that does not."""
        newest = int(self.known[0].key_id.removeprefix("k")) + 1
        self.known = [SigningKey(f"k{newest}", secret), self.known[0]]

    def current(self) -> SigningKey:
        return self.known[0]

    def accepted(self, key_id: str = "") -> Sequence[SigningKey]:
        return [key for key in self.known if key_id in ("", key.key_id)]

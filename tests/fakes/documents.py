"""Documents kept in memory; passes the same contract as the real bucket (tests/contracts/test_documents.py)."""

import hashlib
from datetime import UTC, datetime

from lambdas.errors import NotFound
from lambdas.store.documents import StampedDocument


class FakeDocuments:
    def __init__(self) -> None:
        self.stored: dict[str, tuple[bytes, str]] = {}
        self.puts: list[str] = []
        self.now = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
        """When everything is put there."""

    def put(self, key: str, body: bytes, content_type: str) -> None:
        self.stored[key] = (body, content_type)
        self.puts.append(key)

    def get(self, key: str) -> bytes:
        if key not in self.stored:
            raise NotFound("There is no such document; materials are kept for 30 days.")
        return self.stored[key][0]

    def get_stamped(self, key: str, most: int) -> StampedDocument:
        body = self.get(key)
        return StampedDocument(body[: most + 1], hashlib.sha256(body).hexdigest()[:32], self.now)

    def delete(self, key: str) -> None:
        self.stored.pop(key, None)

    def keys(self, folder: str) -> list[str]:
        return sorted(key for key in self.stored if key.startswith(folder))

    def erase(self, folder: str) -> int:
        keys = self.keys(folder)
        for key in keys:
            self.delete(key)
        return len(keys)

    def exists(self, key: str) -> bool:
        return key in self.stored

    def signed_url(self, key: str, seconds: int, filename: str) -> str:
        return f"https://documents.invalid/{key}?seconds={seconds}&filename={filename}"

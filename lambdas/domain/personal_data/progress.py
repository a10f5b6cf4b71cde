"""The progress of forgetting one person: stored in their own profile, which goes last, so that anybody can go on."""

from collections import Counter
from typing import Any

from pydantic import Field

from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.personal_data.receipt import ForgettingReceipt, kept_of, receipt_hash


class Forgetting(Model):
    """``scanned`` are the tables that were gone through, ``scan_after`` the key reached in the next one."""

    user_id: str
    begun_at: Instant
    deleted: dict[str, int] = Field(default_factory=dict)
    documents: dict[str, int] = Field(default_factory=dict)
    ended: dict[str, int] = Field(default_factory=dict)
    scanned: tuple[str, ...] = ()
    scan_after: dict[str, Any] | None = None


class Tally:
    """Counts what went so far, of a forgetting that goes on."""

    def __init__(self, before: Forgetting) -> None:
        self._before = before
        self.deleted, self.documents = Counter(before.deleted), Counter(before.documents)
        self.ended = Counter(before.ended)
        self.scanned, self.scan_after = list(before.scanned), before.scan_after

    @property
    def forgetting(self) -> Forgetting:
        counted = {
            "deleted": _counted(self.deleted),
            "documents": _counted(self.documents),
            "ended": _counted(self.ended),
        }
        place = {"scanned": tuple(self.scanned), "scan_after": self.scan_after}
        return self._before.model_copy(update={**counted, **place})

    def receipt(self, stage: str, ended_at: Instant) -> ForgettingReceipt:
        """With its hash, before it has its row in the audit log."""
        done = self.forgetting
        receipt = ForgettingReceipt(
            user_id=done.user_id,
            stage=stage,
            begun_at=done.begun_at,
            ended_at=ended_at,
            deleted=done.deleted | {"users": done.deleted.get("users", 0) + 1},
            documents=done.documents,
            ended=done.ended,
            kept=kept_of(),
        )
        return receipt.model_copy(update={"sha256": receipt_hash(receipt)})


def _counted(counts: Counter[str]) -> dict[str, int]:
    return {name: number for name, number in sorted(counts.items()) if number}
